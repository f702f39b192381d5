"""The type of a question: beside the composer with what must be asked, the report, and the types themselves."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from madoguchi.base.errors import NotAllowed
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.behind import show_behind
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.faces.desk.typed import Days, days_in, number_in
from madoguchi.features.articles.intervals import Share
from madoguchi.features.kinds import queries
from madoguchi.features.kinds.actions import kinds as actions
from madoguchi.features.kinds.actions.of_conversations import fill_kind, set_kind
from madoguchi.features.kinds.models import Kind, KindField
from madoguchi.features.kinds.queries import NEWEST, PARTS, Asked, Line

DAYS = 28
EMPTY = 2  # lines of a form that stand open for one more field


@require_http_methods(["GET", "POST"])
@seated
def of_conversation(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """What stands beside the composer; POST says of which type it is ("" for none)."""
    if request.method == "POST":
        kind_id = number_in(request.POST.get("kind", ""))
        set_kind(conversation_id, kind_id=kind_id, actor=request.seat.actor)
    return _beside(request, conversation_id)


@require_POST
@seated
def values(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """What was written down of that which its type asks."""
    typed = {int(name): text for name, text in request.POST.items() if name.isdigit() and isinstance(text, str)}
    fill_kind(conversation_id, typed, actor=request.seat.actor)
    return _beside(request, conversation_id)


@require_safe
@seated
def question(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """All that is missing in one message, put into the reply that is being written."""
    row = queries.kind_of(conversation_id, request.seat.actor)
    told = queries.told_in(row, queries.kind_for(row.kind_id, request.seat.actor) if row.kind_id else None)
    missing = [one for one in told if one.is_missing] or [one for one in told if not one.value]
    contact = row.conversation.contact
    text = queries.question_for(missing, contact.language or request.seat.workspace.language)
    return trigger_client_event(HttpResponse(), "feature:say", {"text": text})


@require_safe
@seated
def report(request: DeskRequest) -> HttpResponse:
    """The figures of the last four weeks, or of other days."""
    days, asked = _asked(request)
    lines = queries.report_on(request.seat.actor, asked)
    judged, right = (sum(line.counts[part] for line in lines) for part in ("judged", "right"))
    whole = sum(line.counts["all"] for line in lines)
    context: dict[str, Any] = {
        "area": "home",
        "days": days,
        "whole": whole,
        "accuracy": Share(right, judged),
        "lines": [_line(line, whole, asked, days) for line in lines if line.kind or line.counts["all"]],
        "to": {part: _address(days, replace(asked, part=part)) for part in PARTS},
    }
    return render(request, "desk/kinds/report.html", context)


@require_safe
@seated
def conversations(request: DeskRequest) -> HttpResponse:
    """The conversations that a figure counts."""
    days, asked = _asked(request)
    rows = queries.conversations_visible_to(request.seat.actor, asked)
    title = _("Questions by type")
    if asked.kind is not None:
        title = queries.kind_for(asked.kind, request.seat.actor).called if asked.kind else _("Of no type")
    back = f"{reverse('desk:kinds')}?{urlencode({'from': days.first, 'to': days.last})}"
    return show_behind(request, rows, order=NEWEST, title=title, days=days, back=back)


@require_http_methods(["GET", "POST"])
@seated
def settings(request: DeskRequest) -> HttpResponse:
    """All types; POST makes those that a workspace begins with."""
    actor = request.seat.actor
    require(actor, "tag.manage")
    if request.method == "POST":
        actions.begin_kinds(actor.workspace_id, actor=actor)
        return saved(request, _("Saved."))
    context = {"area": "settings", "page": "kinds", "rows": queries.kinds_visible_to(actor)}
    return render(request, "desk/kinds/settings.html", context)


@require_http_methods(["GET", "POST"])
@seated
def new(request: DeskRequest) -> HttpResponse:
    """The page for one more; POST keeps it."""
    if request.method == "POST":
        actions.save_kind(_fields(request.POST), actor=request.seat.actor)
        return saved(request, _("Saved."), to=reverse("desk:kind_settings"))
    return _form(request, Kind())


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def one(request: DeskRequest, kind_id: int) -> HttpResponse:
    """Its page; POST changes it, DELETE throws it away."""
    actor = request.seat.actor
    if request.method == "DELETE":
        actions.delete_kind(kind_id, actor=actor)
        return saved(request, _("Deleted."), to=reverse("desk:kind_settings"))
    if request.method == "POST":
        actions.change_kind(kind_id, _fields(request.POST), actor=actor)
        return saved(request, _("Saved."), to=reverse("desk:kind_settings"))
    return _form(request, queries.kind_for(kind_id, actor))


def _beside(request: DeskRequest, conversation_id: int) -> HttpResponse:
    rows = visible_to(request.seat.actor).annotate(kind_on=queries.kind_on())
    conversation = rows.filter(id=conversation_id).first()
    if conversation is None:
        raise NotAllowed("not-found", "")
    context = {
        "id": conversation_id,
        "kinds": queries.beside(conversation.kind_on, request.seat.actor),
        "handle": request.seat.may("conversation.update"),
    }
    return render(request, "desk/kinds/beside.html", context)


def _asked(request: DeskRequest) -> tuple[Days, Asked]:
    days = days_in(request.GET, request.seat.zone, usual=DAYS)
    part = request.GET.get("part", "")
    kind = number_in(request.GET.get("kind", ""))
    return days, Asked(days.since, days.until, kind, part if part in PARTS else "all")


def _address(days: Days, asked: Asked) -> str:
    said: dict[str, object] = {"from": days.first, "to": days.last, "part": asked.part}
    if asked.kind is not None:
        said["kind"] = asked.kind
    return f"{reverse('desk:kind_conversations')}?{urlencode(said)}"


def _line(line: Line, whole: int, asked: Asked, days: Days) -> dict[str, Any]:
    of = replace(asked, kind=line.kind.id if line.kind else 0)
    return {
        "kind": line.kind,
        "counts": line.counts,
        "share": Share(line.counts["all"], whole),
        "accuracy": Share(line.counts["right"], line.counts["judged"]),
        "to": {part: _address(days, replace(of, part=part)) for part in PARTS},
    }


def _fields(data: QueryDict) -> dict[str, Any]:
    """A line of the form for each field; one whose name is empty goes."""
    columns = zip(
        *(data.getlist(f"field_{part}") for part in ("id", "label", "ask_ja", "ask_en", "type", "required")),
        strict=False,
    )
    fields = [
        {"id": number_in(key), "label": label, "ask_ja": ja, "ask_en": en, "type": kind, "is_required": needed == "1"}
        for key, label, ja, en, kind, needed in columns
        if label.strip()
    ]
    texts = {name: data.get(name, "") for name in ("name", "name_ja", "name_en", "examples")}
    return {**texts, "is_offered": "is_offered" in data, "fields": fields}


def _form(request: DeskRequest, kind: Kind) -> HttpResponse:
    seat: Seat = request.seat
    if not seat.may("tag.manage"):
        raise Http404
    fields = [*kind.fields.all()] if kind.id else []
    context = {
        "area": "settings",
        "page": "kinds",
        "kind": kind,
        "fields": [*fields, *(KindField() for _number in range(EMPTY))],
        "types": KindField.Type.choices,
    }
    return render(request, "desk/kinds/form.html", context)
