"""Keeping bytes: small ones in their row, so that one commit holds both; large ones in the storage."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import ProtectedError

from madoguchi.base.addresses import mail_key
from madoguchi.base.prepared import prepared
from madoguchi.base.storage import FileStorage
from madoguchi.base.text import digest
from madoguchi.core.inboxes.models import Blob, InboxAddress, RawIntake
from madoguchi.core.workspaces.models import Directory

IN_ROW = 256 * 1024  # bytes; measured in docs/adr/0003


def storage(workspace_id: int) -> FileStorage:
    """The folder of one workspace's large files."""
    return FileStorage(settings.MADOGUCHI.storage / str(workspace_id))


def keep(workspace_id: int, content: bytes) -> Blob:
    """The blob of `content`, made if this workspace does not hold it yet; needs a running transaction."""
    name = digest(content)
    if len(content) > IN_ROW:
        storage(workspace_id).put(name, content)
    known = Blob.objects.filter(workspace_id=workspace_id, digest=name).defer("content").first()
    if known is not None:
        return known
    in_row = content if len(content) <= IN_ROW else None
    Blob.objects.bulk_create(
        [Blob(workspace_id=workspace_id, digest=name, size=len(content), content=in_row)],
        ignore_conflicts=True,
    )
    return Blob.objects.defer("content").get(workspace_id=workspace_id, digest=name)


def forget(blob_ids: Collection[int]) -> None:
    """Take away those bytes that no row names any more; needs a running transaction.

    Whoever names one at this very moment fails at their commit, by the foreign key, and is to try again.
    """
    for blob in Blob.objects.defer("content").filter(id__in=blob_ids).select_for_update():
        try:
            blob.delete()
        except ProtectedError:
            continue
        storage(blob.workspace_id).remove(blob.digest)


def content_of(blob: Blob) -> bytes:
    """All bytes of a blob."""
    if blob.content is not None:
        return bytes(blob.content)
    return storage(blob.workspace_id).get(blob.digest)


def chunks_of(blob: Blob) -> Iterable[bytes]:
    """The same in pieces, read while they are sent: a large file is never whole in memory."""
    return [bytes(blob.content)] if blob.content is not None else storage(blob.workspace_id).chunks(blob.digest)


def settle(intake: RawIntake, state: str, *, reason: str = "", detail: str = "", at: datetime) -> None:
    """Give an item that becomes no message its end state; the row is locked by the caller."""
    intake.state = state
    intake.reason = reason
    intake.detail = detail[:300]
    intake.settled_at = at
    intake.message_id = None
    intake.save(update_fields=["state", "reason", "detail", "settled_at", "message_id", "summary", "attempts"])


SETTLE = """
UPDATE raw_intake SET state = 'message', reason = '', detail = '', settled_at = %s::timestamptz,
                      message_id = one.message_id, summary = one.summary
FROM jsonb_to_recordset(%s::jsonb) AS one (id bigint, message_id bigint, summary jsonb)
WHERE raw_intake.id = one.id
"""


def settle_as_messages(settled: Sequence[tuple[RawIntake, int]], *, at: datetime) -> None:
    """The same in one statement for items that became messages: each with the id of its message."""
    if not settled:
        return
    for intake, message_id in settled:
        intake.state, intake.reason, intake.detail = RawIntake.State.MESSAGE, "", ""
        intake.message_id, intake.settled_at = message_id, at
    rows = [{"id": one.id, "message_id": message_id, "summary": one.summary} for one, message_id in settled]
    with prepared() as cursor:
        cursor.execute(SETTLE, [at, json.dumps(rows)])


def list_address(address: InboxAddress) -> None:
    """Make an inbox findable by its address before the workspace is known."""
    Directory.objects.create(
        key=address_key(address.address), workspace_id=address.workspace_id, target_id=address.inbox_id
    )


def address_key(address: str) -> str:
    """The directory's key of a mail address, whatever its case."""
    return f"address:{mail_key(address)}"
