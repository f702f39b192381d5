"""GET now/: what of a chat is no message: who writes an answer, how far we are, where they stand while they wait."""

from typing import Any

from django.views.decorators.http import require_GET

from madoguchi.base.tenancy import tenant
from madoguchi.core.people.models import Person
from madoguchi.faces.widget.serving import Asked, own_chat, served
from madoguchi.features.chat.queries import home_of
from madoguchi.features.chat.waiting import Waiting, waiting_of
from madoguchi.features.presence.memory import PRESENCE


@require_GET
@served
def now(asked: Asked) -> dict[str, Any]:
    """`typing`: the names of those who write an answer (never of who writes a note); `delivered` and `seen`: the newest
    of the visitor's messages that reached us, and that somebody who may answer has seen."""
    visitor = asked.known()
    with tenant(visitor.workspace_id):
        chat = own_chat(visitor, asked.request.GET.get("chat"))
        home = home_of(chat)
        doings = PRESENCE.people_in(visitor.workspace_id, home.id) if home else {}
        writers = [person_id for person_id, doing in doings.items() if doing == "reply"]
        names = Person.objects.filter(id__in=writers).order_by("id").values_list("name", flat=True)
        return {
            "typing": list(names) if writers else [],
            "delivered": chat.delivered_id,
            "seen": chat.answerer_read_id,
            "waiting": _waiting(waiting_of(chat)),
        }


def _waiting(waiting: Waiting | None) -> dict[str, Any] | None:
    if waiting is None:
        return None
    usual = [waiting.usual.low, waiting.usual.high] if waiting.usual else None
    return {"position": waiting.position, "usual": usual}
