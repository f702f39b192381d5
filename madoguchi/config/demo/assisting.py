"""The assistant of each workspace: it answers in the chat, and suggests articles beside mail."""

from datetime import datetime, timedelta
from decimal import Decimal

from madoguchi.config.demo.seating import House
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.answers.events import AssistantChanged
from madoguchi.features.answers.models import AnswerPolicy, AssistantSetting
from madoguchi.features.answers.retraining import SETTLED

HOUR_COSTS = {"ja": Decimal(3000), "en": Decimal(25)}


def let_assist(house: House, now: datetime) -> None:
    """It learns as soon as a worker runs; inside the workspace's tenant()."""
    for inbox in Inbox.objects.filter(channel="chat"):
        AssistantSetting.objects.create(workspace_id=house.id, inbox=inbox, mode=AssistantSetting.Mode.ANSWER)
        house.history.add(AssistantChanged(inbox.id, ["mode"]), at=now - timedelta(days=3))
    AnswerPolicy.objects.create(
        workspace_id=house.id,
        hour_cost=HOUR_COSTS.get(house.workspace.language, HOUR_COSTS["en"]),
        stale_since=now - 2 * SETTLED,
    )
