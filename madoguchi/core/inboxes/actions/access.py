"""Which inboxes a person sees who does not see them all."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.events import InboxAccessGranted, InboxAccessWithdrawn
from madoguchi.core.inboxes.models import Inbox, InboxAccess
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.events import PersonChanged
from madoguchi.core.people.models import Person, Role
from madoguchi.core.people.policies import require
from madoguchi.core.people.steps import locked_person


def grant_access(person_id: int, *, inbox_id: int, actor: Actor) -> None:
    """Let a person see an inbox; they keep it when "all inboxes" is taken from them."""
    require(actor, "person.manage")
    with tenant(actor.workspace_id):
        person = locked_person(person_id)
        if not Inbox.objects.filter(id=inbox_id).exists():
            raise NotAllowed("not-found", _("This inbox does not exist."))
        _row, is_new = InboxAccess.objects.get_or_create(
            person=person, inbox_id=inbox_id, defaults={"workspace_id": actor.workspace_id}
        )
        if is_new:
            record(InboxAccessGranted(inbox_id, person.id), actor=actor, about=Subject())


def withdraw_access(person_id: int, *, inbox_id: int, actor: Actor) -> None:
    """Take an inbox away again; what the person is assigned to in it stays theirs by name."""
    require(actor, "person.manage")
    with tenant(actor.workspace_id):
        person = locked_person(person_id)
        gone, _rows = InboxAccess.objects.filter(person=person, inbox_id=inbox_id).delete()
        if gone:
            record(InboxAccessWithdrawn(inbox_id, person.id), actor=actor, about=Subject())


def show_all_inboxes(person_id: int, *, actor: Actor) -> Person:
    """Let a person see every inbox, also those to come. A partner cannot: Refused("partner-sees-named")."""
    require(actor, "person.manage")
    with tenant(actor.workspace_id):
        person = locked_person(person_id)
        if person.role == Role.PARTNER:
            raise Refused("partner-sees-named", _("A partner sees the inboxes that you choose, never all of them."))
        return _set_all(person, True, actor)


def show_named_inboxes(person_id: int, *, actor: Actor) -> Person:
    """Let a person see only the inboxes they were granted."""
    require(actor, "person.manage")
    with tenant(actor.workspace_id):
        return _set_all(locked_person(person_id), False, actor)


def _set_all(person: Person, wanted: bool, actor: Actor) -> Person:
    if person.all_inboxes != wanted:
        person.all_inboxes = wanted
        person.save(update_fields=["all_inboxes"])
        record(PersonChanged(person.id, ["all_inboxes"]), actor=actor, about=Subject())
    return person
