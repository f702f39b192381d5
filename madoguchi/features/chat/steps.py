"""Files that were sent ahead. No step opens a transaction."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.conversations.models import Attachment
from madoguchi.core.inboxes.steps import forget
from madoguchi.features.chat.models import Upload, Visitor


def unsent(visitor: Visitor, names: Collection[str]) -> list[Attachment]:
    """The files that a visitor has sent ahead under these names, held for this transaction.

    Raises Refused("no-such-file") unless all of them are there and none was sent.
    """
    if not names:
        return []
    theirs = Upload.objects.select_for_update().filter(owner=visitor.digest, inbox_id=visitor.inbox_id, once__in=names)
    files = list(Attachment.objects.filter(id__in=_attachment_ids(theirs), message__isnull=True).order_by("id"))
    if len(files) != len(set(names)):
        raise Refused("no-such-file", _("An attached file is no longer there. Attach it again."), field="files")
    return files


def drop_unsent(uploads: "QuerySet[Upload]") -> None:
    """Throw away those that no message has, with their bytes; who is just being sent stays."""
    ids = _attachment_ids(uploads.select_for_update(skip_locked=True))
    files = Attachment.objects.filter(id__in=ids, message__isnull=True)
    blob_ids = list(files.values_list("blob_id", flat=True))
    files.delete()
    forget(blob_ids)


def _attachment_ids(held: "QuerySet[Upload]") -> list[int]:
    """Read before anything else is asked, so that the rows are locked by then."""
    return [upload.attachment_id for upload in held]
