"""What a chat says by mail: replies that nobody has seen there, in a letter of their own.

To an address that is only typed goes nothing that its visitor wrote: no quote, no subject, no name of theirs. Else the
letter would carry a stranger's words to whomever they choose.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_time
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.base.clock import now
from madoguchi.base.markdown import text_to_markdown
from madoguchi.core.contacts.names import addressed
from madoguchi.core.conversations.arrival import Party, Piece
from madoguchi.core.conversations.models import Attachment, Conversation, Message
from madoguchi.core.conversations.outbound import answer_subject
from madoguchi.core.conversations.outgoing import Outgoing, Quoted
from madoguchi.core.conversations.tokens import new_token
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.steps import content_of
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.chat.models import Chat, ChatMail, Visitor
from madoguchi.features.chat.proving import Code
from madoguchi.features.chat.queries import contact_of, messages_of
from madoguchi.features.chat.telling import mail_of

QUOTED = 500  # characters of what they wrote last
MOST_REFERENCES = 10
MOST_PAGES = 20  # of a transcript
_MOMENTS = {"ja": "yyyy/MM/dd HH:mm", "en": "d MMM yyyy, HH:mm"}  # the same for readers on both sides of the Atlantic


Line = Callable[[Conversation], str]
_lines: list[Line] = []


def register_line(line: Line) -> None:
    """Let what goes on by mail end with a line of Markdown of a feature above; "" for none."""
    if line not in _lines:
        _lines.append(line)


def mail_inboxes() -> list[Inbox]:
    """Those from which mail goes out, the oldest first."""
    return list(Inbox.objects.filter(channel="email", disabled_at__isnull=True).order_by("id"))


def mail_inbox_of(chat: Inbox, among: Sequence[Inbox] | None = None) -> Inbox | None:
    """The inbox by whose mail a chat goes on: the one that it names, else the oldest; None where there is none.
    `among` are the mail_inboxes(), where they are known."""
    found = mail_inboxes() if among is None else among
    named = chat.settings.get("chat", {}).get("mail_inbox_id")
    return next((one for one in found if one.id == named), next(iter(found), None))


def new_mail_id(inbox: Inbox) -> str:
    """A Message-ID that leads back to us."""
    return f"{new_token(inbox.workspace_id)}@{inbox.address.rpartition('@')[2].lower()}"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a letter says, and to whom; the rest is of the inbox that sends it."""

    to: Party
    subject: str
    markdown: str
    mail_id: str
    language: str
    at: datetime


def letter_of(mail: ChatMail, replies: Sequence[Message], inbox: Inbox) -> Outgoing:
    """All that is needed to send it, read in the running transaction."""
    visitor, conversation = mail.visitor, mail.conversation
    contact = contact_of(visitor) or conversation.contact
    is_proved = mail_of(visitor, contact) == (mail.address, True)
    to = Party(mail.address, addressed(contact) if is_proved else "")
    said = Message.objects.filter(conversation=conversation, kind=Message.Kind.INBOUND, id__lt=replies[-1].id)
    by_mail = said.filter(channel="email", addresses__from__0__0__iexact=mail.address).order_by("-id").first()
    language, ours = inbox.language_for(visitor.language), _sender(inbox, conversation.inbox)
    with override(language):
        subject = _("An answer from %(name)s") % {"name": ours}
        markdown = "\n\n".join(
            [_body(replies, language, _zone(inbox), ours), *filter(None, (one(conversation) for one in _lines))]
        )
    draft = Draft(
        to, answer_subject(by_mail.subject) if by_mail else subject, markdown, mail.mail_id, language, replies[-1].at
    )
    return replace(
        _outgoing(draft, inbox, conversation.inbox),
        in_reply_to=by_mail.mail_id if by_mail else "",
        references=_references(mail, by_mail),
        quoted=_quote(said.order_by("-id").first(), to) if is_proved else None,
        is_automatic=all(one.automatic for one in replies),
        pieces=_pieces(replies),
    )


def transcript_letter(chat: Chat, address: str, inbox: Inbox, mail_id: str) -> Outgoing:
    """All that the visitor of a chat may read there, to an address that is known to be theirs."""
    visitor, contact = chat.visitor, contact_of(chat.visitor)
    language = inbox.language_for(visitor.language)
    said = [one for page in _pages(chat, visitor) for one in page]
    with override(language):
        subject = _("What was said in the chat with %(name)s") % {"name": _sender(inbox, visitor.inbox)}
        how = _("This is what was said in the chat, as you asked for it.")
        mine = addressed(contact) if contact else ""
        zone = _zone(inbox)
        lines = "\n\n".join(_said(one, mine, _sender(inbox, visitor.inbox), language, zone) for one in said)
    at = said[-1].at if said else now()
    return _outgoing(
        Draft(Party(address, mine), subject, f"{how}\n\n{lines}", mail_id, language, at), inbox, visitor.inbox
    )


