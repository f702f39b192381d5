"""What the language model has cost so far, today and this month as the workspace reckons its days."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum

from madoguchi.base.clock import now
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.llm.models import LanguageModel, ModelCall


@dataclass(frozen=True, slots=True)
class Spending:
    """Tokens of today and of the month, and the cost of the month."""

    today: int = 0
    month: int = 0
    cost: Decimal = Decimal(0)

    def with_more(self, more: "Spending") -> "Spending":
        return Spending(self.today + more.today, self.month + more.month, self.cost + more.cost)

    def is_over(self, model: LanguageModel) -> bool:
        """Whether a budget is exceeded."""
        pairs = (
            (self.today, model.daily_tokens),
            (self.month, model.monthly_tokens),
            (self.cost, model.monthly_cost),
        )
        return any(limit is not None and spent > limit for spent, limit in pairs)


def spent_by(model: LanguageModel) -> Spending:
    """In the running tenant."""
    zone = ZoneInfo(Workspace.objects.values_list("time_zone", flat=True).get(id=model.workspace_id))
    day = now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return _since(day.replace(day=1), day, model.workspace_id)


def _since(month: datetime, day: datetime, workspace_id: int) -> Spending:
    tokens = Sum("tokens_in") + Sum("tokens_out")
    today = Sum("tokens_in", filter=Q(at__gte=day)) + Sum("tokens_out", filter=Q(at__gte=day))
    found = ModelCall.objects.filter(workspace_id=workspace_id, at__gte=month).aggregate(
        today=today, month=tokens, cost=Sum("cost")
    )
    return Spending(found["today"] or 0, found["month"] or 0, found["cost"] or Decimal(0))
