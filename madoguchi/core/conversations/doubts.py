"""What somebody may want to look at before a reply goes out: asked at the desk, never of programs.

Each doubt is asked once: its code says about what, and a face that sends the codes it has shown is not asked again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from madoguchi.base.variables import places_in, written
from madoguchi.core.conversations import steps, wording
from madoguchi.core.conversations.backgrounds import background_in
from madoguchi.core.conversations.letter import Letter, Sending, default_recipients
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.outbound import ANSWERS, NobodyLeft
from madoguchi.core.conversations.queries.visible import one_visible
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.queries import active_people


@dataclass(frozen=True, slots=True)
class Doubt:
    """One of: note-like, written-again, answered, no-verdict, long-reasons, no-file, unfilled, recipients,
    not-to-the-customer.

    `message` is what was said meanwhile or asked, `about` a name, a word, an address, or how many letters; `instead`
    is a text that would take the place of the letter's. The code tells it from any other.
    """

    kind: str
    about: str = ""
    message: Message | None = None
    instead: str = ""

    @property
    def code(self) -> str:
        """With what it is about, so that what is new is asked anew."""
        return f"{self.kind}:{self.message.id if self.message else self.about}"


@dataclass(frozen=True, slots=True)
class Begun:
    """How things stood when the letter was begun: the newest message then, and whom a reply went to (None: unknown)."""

    last_seen_id: int = 0
    usual: frozenset[str] | None = None


def doubts_about(conversation_id: int, letter: Letter, begun: Begun, *, sending: Sending, actor: Actor) -> list[Doubt]:
    """What speaks against sending a reply as it is, the gravest first; nothing where it was sent already (`once`).

    Six queries at most; nothing is changed.

    Raises Refused as reply() for a letter that cannot go out at all: nobody is asked about that first.
    """
    letter.check()
    conversation = one_visible(conversation_id, actor)
    key = sending.key("reply", actor, conversation_id)
    if conversation is None or (key and steps.written_before(actor.workspace_id, key)):
        return []
    return [
        *_for_inside(letter, conversation, actor),
        *_said_meanwhile(conversation, begun),
        *_recipients(letter, conversation, begun, actor),
        *_unanswered(letter, conversation),
        *_reasons(letter),
        *_missing(letter),
    ]


def unfilled_in(letter: Letter) -> list[Doubt]:
    """What is asked about letters of every kind: variables that nothing was filled into."""
    names = places_in(letter.text)
    return [Doubt("unfilled", ", ".join(map(written, names)))] if names else []


def _for_inside(letter: Letter, conversation: Conversation, actor: Actor) -> Iterator[Doubt]:
    text = letter.text
    if wording.is_for_inside(text):
        yield Doubt("note-like")
        return
    if "@" in text or "＠" in text or any(call in text[:40] for call in wording.CALLS.split("|")):
        colleagues = active_people(actor).exclude(id=actor.own_id).values_list("name", flat=True)
        name = wording.calls_a_colleague(text, colleagues, conversation.contact.name)
        if name:
            yield Doubt("note-like", name)


def _said_meanwhile(conversation: Conversation, begun: Begun) -> Iterator[Doubt]:
    """What the customer has said since it was begun, and what was answered, by the same person elsewhere too; of each
    the newest."""
    if not begun.last_seen_id:
        return
    said = Message.objects.filter(conversation=conversation, id__gt=begun.last_seen_id)
    asked = Q(kind=Message.Kind.INBOUND) & ~Q(automatic__in=["auto_reply", "bounce"])
    found = list(said.filter(asked | ANSWERS).select_related("person", "contact").order_by("-id")[:20])
    for kind, of in (("written-again", Message.Kind.INBOUND), ("answered", Message.Kind.REPLY)):
        newest = next((message for message in found if message.kind == of), None)
        if kind == "written-again" and newest is not None and newest.channel == "chat":
            continue  # both write at once there
        if newest is not None:
            yield Doubt(kind, message=newest)


def _unanswered(letter: Letter, conversation: Conversation) -> Iterator[Doubt]:
    """They asked whether something can be done, and what is said to it does not begin with that (MISSION 1)."""
    if wording.says_whether(letter.text):
        return
    said = Message.objects.filter(Q(kind=Message.Kind.INBOUND) | ANSWERS, conversation=conversation)
    last = said.order_by("-id").first()
    if last is not None and last.kind == Message.Kind.INBOUND and wording.asks_whether(last.visible_text):
        yield Doubt("no-verdict", message=last)


def _reasons(letter: Letter) -> Iterator[Doubt]:
    """A no with a long background that nobody has asked for (MISSION 2)."""
    if found := background_in(letter.text):
        yield Doubt("long-reasons", str(found.letters), instead=found.folded)


def _recipients(letter: Letter, conversation: Conversation, begun: Begun, actor: Actor) -> Iterator[Doubt]:
    if begun.usual is None:
        return
    to = {address.lower() for address in (*letter.to, *letter.cc, *letter.bcc)}
    recipients = default_recipients(conversation.id, actor)
    if not recipients.to and conversation.contact.erased_at is not None:
        raise NobodyLeft
    usual = {address.lower() for address in (*recipients.to, *recipients.cc)}
    if recipients.to and not to & usual:
        yield Doubt("not-to-the-customer", recipients.to[0])
        return
    come, gone = usual - begun.usual - to, (begun.usual - usual) & to
    if come or gone:
        yield Doubt("recipients", ", ".join(sorted(come | gone)))


def _missing(letter: Letter) -> Iterator[Doubt]:
    yield from unfilled_in(letter)
    if not letter.attachment_ids and wording.speaks_of_a_file(letter.text):
        yield Doubt("no-file")
