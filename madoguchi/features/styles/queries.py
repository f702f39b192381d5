"""Reading styles: what inboxes and segments want, and what is wanted of a conversation."""

from collections.abc import Iterable

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.styles.models import ConversationStyle, InboxStyle, SegmentStyle, Style


def styles_of(inboxes: Iterable[Inbox]) -> list[tuple[Inbox, InboxStyle]]:
    """Each with what it wants; one query beside that for the inboxes."""
    rows = list(inboxes)
    known = {row.inbox_id: row for row in InboxStyle.objects.filter(inbox__in=rows)}
    return [(one, known.get(one.id) or InboxStyle(workspace_id=one.workspace_id, inbox_id=one.id)) for one in rows]


def segments_visible_to(actor: Actor) -> QuerySet[SegmentStyle]:
    """In the order in which they were set. Raises NotAllowed."""
    require(actor, "inbox.manage")
    rows = SegmentStyle.objects.filter(workspace_id=actor.workspace_id).select_related("inbox")
    if actor.inbox_ids is not None:
        rows = rows.filter(Q(inbox=None) | Q(inbox_id__in=actor.inbox_ids))
    return rows.order_by("id")


def style_told() -> Subquery:
    """For conversations: annotate(style_told=...): {"style", "by"}, None where nobody has decided."""
    rows = ConversationStyle.objects.filter(conversation=OuterRef("pk"))
    return Subquery(rows.values(told=JSONObject(style="style", by="by"))[:1])


def named(told: dict[str, str] | None) -> dict[str, str] | None:
    """What style_told() tells, with its `label` and `why` in words."""
    if not told:
        return None
    return {**told, "label": str(Style(told["style"]).label), "why": str(ConversationStyle.By(told["by"]).label)}
