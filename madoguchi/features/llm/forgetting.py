"""Calls that were long ago are thrown away."""

from datetime import timedelta

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.features.llm.models import ModelCall
from madoguchi.features.llm.queries import model_of

BATCH = 1_000


def forget_calls(workspace_id: int) -> int:
    """Throw away some of the calls that are older than the workspace keeps them; returns how many."""
    with tenant(workspace_id):
        until = now() - timedelta(days=model_of(workspace_id).calls_kept)
        old = ModelCall.objects.filter(workspace_id=workspace_id, at__lt=until).order_by("at")
        return ModelCall.objects.filter(id__in=list(old.values_list("id", flat=True)[:BATCH])).delete()[0]
