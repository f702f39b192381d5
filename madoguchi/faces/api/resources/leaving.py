"""What would go with a person who leaves."""

from django.http import HttpResponse
from ninja import Router

from madoguchi.faces.api.answers import Call, one
from madoguchi.faces.api.fields import Id, Shown
from madoguchi.faces.api.shapes.answers import ShareShown, share_of
from madoguchi.features.leaving.checklist import SHOWN, checklist_for, uncovered_of

router = Router(tags=["people"])


class LeavingShown(Shown):
    """`covered`: of the conversations that they alone have answered, those that an article covers. Each list holds ids,
    at most 50: `uncovered` and `in_hand` are conversations, `articles` and `features` those that they own, `questions`
    what they are to answer as an owner."""

    person_id: int
    covered: ShareShown
    uncovered: list[int]
    in_hand: list[int]
    articles: list[int]
    features: list[int]
    questions: list[int]


@router.get(
    "/people/{int:person_id}/leaving", response=LeavingShown, summary="Read what would go with a person who leaves"
)
def read_leaving(request: Call, person_id: Id) -> HttpResponse:
    """Of the last year."""
    found = checklist_for(person_id, request.actor)
    lists = {
        name: [row.id for row in getattr(found, name)] for name in ("in_hand", "articles", "features", "questions")
    }
    bare = uncovered_of(person_id, request.actor).order_by("-resolved_at").values_list("id", flat=True)[:SHOWN]
    return one(request, {"person_id": person_id, "covered": share_of(found.covered), "uncovered": list(bare), **lists})
