"""Files of an announcement."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import random_name
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.steps import LARGEST_FILE
from madoguchi.core.inboxes.steps import keep
from madoguchi.core.people.actor import Actor
from madoguchi.features.announcements.models import AnnouncementFile
from madoguchi.features.announcements.steps import locked

MOST = 20


def attach(announcement_id: int, *, piece: Piece, actor: Actor) -> AnnouncementFile:
    """Put a file to it. Raises Refused("file-too-large", "too-many-files")."""
    if len(piece.content) > LARGEST_FILE:
        raise Refused("file-too-large", _("Files may have 25 MB at most."), field="files")
    with tenant(actor.workspace_id):
        announcement = locked(announcement_id, actor)
        if announcement.files.count() >= MOST:
            raise Refused("too-many-files", _("At most 20 files at once."), field="files")
        return AnnouncementFile.objects.create(
            workspace_id=actor.workspace_id,
            announcement=announcement,
            blob=keep(actor.workspace_id, piece.content),
            name=piece.name[:255] or "file",
            content_type=piece.content_type[:120] or "application/octet-stream",
            size=len(piece.content),
            name_in_url=random_name(),
        )


def detach(announcement_id: int, *, file_id: int, actor: Actor) -> None:
    """Take a file off it."""
    with tenant(actor.workspace_id):
        announcement = locked(announcement_id, actor)
        if not AnnouncementFile.objects.filter(announcement=announcement, id=file_id).delete()[0]:
            raise NotAllowed("not-found", _("This file does not exist."))
