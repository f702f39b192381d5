"""What people say about themselves, and how they like their desk."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.accounts import NAME_FIELDS, checked_name
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.events import PersonChanged
from madoguchi.core.people.jobs import copy_name
from madoguchi.core.people.models import FirstPage, Person, User
from madoguchi.core.people.policies import require
from madoguchi.core.people.queries import seats_of
from madoguchi.core.people.steps import kana_of, locked_person
from madoguchi.core.workspaces.checks import checked_language, checked_time_zone

CHOICES = {
    "theme": ("system", "light", "dark"),
    "density": ("comfortable", "compact"),
    "motion": ("system", "none"),
    "character_keys": (True, False),
    "enter_sends": (True, False, None),
    "first_page": tuple(FirstPage.values),
}
OF_THE_SEAT = ("title", "first_page")  # the others are of the account
PREFERENCES = ("language", "time_zone", *CHOICES)


def change_profile(changes: Mapping[str, str], *, actor: Actor) -> User:
    """Change one's own names and, in this workspace, `title`. A program may not, whoever's token it has."""
    if actor.scopes is not None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    return _change({field: _named(field, value) for field, value in changes.items()}, actor)


def change_preferences(changes: Mapping[str, Any], *, actor: Actor) -> User:
    """Change `language`, `time_zone`, `theme`, `density`, `motion`, `character_keys` (a bool) and `enter_sends` (None:
    in chats alone); they hold in all workspaces. `first_page` is of this one."""
    require(actor, "preferences.own")
    return _change({field: _chosen(field, value) for field, value in changes.items()}, actor)


def _change(after: Mapping[str, Any], actor: Actor) -> User:
    """The account is one, the seats are many: those of other workspaces get the new name by a job each."""
    if actor.person_id is None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    with tenant(actor.workspace_id):
        person = locked_person(actor.person_id)
        user = User.objects.select_for_update().get(id=person.user_id or 0)
        changed = []
        for field, value in after.items():
            row: User | Person = person if field in OF_THE_SEAT else user
            if getattr(row, field) != value:
                setattr(row, field, value)
                changed.append(field)
        if not changed:
            return user
        user.save()
        person.name, person.name_kana = user.name, kana_of(user)
        person.save(update_fields=["name", "name_kana", *OF_THE_SEAT])
        record(PersonChanged(person.id, sorted(changed)), actor=actor, about=Subject())
        if {*NAME_FIELDS, "language"}.intersection(changed):  # the language orders the names
            for place in seats_of(user.id):
                if place.workspace_id != actor.workspace_id:
                    copy_name.defer(workspace_id=place.workspace_id, person_id=place.person_id)
        return user


def _named(field: str, value: str) -> str:
    if field in NAME_FIELDS or field == "title":
        return checked_name(field, value)
    raise _unknown(field)


def _chosen(field: str, value: Any) -> Any:
    if field == "language":
        return checked_language(value)
    if field == "time_zone":
        return checked_time_zone(value)
    if value in CHOICES.get(field, ()):
        return value
    raise _unknown(field)


def _unknown(field: str) -> Refused:
    return Refused("unknown-field", _("There is no such setting: %(name)s.") % {"name": field}, field=field)
