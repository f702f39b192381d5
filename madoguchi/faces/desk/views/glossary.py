"""Our words and those of customers: the list, writing one down, and what was learnt from conversations."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.downloads import file_answer
from madoguchi.base.paging import page_of
from madoguchi.base.sheets import MEDIA_TYPE
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.forms.registry import term_fields
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.views.features import taken_in_words, uploaded
from madoguchi.features.glossary import queries
from madoguchi.features.glossary.actions import terms as actions
from madoguchi.features.glossary.actions.learn import ask_to_learn
from madoguchi.features.glossary.actions.sheets import export_terms, import_terms
from madoguchi.features.glossary.models import Learning, Term
from madoguchi.features.glossary.steps import values_of

SUGGESTED = 50


@require_safe
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """Those that `q` asks for; for htmx the rows alone."""
    actor, asked = request.seat.actor, request.GET
    rows = queries.found(queries.terms_visible_to(actor), asked.get("q", "")[:200])
    page = page_of(queries.with_synonyms(rows), order=queries.BY_NAME, cursor=asked.get("after", ""))
    query = asked.copy()
    query["after"] = page.next
    context = {
        "area": "registry",
        "tab": "glossary",
        "rows": page.rows,
        "behind": query.urlencode() if page.next else "",
        "is_more": "after" in asked,
        "q": asked.get("q", ""),
    }
    if request.htmx.target in ("term-rows", "terms-end"):
        return render(request, "desk/glossary/rows.html", context)
    context["suggested"] = list(queries.suggestions(actor).order_by(*queries.STRONGEST)[:SUGGESTED])
    return render(request, "desk/glossary/glossary.html", context)


@require_http_methods(["GET", "POST"])
@seated
def new(request: DeskRequest) -> HttpResponse:
    """The dialog for one more; POST keeps it."""
    if request.method == "POST":
        actions.save_term(term_fields(request.POST), actor=request.seat.actor)
        return saved(request, _("Saved."), to=reverse("desk:glossary"))
    return _dialog(request, Term())


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def one(request: DeskRequest, term_id: int) -> HttpResponse:
    """Its dialog; POST changes it, DELETE throws it away."""
    actor = request.seat.actor
    if request.method == "DELETE":
        actions.delete_term(term_id, actor=actor)
        return saved(request, _("Deleted."), to=reverse("desk:glossary"))
    if request.method == "POST":
        actions.change_term(term_id, term_fields(request.POST), actor=actor)
        return saved(request, _("Saved."), to=reverse("desk:glossary"))
    return _dialog(request, queries.term_for(term_id, actor))


@require_http_methods(["GET", "POST"])
@seated
def suggested(request: DeskRequest) -> HttpResponse:
    """What was learnt, and when; POST looks through the conversations once more."""
    actor = request.seat.actor
    if request.method == "POST":
        ask_to_learn(actor=actor)
        return saved(request, _("The conversations are looked through. Come back in a minute."))
    if not actor.may("glossary.write"):
        raise Http404
    rows = list(queries.suggestions(actor).order_by(*queries.STRONGEST)[:SUGGESTED])
    context = {"area": "registry", "tab": "glossary", "suggested": rows, "last": Learning.objects.first()}
    return render(request, "desk/glossary/suggestions.html", context)


@require_POST
@seated
def judge(request: DeskRequest, synonym_id: int) -> HttpResponse:
    """Use a word that was learnt, or never suggest it again."""
    accept = request.POST.get("use") == "1"
    row = actions.judge_suggestion(synonym_id, accept=accept, actor=request.seat.actor)
    text = _("“%(word)s” is used now.") if accept else _("“%(word)s” is not suggested again.")
    return saved(request, text % {"word": row.word})


@require_http_methods(["GET", "POST"])
@seated
def sheet(request: DeskRequest) -> HttpResponse:
    """All of them as CSV; POST takes a file in."""
    actor = request.seat.actor
    if request.method == "POST":
        taken = import_terms(uploaded(request), actor=actor)
        return saved(request, taken_in_words(taken.added, taken.changed, taken.same))
    return file_answer(export_terms(actor=actor), f"glossary-{localdate()}.csv", MEDIA_TYPE, disposition="attachment")


def _dialog(request: DeskRequest, term: Term) -> HttpResponse:
    if not request.seat.may("glossary.write"):
        raise Http404
    values = values_of(term)
    languages = request.seat.languages
    fields = [(code, name, values[code], "\n".join(values[f"synonyms_{code}"])) for code, name in languages]
    return render(request, "desk/glossary/term_dialog.html", {"term": term, "languages": fields})
