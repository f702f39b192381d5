"""The words by which conversations are sorted."""

from django.db.models import QuerySet

from madoguchi.core.conversations.models import Tag
from madoguchi.core.people.actor import Actor


def tags_visible_to(actor: Actor) -> QuerySet[Tag]:
    """Every tag, by name."""
    found = Tag.objects.filter(workspace_id=actor.workspace_id).order_by("name", "id")
    return found if actor.may("conversation.read") else found.none()
