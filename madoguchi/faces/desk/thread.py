"""A conversation as lines to be read: days, bubbles, events."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.html import markdown_to_html, text_to_html
from madoguchi.base.quotes import woven
from madoguchi.core.conversations.models import Attachment, Conversation, Delivery, Message
from madoguchi.core.conversations.queries.timeline import timeline
from madoguchi.core.events.models import Event
from madoguchi.faces.desk.pictures import by_name, opening
from madoguchi.faces.desk.reading import Names, names_in
from madoguchi.faces.desk.seat import Seat
from madoguchi.features.chat.saying import ASSISTANT
from madoguchi.features.chat.seen import Seen, read_by_us, seen_in

# What text alone would lose: pictures, tables, and mails that are nothing but HTML.
RICH = re.compile(r"<(?:img|table)\b", re.IGNORECASE)
REMOTE_IMAGE = re.compile(r"<img\b[^>]{0,2000}\bsrc\s*=\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE)
LOOKED_AT = 200_000  # characters of HTML in which pictures are looked for
TOGETHER = timedelta(minutes=2)
TAKEN_OVER = "conversation.taken_over"
OUTSIDE = {"sent", "deferred", "failed", "bounced", "queued"}


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as it is shown. `in_frame`: the mail's own HTML is shown instead of `body`."""

    message: Message
    in_frame: bool
    has_remote_images: bool
    files: list[Attachment]
    problems: list[Delivery]
    goes_on: bool = False  # the same person has just said something, above it
    seen_at: datetime | None = None  # the visitor has seen this, and nothing newer of ours

    @property
    def kind(self) -> str:
        return self.message.kind

    @property
    def body(self) -> SafeString:
        """What is shown unfolded: our own Markdown, their text. Cleaned, so safe."""
        message = self.message
        if message.kind == Message.Kind.INBOUND:
            return woven_html(message) or SafeString(text_to_html(message.visible_text.strip("\r\n")))
        return opening(markdown_to_html(message.text, cid_url=by_name(message.files_on)), message.files_on)

    @property
    def told(self) -> str:
        """Stands for all that it shows, in a talk in a chat, which is asked for again at each of its messages; "" for
        others and for what changes by itself."""
        if not self.is_chat or self.files or self.problems or self.is_held or self.message.scheduled is not None:
            return ""
        return f"{self.message.version} {self.goes_on} {self.seen_at} {self.mailed_to}"

    @property
    def is_held(self) -> bool:
        """A reply that can still be taken back."""
        return self.message.send_at is not None and self.message.send_at > now() and self.message.before_it is not None

    @property
    def looks(self) -> str:
        """Whose voice it is: theirs, ours, a note, or a forward to somebody else."""
        if self.message.forwards_id:
            return "reply forward"
        return f"{self.kind} chat{' goes-on' if self.goes_on else ''}" if self.is_chat else self.kind

    @property
    def is_chat(self) -> bool:
        return self.message.channel == "chat" and self.kind != Message.Kind.NOTE

    @property
    def is_bounce(self) -> bool:
        """A mail system's word about a reply; the customer did not say it."""
        return self.message.automatic == "bounce"

    @property
    def speaker(self) -> str:
        """Who has said what no person said."""
        return _("Assistant") if self.message.automatic == ASSISTANT else "Madoguchi"

    @property
    def sender(self) -> str:
        """The address that a mail came from; "" where there is none, or none any more."""
        return next(iter(self.addresses("from")), "")

    @property
    def verdict(self) -> str:
        """How far the sender is proven: "pass", "none" or "fail"; "" for our own words."""
        return str(self.message.authentication.get("verdict", "")) if self.kind == Message.Kind.INBOUND else ""

    @property
    def states(self) -> dict[str, int]:
        """How many recipients are in which state."""
        found: dict[str, int] = {}
        for delivery in self.message.deliveries_on:
            found[delivery.state] = found.get(delivery.state, 0) + 1
        return found

    @property
    def first_deferred(self) -> Delivery | None:
        """Of what waits for another server, what is tried first; None where nothing waits."""
        waiting = [one for one in self.message.deliveries_on if one.state == Delivery.State.DEFERRED]
        return min(waiting, key=lambda one: one.next_attempt_at or one.queued_at, default=None)

    @property
    def mailed_to(self) -> str:
        """The address to which a reply of a chat went on by mail; "" for none."""
        sent = (one.address for one in self.message.deliveries_on if one.state == "sent" and "@" in one.address)
        return next(sent, "") if self.is_chat else ""

    def addresses(self, line: str) -> list[str]:
        """The addresses of "to", "cc" or "bcc"."""
        return [address for address, _name in self.message.addresses.get(line, [])]

    @property
    def to(self) -> list[str]:
        return self.addresses("to")

    @property
    def cc(self) -> list[str]:
        return self.addresses("cc")

    @property
    def bcc(self) -> list[str]:
        return self.addresses("bcc")


