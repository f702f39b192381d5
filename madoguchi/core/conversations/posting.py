"""From a reply in the database to what a channel sends: addresses, references, quote, signature, files."""

from collections.abc import Sequence

from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.conversations.arrival import Party, Piece
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.outgoing import Outgoing, Quoted
from madoguchi.core.inboxes.steps import content_of
from madoguchi.core.workspaces.models import Workspace

MOST_REFERENCES = 20


def outgoing_of(message: Message, recipients: Sequence[str]) -> Outgoing:
    """All that is needed to send one reply to some of its recipients, read in the running transaction."""
    conversation = Conversation.objects.select_related("inbox", "contact").get(id=message.conversation_id)
    inbox = conversation.inbox
    answered = _answered(message)
    names = _names(message)
    return Outgoing(
        workspace_id=message.workspace_id,
        inbox_id=inbox.id,
        settings=inbox.settings,
        secrets=inbox.secret_values,
        sender=Party(inbox.address, inbox.sender_name or inbox.name),
        to=_parties(message, "to", names),
        cc=_parties(message, "cc", names),
        bcc=_parties(message, "bcc", names),
        recipients=tuple(recipients),
        subject=message.subject,
        markdown=message.text,
        signature=inbox.signature,
        language=inbox.language,
        charset=inbox.charset,
        time_zone=Workspace.objects.get(id=message.workspace_id).time_zone,
        mail_id=message.mail_id,
        in_reply_to=answered.mail_id if answered else "",
        references=_references(message),
        written_at=message.at,
        quoted=_quote(answered) if answered else None,
        pieces=tuple(
            Piece(file.name, file.content_type, content_of(file.blob), file.content_id, file.inline)
            for file in message.attachments.select_related("blob").order_by("id")
        ),
    )


def _answered(message: Message) -> Message | None:
    said = Message.objects.filter(conversation_id=message.conversation_id, id__lt=message.id)
    return said.filter(kind=Message.Kind.INBOUND).exclude(automatic="bounce").order_by("-id").first()


def _references(message: Message) -> tuple[str, ...]:
    before = Message.objects.filter(conversation_id=message.conversation_id, id__lt=message.id)
    newest = before.exclude(mail_id="").order_by("-id").values_list("mail_id", flat=True)[:MOST_REFERENCES]
    return tuple(reversed(list(newest)))


def _quote(answered: Message) -> Quoted:
    address, name = answered.addresses.get("from", [["", ""]])[0]
    return Quoted(Party(address, name or str(answered.contact)), answered.sent_date or answered.at, answered.text)


def _parties(message: Message, line: str, names: dict[str, str]) -> tuple[Party, ...]:
    pairs = message.addresses.get(line, [])
    return tuple(Party(address, name or names.get(address.lower(), "")) for address, name in pairs)


def _names(message: Message) -> dict[str, str]:
    """What the recipients are called, with the honorific that their contact has."""
    addresses = [pair[0].lower() for pairs in message.addresses.values() for pair in pairs]
    found = Identity.objects.filter(kind=Identity.Kind.MAIL, value__in=addresses).select_related("contact")
    return {identity.value: addressed(identity.contact) for identity in found}


def addressed(contact: Contact) -> str:
    """A contact's name as it stands on a letter: 山田 花子 様, Olivia Clarke."""
    if not contact.name:
        return ""
    japanese = contact.language in ("", "ja")
    return f"{contact.name} {contact.honorific}".strip() if japanese else contact.name
