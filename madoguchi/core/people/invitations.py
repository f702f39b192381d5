"""Which invitations are open, and the key by which one is found."""

from django.db.models import QuerySet

from madoguchi.base.clock import now
from madoguchi.core.people.models import Invitation


def open_invitations() -> QuerySet[Invitation]:
    """Those of the running workspace that can still be accepted."""
    return Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now())


def key_of(secret_digest: str) -> str:
    """The directory's key of an invitation."""
    return f"invitation:{secret_digest}"
