"""Working on one conversation with others: who is in it.

On the router of conversations.py, as changes.py.
"""

from django.http import HttpResponse

from madoguchi.core.people.queries import people_visible_to
from madoguchi.faces.api.answers import Call, whole
from madoguchi.faces.api.fields import Id
from madoguchi.faces.api.resources.conversations import bare, router
from madoguchi.faces.api.shapes.together import PresentPage
from madoguchi.features.presence.memory import PRESENCE

ONE = "/conversations/{int:conversation_id}"


@router.get(f"{ONE}/presence", response=PresentPage, summary="List who looks at a conversation or writes in it")
def list_present(request: Call, conversation_id: Id) -> HttpResponse:
    bare(conversation_id, request.actor)
    here = PRESENCE.people_in(request.actor.workspace_id, conversation_id)
    known = people_visible_to(request.actor).filter(id__in=here).order_by("id")
    return whole(known, lambda row: {"person_id": row.id, "doing": here[row.id]})
