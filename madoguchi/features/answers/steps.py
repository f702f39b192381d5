"""Steps: changes to a locked row; who calls them has opened the transaction."""

from collections.abc import Sequence

from madoguchi.features.answers.comparing import Compared
from madoguchi.features.answers.models import Regression, RegressionCase


def keep_regression(row: Regression, found: Sequence[Compared], state: str) -> None:
    """Write down what changes; what was written before is written anew."""
    row.state, row.asked = state, len(found)
    row.right_before = sum(one.was_right for one in found)
    row.right_after = sum(one.is_right for one in found)
    row.save()
    row.cases.all().delete()
    RegressionCase.objects.bulk_create(
        RegressionCase(
            workspace_id=row.workspace_id,
            regression=row,
            message_id=one.case.message_id,
            truth_id=one.case.article_id,
            before_id=one.before,
            after_id=one.after,
            kind=one.kind,
            told=one.now_told or "",
        )
        for one in found
        if one.kind
    )
