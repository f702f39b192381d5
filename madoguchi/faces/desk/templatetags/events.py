"""What happened, one line each: a template for each type of fact."""

from datetime import datetime

from django.template import Library
from django.template.loader import select_template
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from madoguchi.core.conversations.models import Priority
from madoguchi.core.events.models import Event
from madoguchi.faces.desk.reading import Names
from madoguchi.faces.desk.templatetags.times import clock, exact

register = Library()


@register.simple_tag
def event_line(event: Event, names: Names) -> SafeString:
    """One fact of a thread."""
    template = select_template([f"desk/events/{event.type}.html", "desk/events/unknown.html"])
    told = template.render(_told(event, names))
    return format_html(
        '<p class="event" id="event-{0}" data-v="1">{1}<time datetime="{2}" title="{3}">{4}</time></p>',
        event.id,
        told,
        event.at.isoformat(),
        exact(event.at),
        clock(event.at),
    )


def who_of(actor: str, names: Names) -> str:
    """What an actor of the ledger is called: "person:7" by name, "token:3" by what it is."""
    kind, _colon, key = actor.partition(":")
    if kind == "token":
        return _("A program (API)")
    if kind == "assistant":
        return _("Assistant")
    if kind == "system":
        return "Madoguchi"
    name = names.of(kind, int(key) if key.isdigit() else None)
    if kind == "contact" and name:
        return name
    return pgettext("who did it", "%(name)s") % {"name": name} if name else _("Somebody")


def _told(event: Event, names: Names) -> dict[str, object]:
    payload = event.payload
    kind = "team" if event.type == "conversation.team_changed" else "person"
    until = parse_datetime(payload.get("until") or payload.get("due_at") or "")
    return {
        "event": event,
        "who": who_of(event.actor, names),
        "themselves": event.actor == f"person:{payload.get('after')}",
        "contact": event.actor.startswith("contact:"),
        "before": names.of(kind, payload.get("before")),
        "after": names.of(kind, payload.get("after")),
        "tag": names.of("tag", payload.get("tag_id")) or _("(deleted tag)"),
        "participant": names.of("contact", payload.get("participant_contact_id")) or _("Somebody"),
        "person": names.of("person", payload.get("person_id")) or _("Somebody"),
        "priority": _priority(payload.get("after")),
        "merged": payload.get("merged_id"),
        "can_undo": bool(names.of("merged", payload.get("merged_id"))),
        "other": payload.get("other_id"),
        "until": _when(until) if until else "",
        "left": "、".join(_those_at_it(event, names)),
        "labels": "、".join(names.attributes.get(key, key) for key in payload.get("keys", ())),
    }


def _those_at_it(event: Event, names: Names) -> list[str]:
    """From whom a conversation was taken over: the owner of before, and those who were writing."""
    if event.type != "conversation.taken_over":
        return []
    ids = dict.fromkeys([event.payload["before"], *event.payload["writers"]])
    return [name for person_id in ids if (name := names.of("person", person_id))]


def _priority(value: object) -> str:
    return str(Priority(value).label) if value in Priority.values else ""


def _when(at: datetime) -> str:
    return localtime(at).strftime("%m/%d %H:%M")
