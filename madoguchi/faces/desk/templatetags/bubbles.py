"""The bubbles of a thread."""

from zlib import crc32

from django.template import Library
from django.template.context import RequestContext
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from madoguchi.faces.desk.seat import Seat
from madoguchi.faces.desk.thread import Bubble

register = Library()
DECIDING = ("personal_data.read", "conversation.update")  # what a bubble of a chat shows to some alone


@register.simple_tag(takes_context=True)
def bubble(context: RequestContext, one: Bubble) -> SafeString:
    """One message; an empty element where the page says that it has it as it is (`known`, fresh.js)."""
    name = f"message-{one.message.id}"
    mark = _mark(one, context["seat"])
    if mark and f"{name}={mark}" in (context.get("known") or ()):
        return format_html('<article id="{}" data-v="{}" data-kept></article>', name, mark)
    template = get_template("desk/bubble.html").template  # type: ignore[attr-defined]  # Django's own
    with context.push(bubble=one, message=one.message, mark=mark):
        return SafeString(template.render(context))


def _mark(one: Bubble, seat: Seat) -> str:
    """A fingerprint of what it is made of; "" where it is made of more."""
    told = one.told
    if not told:
        return ""
    reader = (get_language(), get_current_timezone_name(), *map(seat.may, DECIDING))
    return f"{crc32(repr((told, reader)).encode()):x}"
