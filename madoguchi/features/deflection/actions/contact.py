"""Writing to us from the help centre: a conversation in its inbox, as if a mail had come, with what was read before."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from madoguchi.base.addresses import typed_mail
from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.rows import row_by
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.contacts.steps import find_or_create_by_mail
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.arrival import Arrival, Party, Piece
from madoguchi.core.conversations.events import ConversationCreated, ConversationMarkedSpam, MessageReceived
from madoguchi.core.conversations.inbound import Said, write_inbound
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.telling import tell_at_once
from madoguchi.core.events.ledger import gathering
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor, system
from madoguchi.features.articles.visitors import Visit
from madoguchi.features.deflection.steps import note_contact

LONGEST = 8_000  # characters
LONGEST_NAME = 120
MOST_FILES = 20  # LARGEST_FILE all together


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wrote, with files, and how they are answered. `once` is the form's own name for it: sent twice, it
    is one.

    `looks_like_spam`: a program filled the form; it is kept with the spam, for it may be wrong.
    """

    text: str
    mail: str
    name: str = ""
    language: str = ""
    once: str = ""
    looks_like_spam: bool = False
    files: tuple[Piece, ...] = ()


def write(inbox_id: int, question: Question, *, visit: Visit) -> Message:
    """Open a conversation of its own: the address is only typed. The same `once` gives the same message.

    Raises Refused("empty", "too-long", "too-many-files", "file-too-large", "bad-mail", "blocked"), NotAllowed
    where the inbox takes no mail any more.
    """
    text, mail = _checked(question)
    workspace_id = visit.workspace_id
    with tenant(workspace_id), gathering():
        inbox = row_by(Inbox, workspace_id, "id = %s AND channel = 'email' AND disabled_at IS NULL", [inbox_id])
        if inbox is None:
            raise NotAllowed("not-found", _("This inbox does not exist."))
        key = digest(f"help:{inbox_id}:{mail}:{question.once}")
        steps.take_turns(workspace_id, [key])
        if known := steps.written_before(workspace_id, key):
            return known
        name = " ".join(question.name.replace("\x00", "").split())[:LONGEST_NAME]
        contact = find_or_create_by_mail(workspace_id, mail, name, question.language)
        if contact.blocked_at is not None:
            raise Refused("blocked", _("You cannot write here any more."))
        home = Conversation(workspace_id=workspace_id, inbox_id=inbox_id, contact=contact)
        arrival = Arrival(
            "email",
            Party(mail, name),
            to=(Party(inbox.address),),
            subject=steps.preview(text)[:80],
            text=text,
            reply_text=text,
            language=question.language,
            pieces=question.files,
        )
        message = _opened(home, Said(home, contact, arrival, key, now()), spam=question.looks_like_spam)
        note_contact(home.id, visit)
        return message


def _checked(question: Question) -> tuple[str, str]:
    text = question.text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise Refused("empty", _("Write something first."), field="text")
    if len(text) > LONGEST:
        raise Refused("too-long", _("At most %(most)d characters at once.") % {"most": LONGEST}, field="text")
    if len(question.files) > MOST_FILES:
        raise Refused("too-many-files", _("At most 20 files at once."), field="files")
    if sum(len(one.content) for one in question.files) > steps.LARGEST_FILE:
        raise Refused("file-too-large", _("Files may have 25 MB at most."), field="files")
    try:
        return text, typed_mail(question.mail)
    except ValueError:
        raise Refused("bad-mail", _("Enter a valid mail address."), field="mail") from None


def _opened(home: Conversation, said: Said, *, spam: bool) -> Message:
    home.subject, home.preview = said.arrival.subject, steps.preview(said.arrival.text)
    home.last_activity_at, home.is_spam = said.at, spam
    steps.customer_waits(home, said.at)
    home.save(force_insert=True)
    actor = Actor(home.workspace_id, "contact", said.contact.id)
    steps.note_fact(home, ConversationCreated(home.inbox_id, "email"), actor)
    if spam:
        steps.note_fact(home, ConversationMarkedSpam(), system(home.workspace_id))
    message = write_inbound([said])[0]
    steps.note_fact(home, MessageReceived(message.id, ""), actor)
    tell_at_once(message, home)
    return message
