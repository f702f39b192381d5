"""Replies that others have begun and not sent."""

from django.db.models import QuerySet

from madoguchi.core.conversations.models import Conversation, Draft
from madoguchi.core.people.actor import Actor


def replies_begun_by_others(conversation: Conversation, actor: Actor) -> QuerySet[Draft]:
    """Whoever owns a conversation, and may answer, reads what others left unsent there, so that they can go on with it;
    nobody else does. What was begun as a note is its writer's alone."""
    others = Draft.objects.filter(conversation=conversation, kind=Draft.Kind.REPLY).exclude(text="")
    others = others.exclude(person_id=actor.own_id).select_related("person").order_by("-updated_at", "id")
    owns = actor.person_id is not None and conversation.assignee_id == actor.person_id
    return others if owns and actor.may("conversation.reply") else others.none()
