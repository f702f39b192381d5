"""A visitor begins to write to us."""

from madoguchi.base.tenancy import tenant
from madoguchi.features.articles.visitors import Visit, is_held_out
from madoguchi.features.deflection.models import ContactTrial


def begin(visit: Visit, *, held_out_percent: int) -> bool:
    """Whether they are shown the articles that may answer it; the same the whole day. It may run twice."""
    with tenant(visit.workspace_id):
        row, _is_new = ContactTrial.objects.get_or_create(
            workspace_id=visit.workspace_id,
            visitor=visit.key,
            defaults={"is_held_out": is_held_out(visit.key, held_out_percent)},
        )
        return not row.is_held_out
