"""Files that a program sent ahead of the message they belong to."""

from datetime import timedelta

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.models import Attachment, Draft
from madoguchi.core.conversations.steps import file_ahead
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require

HELD_FOR = timedelta(days=1)


def hold_file(piece: Piece, *, actor: Actor) -> Attachment:
    """Keep a file for a reply or note that will name it; after a day it is gone. Raises Refused("file-too-large").

    It hangs on a draft of its own kind, so that it belongs to its person and never shows up in what they are writing.
    """
    require(actor, "conversation.note")
    if actor.person_id is None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    with tenant(actor.workspace_id):
        held, _is_new = Draft.objects.get_or_create(
            person_id=actor.person_id,
            conversation=None,
            kind=Draft.Kind.HELD,
            defaults={"workspace_id": actor.workspace_id},
        )
        Attachment.objects.filter(draft=held, message__isnull=True, created_at__lt=now() - HELD_FOR).delete()
        return file_ahead(actor.workspace_id, piece, held)
