"""Files that a visitor's device sends ahead of the message they belong to."""

from datetime import timedelta

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.models import Attachment
from madoguchi.core.conversations.steps import file_ahead, take_turns
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.models import Upload
from madoguchi.features.chat.steps import drop_unsent

KEPT = timedelta(days=1)  # what is not sent until then is gone
MOST_WAITING = 20  # files of one device that no message has yet
MOST_A_DAY = 250 * 1024 * 1024  # bytes of one device
MOST_OF_ALL = 4 * 1024 * 1024 * 1024  # bytes of one workspace that wait: strangers fill no disk


def upload(inbox: Inbox, owner: str, piece: Piece, *, once: str) -> Attachment:
    """Keep a file of whoever is, or will be, the visitor with the digest `owner`. The same `once` is the same file.

    Raises Refused("file-too-large", "too-many-files", "too-much-today", "no-room").
    """
    with tenant(inbox.workspace_id):
        take_turns(inbox.workspace_id, [f"uploads:{owner}"])
        known = Upload.objects.filter(owner=owner, once=once).select_related("attachment").first()
        if known is not None:
            return known.attachment
        _check_room(owner, len(piece.content))
        file = file_ahead(inbox.workspace_id, piece)
        Upload.objects.create(workspace_id=inbox.workspace_id, inbox=inbox, owner=owner, once=once, attachment=file)
        return file


def discard(inbox: Inbox, owner: str, *, once: str) -> None:
    """They do not want to send it after all; what was sent, or is not there, stays so."""
    with tenant(inbox.workspace_id):
        drop_unsent(Upload.objects.filter(owner=owner, inbox=inbox, once=once))


def forget_uploads(workspace_id: int) -> None:
    """Throw away what was sent ahead and never said, and the names of what was."""
    with tenant(workspace_id):
        old = Upload.objects.filter(created_at__lt=now() - KEPT)
        drop_unsent(old)
        old.filter(attachment__message__isnull=False).delete()


def _check_room(owner: str, size: int) -> None:
    waiting = Upload.objects.filter(attachment__message__isnull=True)
    if waiting.filter(owner=owner).count() >= MOST_WAITING:
        raise Refused("too-many-files", _("At most 20 files at once."), field="files")
    today = Upload.objects.filter(owner=owner, created_at__gte=now() - timedelta(days=1))
    if _bytes(today) + size > MOST_A_DAY:
        raise Refused("too-much-today", _("That is more than can be sent in one day."), field="files")
    if _bytes(waiting) + size > MOST_OF_ALL:
        raise Refused("no-room", _("No more files can be taken just now. Your words can still be sent."), field="files")


def _bytes(uploads: "QuerySet[Upload]") -> int:
    return int(uploads.aggregate(all=Sum("attachment__size"))["all"] or 0)
