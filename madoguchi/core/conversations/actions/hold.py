"""Files that a program sent ahead of the message they belong to."""

from datetime import timedelta

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import random_name
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.models import Attachment, Draft
from madoguchi.core.conversations.steps import picture_id
from madoguchi.core.inboxes.steps import keep
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require

HELD_FOR = timedelta(days=1)
LARGEST_FILE = 25 * 1024 * 1024  # bytes; what mail servers commonly take


def hold_file(piece: Piece, *, actor: Actor) -> Attachment:
    """Keep a file for a reply or note that will name it; after a day it is gone. Raises Refused("file-too-large").

    It hangs on a draft of its own kind, so that it belongs to its person and never shows up in what they are writing.
    """
    require(actor, "conversation.note")
    if actor.person_id is None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    if len(piece.content) > LARGEST_FILE:
        raise Refused("file-too-large", _("Files may have 25 MB at most."), field="files")
    with tenant(actor.workspace_id):
        held, _is_new = Draft.objects.get_or_create(
            person_id=actor.person_id,
            conversation=None,
            kind=Draft.Kind.HELD,
            defaults={"workspace_id": actor.workspace_id},
        )
        Attachment.objects.filter(draft=held, message__isnull=True, created_at__lt=now() - HELD_FOR).delete()
        return Attachment.objects.create(
            workspace_id=actor.workspace_id,
            draft=held,
            blob=keep(actor.workspace_id, piece.content),
            name=piece.name[:255],
            content_type=piece.content_type[:120] or "application/octet-stream",
            size=len(piece.content),
            content_id=picture_id(piece.content_type),
            name_in_url=random_name(),
        )
