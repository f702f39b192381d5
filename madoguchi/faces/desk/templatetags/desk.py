"""What every template of the desk writes: assets, icons, faces, parts with a fingerprint."""

from collections.abc import Iterable
from functools import cache, lru_cache
from zlib import crc32

from django.template import Library, Node, NodeList
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from madoguchi.base.html import markdown_to_html
from madoguchi.core.conversations.models import Attachment, Conversation, Message
from madoguchi.core.conversations.steps import MOVIES, PICTURES, preview_of
from madoguchi.faces.desk.assets import address_of, script_of
from madoguchi.faces.desk.bulks import grouped
from madoguchi.faces.desk.pictures import picture_url
from madoguchi.faces.desk.seat import Seat
from madoguchi.features.chat.seen import Here, here_in
from madoguchi.features.chat.transfer import Reach

register = Library()
register.filter(grouped)

FACES = 8


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file."""
    return address_of(path)


@register.simple_tag
def script(path: str) -> str:
    """The address of a module that a page starts with; in one piece with those that it imports, where there is one."""
    return script_of(path)


@register.simple_tag
@cache
def icon(name: str, classes: str = "") -> SafeString:
    """One of icons.svg, silent to screen readers: the words stand beside it or on the button."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>', classes, asset("desk/icons.svg"), name
    )


@register.simple_tag
@lru_cache(maxsize=4096)
def face(name: str, key: int, classes: str = "") -> SafeString:
    """A round ground with initials; `key` (an id) chooses among eight colours, always the same for one person."""
    signs = initials(name)
    shown = signs[:1] if "small" in classes and not signs.isascii() else signs
    return format_html(
        '<span class="avatar {}" data-face="{}" aria-hidden="true">{}</span>', classes, key % FACES, shown
    )


def initials(name: str) -> str:
    """Up to two signs: the family name of a Japanese name, the first letters of the others; "?" for nothing."""
    words = name.replace("　", " ").split()
    if not words:
        return "?"
    if ord(words[0][0]) >= 0x2E80:
        return words[0][:2]
    return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()


@register.filter
def allowed(permission: str, seat: Seat | None) -> bool:
    """Whether the person may: {% if "inbox.manage"|allowed:seat %}. Decided by the policy, only shown here."""
    return seat is not None and seat.may(permission)


@register.filter
def addid(prefix: str, key: object) -> str:
    """ "row-" and 7 make "row-7"."""
    return f"{prefix}{key}"


@register.filter
def one_a_line(parts: Iterable[object]) -> str:
    """For text areas."""
    return "\n".join(map(str, parts))


@register.filter
def visitor_here(conversation: Conversation) -> Here | None:
    """Whether the visitor of a chat is on the site; None where it is no chat."""
    return here_in(conversation)


@register.filter
def seat_of(reach: Reach | None, person_id: int) -> str:
    """How much room somebody has for a chat: " (2/4)", " (away)"; "" where that is not asked."""
    seat = reach.seats.get(person_id) if reach else None
    if seat is None:
        return ""
    return f" ({seat.chats}/{seat.capacity})" if seat.is_available else " " + gettext("(takes no chats now)")


@register.filter
def preview(message: Message) -> str:
    """The beginning of a message, on one line."""
    return preview_of(message)


@register.filter
def picture(file: Attachment) -> str:
    """The address at which a file is shown; "" for one that is only downloaded."""
    return picture_url(file) if file.content_type in PICTURES else ""


@register.filter
def is_movie(file: Attachment) -> bool:
    """Whether a file plays where it stands."""
    return file.content_type in MOVIES


@register.filter
def size(count: int) -> str:
    """Bytes for people: 182 KB."""
    if count < 1024:
        return f"{count} B"
    return f"{count / 1024:.0f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1 in whole percent: 34%; "" for None."""
    return "" if share is None else f"{round(100 * share)}%"


@register.filter
def markdown(text: str) -> SafeString:
    """What colleagues wrote, as HTML; cleaned, so safe."""
    return SafeString(markdown_to_html(text))


@register.tag
def keyed(parser: Parser, token: Token) -> "Keyed":
    """{% keyed "article" id="message-7" class="bubble" %} … {% endkeyed %}: an element with a fingerprint (data-v),
    its own or a given one.

    fresh.js keeps the element on the screen while the fingerprint stays the same.
    """
    name, *bits = token.split_contents()
    tag = parser.compile_filter(bits.pop(0))
    attributes = token_kwargs(bits, parser)
    inside = parser.parse((f"end{name}",))
    parser.delete_first_token()
    return Keyed(tag, attributes, inside)


class Keyed(Node):
    """The element of `keyed`."""

    def __init__(self, tag: FilterExpression, attributes: dict[str, FilterExpression], inside: NodeList) -> None:
        self.tag = tag
        self.attributes = {name.replace("_", "-"): value for name, value in attributes.items()}
        self.nodelist = inside

    def render(self, context: Context) -> SafeString:
        tag = self.tag.resolve(context)
        attributes = {name: value.resolve(context) for name, value in self.attributes.items()}
        inside = self.nodelist.render(context)
        attributes["data-v"] = attributes.get("data-v") or f"{crc32(repr((attributes, inside)).encode()):x}"
        written = "".join(
            f' {name}="{conditional_escape(value)}"' for name, value in attributes.items() if value not in ("", None)
        )
        tag = conditional_escape(tag)
        return SafeString(f"<{tag}{written}>{inside}</{tag}>")  # format_html for each was a tenth of a list
