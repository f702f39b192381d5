"""The change feed in words: who changed which setting, who came and who went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.core.conversations.models import Tag
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.people.queries import people_visible_to, teams_visible_to
from madoguchi.faces.desk.reading import Names
from madoguchi.faces.desk.seat import Seat
from madoguchi.faces.desk.templatetags.events import who_of

WORDS = {
    "workspace.changed": _("Changed the workspace"),
    "notification_rule.changed": _("Changed what push and mail may say"),
    "inbox.created": _("Made an inbox"),
    "inbox.changed": _("Changed an inbox"),
    "inbox.disabled": _("Switched an inbox off"),
    "inbox.enabled": _("Switched an inbox on"),
    "team.created": _("Made a team"),
    "team.renamed": _("Renamed a team"),
    "team.people_changed": _("Changed who is in a team"),
    "team.deleted": _("Deleted a team"),
    "tag.created": _("Made a tag"),
    "tag.changed": _("Changed a tag"),
    "tag.deleted": _("Deleted a tag"),
    "attribute.defined": _("Defined a custom attribute"),
    "attribute.changed": _("Changed a custom attribute"),
    "attribute.deleted": _("Removed a custom attribute"),
    "invitation.accepted": _("Accepted the invitation"),
    "person.added": _("Seat added on the command line"),
    "person.role_changed": _("Changed a role"),
    "person.deactivated": _("Closed a seat"),
    "person.reactivated": _("Opened a seat again"),
}
ABOUT = {"inbox_id": "inbox", "team_id": "team", "tag_id": "tag", "definition_id": "attribute", "person_id": "person"}


@dataclass(frozen=True, slots=True)
class Line:
    """One change as it is read; `about` is "" for what has no name any more."""

    at: datetime
    who: str
    what: str
    about: str


def lines_of(events: Sequence[Event], seat: Seat) -> list[Line]:
    """One query for all names, none for no events."""
    names = Names(_known(events, seat))
    return [
        Line(event.at, who_of(event.actor, names), str(WORDS[event.type]), " · ".join(_about(event, names)))
        for event in events
    ]


def _about(event: Event, names: Names) -> list[str]:
    found = [names.of(kind, event.payload.get(key)) for key, kind in ABOUT.items() if key in event.payload]
    return [name for name in found if name]


def _known(events: Sequence[Event], seat: Seat) -> dict[tuple[str, int], str]:
    wanted: dict[str, set[int]] = {kind: set() for kind in ABOUT.values()}
    for event in events:
        kind, _colon, key = event.actor.partition(":")
        if kind == "person" and key.isdigit():
            wanted["person"].add(int(key))
        for member, kind in ABOUT.items():
            if isinstance(value := event.payload.get(member), int):
                wanted[kind].add(value)
    sources = (
        ("person", people_visible_to(seat.actor).order_by(), "name"),
        ("team", teams_visible_to(seat.actor).order_by(), "name"),
        ("inbox", inboxes.visible_to(seat.actor).order_by(), "name"),
        ("tag", Tag.objects.filter(workspace_id=seat.person.workspace_id), "name"),
        ("attribute", AttributeDefinition.objects.filter(workspace_id=seat.person.workspace_id), "label"),
    )
    queries = [
        rows.filter(id__in=wanted[kind]).values_list(Value(kind), "id", field)
        for kind, rows, field in sources
        if wanted[kind]
    ]
    return {(kind, row_id): name for kind, row_id, name in queries[0].union(*queries[1:])} if queries else {}