def code_letter(visitor: Visitor, code: Code, inbox: Inbox) -> Outgoing:
    """The code that proves an address; nothing in it was written by whoever asked for it."""
    language = inbox.language_for(visitor.language)
    sender = _sender(inbox, visitor.inbox)
    with override(language):
        subject = _("Your code for the chat: %(code)s") % {"code": code.code}
        markdown = _(
            "Somebody has given this mail address in the chat of %(name)s. If it was you, type this code there:\n\n"
            "**%(code)s**\n\nIf it was not you, there is nothing to do: without the code nobody gets any further."
        ) % {"name": text_to_markdown(sender), "code": code.code}
    return _outgoing(
        Draft(Party(code.mail), subject, markdown, new_mail_id(inbox), language, now()), inbox, visitor.inbox
    )


def _outgoing(draft: Draft, inbox: Inbox, chat: Inbox) -> Outgoing:
    return Outgoing(
        workspace_id=inbox.workspace_id,
        inbox_id=inbox.id,
        settings=inbox.settings,
        secrets=inbox.secret_values,
        sender=Party(inbox.address, _sender(inbox, chat)),
        to=(draft.to,),
        cc=(),
        bcc=(),
        recipients=(draft.to.address,),
        subject=draft.subject,
        markdown=draft.markdown,
        signature=inbox.signature_in(draft.language),
        language=draft.language,
        charset=inbox.charset,
        time_zone=_zone(inbox).key,
        mail_id=draft.mail_id,
        in_reply_to="",
        references=(),
        written_at=draft.at,
    )


def _zone(inbox: Inbox) -> ZoneInfo:
    return ZoneInfo(Workspace.objects.values_list("time_zone", flat=True).get(id=inbox.workspace_id))


def _pages(chat: Chat, visitor: Visitor) -> Iterator[Sequence[Message]]:
    after = 0
    for _number in range(MOST_PAGES):
        page = messages_of(chat, visitor, after=after)
        if not page:
            return
        yield page
        after = page[-1].id


def _said(one: Message, mine: str, ours: str, language: str, zone: ZoneInfo) -> str:
    """Who said it and when, and what."""
    is_ours = one.kind == Message.Kind.REPLY
    name = (one.person.name if one.person else ours) if is_ours else mine
    at = format_datetime(one.at.astimezone(zone), _MOMENTS.get(language, _MOMENTS["en"]), locale=language)
    return f"**{text_to_markdown(name)}** {at}\n\n{one.text if is_ours else text_to_markdown(one.visible_text)}"


def _sender(inbox: Inbox, chat: Inbox) -> str:
    return inbox.sender_name or chat.sender_name or inbox.name


def _body(replies: Sequence[Message], language: str, zone: ZoneInfo, ours: str) -> str:
    """One reply as it is; several under the names of who wrote them, or ours, and their times."""
    if len(replies) == 1:
        said = replies[0].text
    else:
        said = "\n\n".join(
            f"**{text_to_markdown(one.person.name if one.person else ours)}** "
            f"{format_time(one.at.astimezone(zone), 'HH:mm', locale=language)}\n\n{one.text}"
            for one in replies
        )
    how = _("You can answer this mail: it reaches the same conversation.")
    return f"{said}\n\n{how}"


def _references(mail: ChatMail, by_mail: Message | None) -> tuple[str, ...]:
    earlier = ChatMail.objects.filter(conversation=mail.conversation, address=mail.address, id__lt=mail.id)
    sent = list(earlier.order_by("-id").values_list("mail_id", flat=True)[:MOST_REFERENCES])
    return (*reversed(sent), *([by_mail.mail_id] if by_mail and by_mail.mail_id else []))


def _quote(last: Message | None, reader: Party) -> Quoted | None:
    if last is None:
        return None
    text = last.visible_text
    return Quoted(reader, last.at, text if len(text) <= QUOTED else f"{text[:QUOTED]}…")


def _pieces(replies: Sequence[Message]) -> tuple[Piece, ...]:
    files = Attachment.objects.filter(message__in=replies).select_related("blob").order_by("id")
    return tuple(Piece(one.name, one.content_type, content_of(one.blob), one.content_id, one.inline) for one in files)