@dataclass(frozen=True, slots=True)
class Line:
    """A bubble, or an event; `day` where a new day begins with it."""

    at: datetime
    day: datetime | None = None
    bubble: Bubble | None = None
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """Oldest first. `earlier` as in core's Timeline."""

    lines: list[Line] = field(default_factory=list)
    earlier: int = 0
    names: Names = field(default_factory=lambda: Names({}))
    unseen: int = 0  # the newest of a visitor's messages, where nobody who may answer has seen it


def thread_of(conversation: Conversation, seat: Seat, *, before: int = 0) -> Thread:
    """The newest messages and events, with the names of whom they speak."""
    found = timeline(conversation, before=before)
    names = names_in([entry.event for entry in found.entries if entry.event], seat)
    taken = {_moment(entry.event) for entry in found.entries if entry.event and entry.event.type == TAKEN_OVER}
    seen = seen_in(conversation) if conversation.is_chat else Seen()
    newest_seen = seen.newest_of(entry.message for entry in found.entries if entry.message)
    lines: list[Line] = []
    last = None
    for entry in found.entries:
        if entry.event and entry.event.type == "conversation.assigned" and _moment(entry.event) in taken:
            continue  # taking over says it
        local = localtime(entry.at).date()
        bubble = bubble_of(entry.message) if entry.message else None
        if bubble is not None and bubble.is_chat:
            goes_on = local == last and goes_on_from(lines[-1].bubble, bubble.message)
            bubble = replace(bubble, goes_on=goes_on, seen_at=seen.at if bubble.message.id == newest_seen else None)
        lines.append(Line(entry.at, entry.at if local != last else None, bubble, entry.event))
        last = local
    return Thread(lines, found.earlier, names, _unseen(conversation, lines))


def _unseen(conversation: Conversation, lines: list[Line]) -> int:
    shown = (line.bubble.message for line in lines if line.bubble) if conversation.is_chat else ()
    newest = max((one.id for one in shown if one.kind == Message.Kind.INBOUND), default=0)
    return newest if conversation.is_chat and newest > read_by_us(conversation) else 0


def goes_on_from(before: Bubble | None, message: Message) -> bool:
    """Whether somebody just goes on talking: nobody else has spoken for two minutes."""
    if before is None or not before.is_chat or message.at - before.message.at > TOGETHER:
        return False
    spoke, speaks = before.message, message
    return (spoke.kind, spoke.person_id, spoke.contact_id) == (speaks.kind, speaks.person_id, speaks.contact_id)


def _moment(event: Event) -> tuple[datetime, str, object]:
    """What the facts of one deed have in common: when, who, and whose it was before."""
    return event.at, event.actor, event.payload.get("before")


def bubble_of(message: Message) -> Bubble:
    """How one message is shown."""
    in_frame = shows_frame(message)
    html = message.html[:LOOKED_AT]
    text = html if in_frame else "" if message.kind == Message.Kind.INBOUND else message.text
    in_text = {file.id for file in message.files_on if file.content_id and f"cid:{file.content_id}" in text}
    files = [file for file in message.files_on if file.id not in in_text]
    problems = [d for d in message.deliveries_on if d.state in (Delivery.State.FAILED, Delivery.State.BOUNCED)]
    return Bubble(message, in_frame, bool(REMOTE_IMAGE.search(html)), files, problems)


def woven_html(message: Message) -> SafeString:
    """An answer that was written between the lines of ours, with the lines that it answers; "" for any other."""
    if not message.is_folded or message.folded_text != message.text.strip("\r\n"):
        return SafeString("")
    pieces = woven(message.text)
    if "\n\n".join(text for kind, text in pieces if kind == "reply").strip("\n") != message.reply_text:
        return SafeString("")
    shown = ((SafeString(f"{kind} woven"), SafeString(text_to_html(text))) for kind, text in pieces)
    return format_html_join("", '<div class="{}">{}</div>', shown)


def shows_frame(message: Message) -> bool:
    """Whether the HTML says more than the text, and no quote has to be folded away."""
    if not message.html or message.is_folded:
        return False
    return not message.text.strip() or bool(RICH.search(message.html[:LOOKED_AT]))
