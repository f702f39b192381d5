"""Playbooks: followed beside a conversation, and kept among the knowledge."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.paging import page_of
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import done, saved
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.answers.topics import all_titles
from madoguchi.features.articles.queries.articles import texts_readable_by
from madoguchi.features.playbooks import queries
from madoguchi.features.playbooks.actions.bind import bind, unbind
from madoguchi.features.playbooks.actions.follow import begin_run, choose, leave_run, step_back
from madoguchi.features.playbooks.models import Playbook, Run
from madoguchi.features.playbooks.steps import procedure_in

PAGE = 30


@require_http_methods(["GET", "POST"])
@seated
def here(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The run in a conversation, or what may be begun there; POST begins."""
    actor, language = request.seat.actor, get_language() or "en"
    if request.method == "POST":
        begin_run(conversation_id, number_in(request.POST.get("article", "")) or 0, language=language, actor=actor)
        return done(f"conversation:{conversation_id}")
    found = queries.here(conversation_id, actor, language)
    context = {"id": conversation_id, "run": found.run, "offered": found.offered, "reasons": Run.Reason.choices}
    return render(request, "desk/playbooks/here.html", context)


@require_http_methods(["POST", "DELETE"])
@seated
def step(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Go on by a choice; DELETE goes back one step."""
    if request.method == "DELETE":
        step_back(conversation_id, actor=request.seat.actor)
    else:
        chosen, at = (number_in(request.POST.get(name, "")) for name in ("choice", "at"))
        choose(conversation_id, -1 if chosen is None else chosen, at_step=at or 0, actor=request.seat.actor)
    return done(f"conversation:{conversation_id}")


@require_POST
@seated
def leaving(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Follow it no further, for a reason."""
    given = request.POST
    leave_run(conversation_id, reason=given.get("reason", ""), remark=given.get("remark", ""), actor=request.seat.actor)
    return done(f"conversation:{conversation_id}")


@require_safe
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """Every playbook and how it is followed; articles of manuals that could become one."""
    actor, language = request.seat.actor, get_language() or "en"
    require(actor, "article.read")
    followed = queries.followed_by(actor, language)
    known = [one.playbook.article_id for one in followed]
    rows = texts_readable_by(actor).filter(article__collection__is_manual=True, published_at__isnull=False)
    rows = rows.filter(article__archived_at=None).exclude(article_id__in=known).order_by("title", "id")
    context = {"area": "playbooks", "tab": "playbooks", "followed": followed, "others": rows[:PAGE]}
    return render(request, "desk/playbooks/playbooks.html", context)


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def one(request: DeskRequest, article_id: int) -> HttpResponse:
    """For what it is, its steps and its runs; POST says for what, DELETE makes it a plain article again."""
    actor, language = request.seat.actor, get_language() or "en"
    if request.method == "DELETE":
        unbind(article_id, actor=actor)
        return saved(request, _("It is a plain article again."), to=reverse("desk:playbooks"))
    titles = all_titles(language)
    if request.method == "POST":
        wanted = {title: topic for topic, title in titles.items()}
        named = [line.strip() for line in request.POST.get("topics", "").splitlines() if line.strip()]
        words = request.POST.get("words", "").splitlines()
        bind(article_id, topics=[wanted.get(name, name) for name in named], words=words, actor=actor)
        return saved(request, _("Saved."), to=reverse("desk:playbook", args=[article_id]))
    return render(request, "desk/playbooks/playbook.html", _context(request, article_id, titles, language))


def _context(request: DeskRequest, article_id: int, titles: dict[str, str], language: str) -> dict[str, Any]:
    actor = request.seat.actor
    known = queries.playbooks_visible_to(actor).filter(article_id=article_id).first()
    if known is None:
        require(actor, "article.publish")
    row = known or Playbook(article_id=article_id)
    text = queries.text_for(article_id, actor, language)
    found = procedure_in(text.body)
    runs = queries.runs_visible_to(actor, article_id) if known else Run.objects.none()
    return {
        "area": "playbooks",
        "row": row,
        "text": text,
        "procedure": found,
        "steps": [(step, [(label, _title(found.steps, to)) for label, to in step.choices]) for step in found.steps],
        "chosen": "\n".join(titles.get(topic, topic) for topic in row.topics),
        "titles": sorted(titles.values()),
        "page": page_of(runs, order=queries.NEWEST, cursor=request.GET.get("after", ""), limit=PAGE),
    }


def _title(steps: Any, to: int | None) -> str:
    return _("End") if to is None else steps[to].title
