"""Features as a table: written out, and taken in."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base import sheets
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, gathering, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.core.people.policies import require
from madoguchi.features.registry.events import FeatureChanged, FeatureCreated
from madoguchi.features.registry.models import Feature, FeatureText
from madoguchi.features.registry.queries import BY_AREA, as_read, features_visible_to
from madoguchi.features.registry.steps import IN_LANGUAGES, MOST, values_of, write

COLUMNS = ("area", "state", "since", "owner", "review_due_on", *IN_LANGUAGES)


def export_features(*, actor: Actor) -> bytes:
    """All of them as CSV; the owner by mail address."""
    require(actor, "registry.read")
    with tenant(actor.workspace_id):
        rows = as_read(features_visible_to(actor)).order_by(*BY_AREA)
        return sheets.written(COLUMNS, map(_line, rows))


def import_features(content: bytes, *, actor: Actor) -> sheets.Taken:
    """Add what is not there yet and change what is, found by its name; all of it or, where a line is refused, nothing.
    A second time changes nothing. Raises as sheets.read() and steps.write(), with the number of the line."""
    require(actor, "registry.write")
    lines = sheets.read(content, columns=COLUMNS, most=MOST)
    with tenant(actor.workspace_id), gathering():
        people = {mail.casefold(): person_id for person_id, mail in Person.objects.values_list("id", "email")}
        done = [_take(line, number, people, actor) for number, line in enumerate(lines, 2)]
        return sheets.Taken(done.count("added"), done.count("changed"), done.count("same"))


def _line(feature: Feature) -> dict[str, str]:
    values = {name: str(value or "") for name, value in values_of(feature).items()}
    return {**values, "owner": feature.owner.email if feature.owner else ""}


def _take(line: dict[str, str], number: int, people: dict[str, int], actor: Actor) -> str:
    try:
        fields = dict(_fields(line, people))
        known = _known(line)
        feature = known or Feature(workspace_id=actor.workspace_id)
        changed = write(feature, fields, actor)
    except Refused as error:
        text = _("Line %(number)d: %(text)s") % {"number": number, "text": error.text}
        raise Refused(error.code, text, field="file") from error
    if known is None:
        record(FeatureCreated(feature.id, feature.state), actor=actor, about=Subject())
        return "added"
    if changed:
        record(FeatureChanged(feature.id, feature.state, changed), actor=actor, about=Subject())
    return "changed" if changed else "same"


def _fields(line: dict[str, str], people: dict[str, int]) -> Iterator[tuple[str, Any]]:
    """Columns that are missing, and days that are left open, stay as they are."""
    for name, value in line.items():
        if name == "owner":
            if value and value.casefold() not in people:
                raise Refused("no-such-person", _("Nobody here has the address %(mail)s.") % {"mail": value})
            yield "owner_id", people.get(value.casefold())
        elif name == "review_due_on":
            if value:
                yield name, _day(value)
        else:
            yield name, value


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value.strip().replace("/", "-"))
    except ValueError as error:
        raise Refused("bad-day", _("Write days like 2026-11-30.")) from error


def _known(line: dict[str, str]) -> Feature | None:
    """The feature that has one of the names, its row locked."""
    for name, value in line.items():
        part, _underscore, code = name.rpartition("_")
        if part == "name" and value.strip():
            named = " ".join(value.split())
            text = FeatureText.objects.filter(language=code, name__iexact=named).first()
            if text is not None:
                return Feature.objects.select_for_update(of=("self",)).get(id=text.feature_id)
    return None
