"""What people say about themselves."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.accounts import NAME_FIELDS, checked_name
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.events import PersonChanged
from madoguchi.core.people.jobs import copy_name
from madoguchi.core.people.models import Person, User
from madoguchi.core.people.queries import seats_of
from madoguchi.core.people.steps import kana_of, locked_person
from madoguchi.core.workspaces.checks import checked_language, checked_time_zone

THEMES = ("system", "light", "dark")


def change_profile(changes: Mapping[str, str], *, actor: Actor) -> User:
    """Change one's own names, `language`, `time_zone`, `theme` and, in this workspace, `title`.

    The account is one, the seats are many: those of other workspaces get the new name by a job each.
    """
    if actor.person_id is None or actor.scopes is not None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    with tenant(actor.workspace_id):
        person = locked_person(actor.person_id)
        user = User.objects.select_for_update().get(id=person.user_id or 0)
        changed = []
        for field, value in changes.items():
            row: User | Person = person if field == "title" else user
            after = _checked(field, value)
            if getattr(row, field) != after:
                setattr(row, field, after)
                changed.append(field)
        if not changed:
            return user
        user.save()
        person.name, person.name_kana = user.name, kana_of(user)
        person.save(update_fields=["name", "name_kana", "title"])
        record(PersonChanged(person.id, sorted(changed)), actor=actor, about=Subject())
        for place in seats_of(user.id):
            if place.workspace_id != actor.workspace_id:
                copy_name.defer(workspace_id=place.workspace_id, person_id=place.person_id)
        return user


def _checked(field: str, value: str) -> str:
    if field in NAME_FIELDS or field == "title":
        return checked_name(field, value)
    if field == "language":
        return checked_language(value)
    if field == "time_zone":
        return checked_time_zone(value)
    if field == "theme" and value in THEMES:
        return value
    raise Refused("unknown-field", _("There is no such setting: %(name)s.") % {"name": field}, field=field)
