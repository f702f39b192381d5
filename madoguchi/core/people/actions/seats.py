"""Roles, and leaving and coming back."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.events import PersonDeactivated, PersonReactivated, RoleChanged
from madoguchi.core.people.models import Person, Role, Token
from madoguchi.core.people.policies import require
from madoguchi.core.people.roles import checked_role
from madoguchi.core.people.steps import locked_person, unlist_key


def change_role(person_id: int, *, role: str, actor: Actor) -> Person:
    """Give another role. The last administrator keeps theirs: Refused("last-administrator")."""
    require(actor, "role.manage")
    with tenant(actor.workspace_id):
        after = checked_role(role, actor)
        _hold_administrators()
        person = locked_person(person_id)
        if person.role == after:
            return person
        if after != Role.ADMINISTRATOR:
            _refuse_last_administrator(person)
        fact = RoleChanged(person.id, person.role, after.value)
        person.role = after
        if after == Role.PARTNER:
            person.all_inboxes = False  # a partner sees the inboxes they are given, none by default
        person.save(update_fields=["role", "all_inboxes"])
        record(fact, actor=actor, about=Subject())
        return person


def deactivate(person_id: int, *, actor: Actor) -> Person:
    """Close somebody's seat: their tokens end now, their sessions see nothing of this workspace."""
    require(actor, "person.manage")
    with tenant(actor.workspace_id):
        _hold_administrators()
        person = locked_person(person_id)
        if not person.is_active:
            return person
        checked_role(person.role, actor)
        _refuse_last_administrator(person)
        person.deactivated_at = now()
        person.save(update_fields=["deactivated_at"])
        _revoke_tokens(person)
        record(PersonDeactivated(person.id), actor=actor, about=Subject())
        return person


def reactivate(person_id: int, *, actor: Actor) -> Person:
    """Open the seat again; tokens stay revoked."""
    require(actor, "person.manage")
    with tenant(actor.workspace_id):
        person = locked_person(person_id)
        if person.is_active:
            return person
        checked_role(person.role, actor)
        person.deactivated_at = None
        person.save(update_fields=["deactivated_at"])
        record(PersonReactivated(person.id), actor=actor, about=Subject())
        return person


def _hold_administrators() -> None:
    """Lock them all, in one order, so that two who step down at once cannot both believe in the other."""
    list(Person.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("id").values("id"))


def _refuse_last_administrator(person: Person) -> None:
    others = Person.objects.filter(role=Role.ADMINISTRATOR, deactivated_at__isnull=True).exclude(id=person.id)
    if person.role == Role.ADMINISTRATOR and person.is_active and not others.exists():
        raise Refused("last-administrator", _("A workspace needs an administrator. Appoint another one first."))


def _revoke_tokens(person: Person) -> None:
    for token in Token.objects.select_for_update().filter(person=person, revoked_at__isnull=True):
        token.revoked_at = now()
        token.save(update_fields=["revoked_at"])
        unlist_key(f"token:{token.digest}")
