"""What conversations hold about a contact: moved by a merge, taken away by an erasure, told by an export."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from madoguchi.base.clock import now
from madoguchi.core.conversations.models import (
    Attachment,
    Conversation,
    Delivery,
    Draft,
    HelpRequest,
    Message,
    MessageReference,
    Participant,
)
from madoguchi.core.conversations.queries.of_person import messages_of_person
from madoguchi.core.inboxes.models import Blob, RawIntake
from madoguchi.core.inboxes.steps import storage


def _tables() -> dict[str, "QuerySet[Any]"]:
    return {
        "conversations": Conversation.objects.all(),
        "messages": Message.objects.all(),
        "participants": Participant.objects.all(),
    }


def move(source_id: int, target_id: int) -> dict[str, list[int]]:
    """Give everything of one contact to another. Returns the ids that moved, by table."""
    moved: dict[str, list[int]] = {}
    for name, table in _tables().items():
        rows = table.filter(contact_id=source_id)
        moved[name] = list(rows.order_by("id").values_list("id", flat=True))
        rows.update(contact_id=target_id)
    return moved


def move_back(moved: dict[str, list[int]], source_id: int, target_id: int) -> None:
    """Give exactly these rows back from target to source."""
    for name, table in _tables().items():
        table.filter(id__in=moved.get(name, []), contact_id=target_id).update(contact_id=source_id)


def erase(contact_id: int) -> None:
    """Take away every text, address and file of the contact's conversations, and the raw mails behind them.

    The rows stay, so that counts stay true; what is in them is gone. Notes and replies in those
    conversations go too: they quote the person.
    """
    homes = Conversation.objects.filter(contact_id=contact_id)
    message_ids = list(messages_of_person(contact_id).values_list("id", flat=True))
    _erase_files(message_ids)
    MessageReference.objects.filter(conversation__in=homes).delete()
    Delivery.objects.filter(message_id__in=message_ids).delete()
    Draft.objects.filter(conversation__in=homes).delete()
    for theirs in ({"conversation__in": homes}, {"contact_id": contact_id}):
        Participant.objects.filter(**theirs).delete()
    Message.objects.filter(id__in=message_ids).update(
        subject="",
        text="",
        reply_text="",
        html="",
        addresses={},
        mail_id="",
        in_reply_to="",
        authentication={},
        before_it=None,
        erased_at=now(),
    )
    HelpRequest.objects.filter(conversation__in=homes).update(text="")
    homes.update(subject="", preview="", attributes={}, next_action="")


def _erase_files(message_ids: Sequence[int]) -> None:
    files = Attachment.objects.filter(message_id__in=message_ids)
    raws = RawIntake.objects.filter(message_id__in=message_ids)
    blob_ids = {*files.values_list("blob_id", flat=True), *raws.values_list("blob_id", flat=True)}
    files.delete()
    raws.update(summary={}, envelope={}, detail="")
    still_used = set(Attachment.objects.filter(blob_id__in=blob_ids).values_list("blob_id", flat=True))
    for blob in Blob.objects.defer("content").filter(id__in=blob_ids - still_used):
        storage(blob.workspace_id).remove(blob.digest)
        # Whoever sends the same bytes again must not be given these.
        Blob.objects.filter(id=blob.id).update(content=b"", size=0, digest=f"erased:{blob.id}")


def export(contact_id: int) -> dict[str, Any]:
    """Every conversation of the contact, and every message in them that went to or came from outside."""
    homes = Conversation.objects.filter(contact_id=contact_id).select_related("inbox").order_by("id")
    return {"conversations": [_told(conversation) for conversation in homes]}


def _told(conversation: Conversation) -> dict[str, Any]:
    said = conversation.messages.exclude(kind=Message.Kind.NOTE).prefetch_related("attachments").order_by("id")
    return {
        "id": conversation.id,
        "inbox": conversation.inbox.place,
        "subject": conversation.subject,
        "status": conversation.status,
        "created_at": conversation.created_at.isoformat(),
        "attributes": conversation.attributes,
        "messages": [
            {
                "id": message.id,
                "kind": message.kind,
                "at": message.at.isoformat(),
                "subject": message.subject,
                "text": message.text,
                "addresses": message.addresses,
                "files": [
                    {"name": file.name, "content_type": file.content_type, "size": file.size}
                    for file in message.attachments.all()
                ],
            }
            for message in said
        ],
    }
