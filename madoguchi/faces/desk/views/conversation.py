"""One conversation: the work pane and its parts, each of which can be asked for again alone."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from madoguchi.core.conversations.queries.views import Scope, tags_on
from madoguchi.faces.desk.beside import person_beside
from madoguchi.faces.desk.looking import note_view
from madoguchi.faces.desk.reading import conversation_for, conversation_read, must_see
from madoguchi.faces.desk.scopes import word_of
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.thread import thread_of
from madoguchi.faces.desk.together import beside, together_in
from madoguchi.faces.desk.views.lists import page_context


@require_safe
@seated
def show(request: DeskRequest, scope: Scope, conversation_id: int) -> HttpResponse:
    """The three panes with a conversation opened; for htmx the work pane alone."""
    if request.htmx.target != "work":
        must_see(conversation_id, request.seat)
        return render(request, "desk/list_page.html", {**page_context(request, scope), "opened": conversation_id})
    read = {"tags_on": tags_on, **beside(conversation_id, request.seat)}
    conversation = conversation_for(conversation_id, request.seat, **read)
    if conversation.merged_into_id:
        return redirect("desk:conversation", scope=scope, conversation_id=conversation.merged_into_id)
    context = {
        "conversation": conversation,
        "thread": thread_of(conversation, request.seat),
        "together": together_in(conversation, request.seat),
        "word": word_of(scope),
    }
    return render(request, "desk/work.html", context)


@require_safe
@seated
def link(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The lasting address of a conversation, for mails and links."""
    must_see(conversation_id, request.seat)
    return redirect("desk:conversation", scope="all", conversation_id=conversation_id)


@require_safe
@seated
def head(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Subject, state, owner, tags."""
    conversation = conversation_for(conversation_id, request.seat, tags_on=tags_on)
    return render(
        request, "desk/head_of_work.html", {"conversation": conversation, "word": request.GET.get("in", "all")}
    )


@require_safe
@seated
def thread(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The messages and events; with `?before=` the ones before a message. `Has` is what the page has (fresh.js)."""
    before = request.GET.get("before", "")
    conversation = conversation_read(conversation_id, request.seat)
    found = thread_of(conversation, request.seat, before=int(before) if before.isascii() and before.isdigit() else 0)
    template = "desk/lines.html" if before else "desk/thread.html"
    known = frozenset(request.headers.get("Has", "").split())
    return render(request, template, {"conversation": conversation, "thread": found, "known": known})


@require_safe
@seated
def person(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Who it is with, what is to be done next, and what else there was. Asking for it is looking at it: the work pane
    itself is also read ahead."""
    shown = person_beside(conversation_id, request.seat)
    note_view(request, shown["contact"].id)
    return render(request, "desk/person.html", shown)
