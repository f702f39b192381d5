"""What the owners of the product are asked: the open questions, asking one, answering it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from madoguchi.base.paging import page_of
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.policies import require
from madoguchi.core.people.queries import active_people
from madoguchi.faces.desk.answers import done, saved
from madoguchi.faces.desk.forms.registry import day_field, question_fields
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.notifications.actions.read import read_subject
from madoguchi.features.registry import queries
from madoguchi.features.registry.actions import questions as actions
from madoguchi.features.registry.finding import best
from madoguchi.features.registry.models import FeatureQuestion, State
from madoguchi.features.registry.verdict import checking

NEAR = 5
WHICH = ("open", "mine", "answered")
KINDS = ("question", "question_answered")  # of notifications about one


@require_safe
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """The open ones, those due first; `?which=` mine: those that the person is to answer, answered: the newest."""
    actor, asked = request.seat.actor, request.GET
    which = asked.get("which", "") if asked.get("which") in WHICH else "open"
    rows = queries.questions_visible_to(actor).filter(answered_at__isnull=which != "answered")
    if which == "mine":
        rows = rows.filter(owner_id=actor.own_id)
    order = queries.NEWEST if which == "answered" else queries.OPEN_FIRST
    page = page_of(queries.questions_as_read(rows), order=order, cursor=asked.get("after", ""))
    context = {
        "area": "registry",
        "tab": "questions",
        "rows": page.rows,
        "which": which,
        "after": page.next,
        "is_more": "after" in asked,
        "today": localdate(),
    }
    is_part = request.htmx.target == "questions-end"
    return render(request, f"desk/registry/{'question_rows' if is_part else 'questions'}.html", context)


@require_http_methods(["GET", "POST"])
@seated
def ask(request: DeskRequest) -> HttpResponse:
    """The dialog; POST asks, and gives what is said to the customer meanwhile to who writes."""
    actor = request.seat.actor
    if request.method == "POST":
        question = actions.ask_question(question_fields(request.POST), actor=actor)
        return _asked(request, question)
    require(actor, "registry.ask")
    text, conversation = request.GET.get("text", "")[:500], number_in(request.GET.get("conversation", ""))
    near = best(queries.features_visible_to(actor), text, actor, limit=NEAR) if text else []
    context = {
        "text": text,
        "conversation": conversation,
        "feature": number_in(request.GET.get("feature", "")) or "",
        "near": near,
        "people": active_people(actor),
        "owner_id": queries.likely_owner(near, actor),
        "due_on": actions.usual_due(),
    }
    return render(request, "desk/registry/question_dialog.html", context)


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def show(request: DeskRequest, question_id: int) -> HttpResponse:
    """One question; POST answers it, DELETE withdraws it."""
    actor = request.seat.actor
    if request.method == "DELETE":
        actions.withdraw_question(question_id, actor=actor)
        return saved(request, _("Withdrawn."), to=reverse("desk:questions"))
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        question = actions.answer_question(question_id, answer=answer, entry=_entry(request), actor=actor)
        read_subject(question.id, kinds=KINDS, actor=actor)
        return saved(request, _("Answered. Who asked has been told."))
    question = queries.question_for(question_id, actor)
    context = {
        "area": "registry",
        "tab": "questions",
        "question": question,
        "sees_conversation": visible_to(actor).filter(id=question.conversation_id or 0).exists(),
        "may_answer": question.answered_at is None and queries.may_answer(question, actor),
        "may_withdraw": question.answered_at is None
        and (actor.may("registry.write") or question.asked_by_id == actor.own_id),
        "people": active_people(actor),
        "states": State.choices,
        "today": localdate(),
    }
    return render(request, "desk/registry/question.html", context)


@require_POST
@seated
def hand_on(request: DeskRequest, question_id: int) -> HttpResponse:
    """Somebody else is to answer, or until another day."""
    changes = {"owner_id": number_in(request.POST.get("owner", "")), **day_field(request.POST, "due_on")}
    actions.hand_question_on(question_id, changes, actor=request.seat.actor)
    return saved(request, _("Saved."))


def _asked(request: DeskRequest, question: FeatureQuestion) -> HttpResponse:
    """In a conversation its composer gets the words; elsewhere the page of the question is shown."""
    if question.conversation is None:
        return saved(request, _("Asked."), to=reverse("desk:question", args=[question.id]))
    matter = question.conversation
    language = matter.inbox.language_for(matter.contact.language)
    words = checking(question.due_on, language)
    return trigger_client_event(done(f"conversation:{matter.id}"), "feature:say", {"text": words})


def _entry(request: DeskRequest) -> dict[str, Any] | None:
    """The entry that the answer becomes; None where it is to become none."""
    data = request.POST
    if data.get("keep") != "1":
        return None
    code = (get_language() or "ja")[:2]
    parts = {f"{part}_{code}": data.get(part, "") for part in ("name", "plan", "limits", "reason")}
    return {**parts, "state": data.get("state", ""), "owner_id": request.seat.person.id}
