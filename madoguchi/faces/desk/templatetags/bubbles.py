"""The lines of a thread: days, bubbles, events."""

from collections.abc import Set
from datetime import datetime
from zlib import crc32

from django.template import Library
from django.template.context import RequestContext
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import get_language

from madoguchi.faces.desk.templatetags.events import event_line
from madoguchi.faces.desk.templatetags.times import day
from madoguchi.faces.desk.thread import Bubble, Thread

register = Library()
DECIDING = ("personal_data.read", "conversation.update")  # what a bubble of a chat shows to some alone


@register.simple_tag(takes_context=True)
def lines_of(context: RequestContext, thread: Thread) -> SafeString:
    """All of them; of a bubble an empty element where the page says that it has it as it is (`known`, fresh.js)."""
    seat, known = context["seat"], context.get("known") or frozenset()
    reader = repr((get_language(), get_current_timezone_name(), *map(seat.may, DECIDING)))
    written = []
    for line in thread.lines:
        if line.day:
            written.append(_day(line.day))
        if line.bubble:
            written.append(_bubble(context, line.bubble, reader, known))
        elif line.event:
            written.append(event_line(line.event, thread.names))
    return SafeString("\n".join(written))


def _day(at: datetime) -> SafeString:
    name = day(at)
    mark = f"{crc32(name.encode()):x}"
    return format_html('<p id="day-{}" class="day" data-v="{}">{}</p>', localtime(at).date().isoformat(), mark, name)


def _bubble(context: RequestContext, one: Bubble, reader: str, known: Set[str]) -> SafeString:
    name, told = f"message-{one.message.id}", one.told
    mark = f"{crc32((told + reader).encode()):x}" if told else ""  # "": it is made of more
    if mark and f"{name}={mark}" in known:
        return SafeString(f'<article id="{name}" data-v="{mark}" data-kept></article>')
    template = get_template("desk/bubble.html").template  # type: ignore[attr-defined]  # Django's own
    with context.push(bubble=one, message=one.message, mark=mark):
        return SafeString(template.render(context))
