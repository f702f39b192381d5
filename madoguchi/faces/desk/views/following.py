"""Following a conversation, and who does."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from madoguchi.core.conversations.actions.follow import follow, unfollow
from madoguchi.core.conversations.queries.following import follows_of
from madoguchi.core.conversations.queries.views import tags_on
from madoguchi.faces.desk.answers import changed
from madoguchi.faces.desk.reading import conversation_for
from madoguchi.faces.desk.seat import DeskRequest, seated


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def follows(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Who follows; POST follows, DELETE does so no longer."""
    if request.method == "GET":
        conversation = conversation_for(conversation_id, request.seat)
        context = {"conversation": conversation, "follows": follows_of(conversation)}
        return render(request, "desk/follow_menu.html", context)
    if request.method == "POST":
        follow(conversation_id, actor=request.seat.actor)
    else:
        unfollow(conversation_id, actor=request.seat.actor)
    conversation = conversation_for(conversation_id, request.seat, tags_on=tags_on)
    word = request.GET.get("in", "all")
    head = render(request, "desk/head_of_work.html", {"conversation": conversation, "word": word})
    return changed(head, f"conversation:{conversation_id}", "conversations")
