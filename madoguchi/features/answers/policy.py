"""What a workspace and its inboxes have set, as it is where nobody has set anything."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.queries import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.answers.models import AnswerPolicy, AssistantSetting


def policy_of(workspace_id: int) -> AnswerPolicy:
    """The workspace's own, or the defaults (without an id)."""
    return AnswerPolicy.objects.filter(workspace_id=workspace_id).first() or AnswerPolicy(workspace_id=workspace_id)


def setting_of(inbox: Inbox) -> AssistantSetting:
    """The inbox's own, or the default: nothing is told to customers, agents are offered articles."""
    found = AssistantSetting.objects.filter(inbox_id=inbox.id).first()
    return found or AssistantSetting(workspace_id=inbox.workspace_id, inbox=inbox)


def settings_of(inboxes: Iterable[Inbox]) -> list[tuple[Inbox, AssistantSetting]]:
    """Each with its own; one query beside that for the inboxes."""
    rows = list(inboxes)
    known = {row.inbox_id: row for row in AssistantSetting.objects.filter(inbox__in=rows)}
    return [
        (one, known.get(one.id) or AssistantSetting(workspace_id=one.workspace_id, inbox_id=one.id)) for one in rows
    ]


def setting_for(inbox_id: int, actor: Actor) -> AssistantSetting:
    """That of an inbox that the actor sees. Raises NotAllowed."""
    inbox = visible_to(actor).filter(id=inbox_id).first()
    if inbox is None:
        raise NotAllowed("not-found", _("This inbox does not exist."))
    return setting_of(inbox)


def policy_for(actor: Actor) -> AnswerPolicy:
    """For who sees reports. Raises NotAllowed."""
    require(actor, "report.read")
    return policy_of(actor.workspace_id)


def answering() -> dict[int, AssistantSetting]:
    """The inboxes of the running tenant at which customers are answered."""
    rows = AssistantSetting.objects.filter(mode=AssistantSetting.Mode.ANSWER)
    return {row.inbox_id: row for row in rows.select_related("inbox")}
