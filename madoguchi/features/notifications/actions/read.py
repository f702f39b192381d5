"""Having read."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.notifications.models import Notification


def read(actor: Actor, *, ids: Collection[int]) -> int:
    """The actor's person has read these. Returns how many of them were unread."""
    return _read(actor, id__in=ids)


def read_all(actor: Actor) -> int:
    """They have read everything."""
    return _read(actor)


def read_conversation(conversation_id: int, *, actor: Actor) -> int:
    """They have read the conversation, and with it what they were told of it. Raises NotAllowed where they cannot."""
    with tenant(actor.workspace_id):
        if not visible_to(actor).filter(id=conversation_id).exists():
            raise NotAllowed("not-found", _("This conversation does not exist."))
        return _read(actor, conversation_id=conversation_id)


def read_subject(subject_id: int, *, kinds: Collection[str], actor: Actor) -> int:
    """They have read the announcement, and with it what they were told of it."""
    return _read(actor, subject_id=subject_id, kind__in=kinds)


def _read(actor: Actor, **which: object) -> int:
    require(actor, "notification.own")
    with tenant(actor.workspace_id):
        unread = Notification.objects.filter(person_id=actor.own_id, read_at__isnull=True, **which)
        count = unread.update(read_at=now())
        if count:
            tell(actor.workspace_id, [f"person:{actor.own_id}:notifications"])
        return count
