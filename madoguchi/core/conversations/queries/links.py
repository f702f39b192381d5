"""Conversations that belong together."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, QuerySet, When

from madoguchi.core.conversations.models import Conversation, ConversationLink
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor


def link_ids() -> ArraySubquery:
    """For `annotate(link_ids=...)`: the numbers of the conversations that each is linked with."""
    here = OuterRef("pk")
    ties = ConversationLink.objects.filter(Q(first=here) | Q(second=here))
    return ArraySubquery(ties.values_list(Case(When(first=here, then=F("second_id")), default=F("first_id"))))


def linked_to(conversation: Conversation, actor: Actor) -> QuerySet[Conversation]:
    """Those linked with one, as far as the actor sees them. Uses its `link_ids` where it was read with them."""
    ids = getattr(conversation, "link_ids", None)
    if ids is None:
        ties = ConversationLink.objects.filter(Q(first=conversation) | Q(second=conversation))
        ids = {one for pair in ties.values_list("first_id", "second_id") for one in pair} - {conversation.id}
    return visible_to(actor).filter(id__in=ids)
