"""What the product can do: the list, one entry with its history, writing one, and the table for spreadsheets."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.downloads import file_answer
from madoguchi.base.errors import Refused
from madoguchi.base.paging import page_of
from madoguchi.base.sheets import LARGEST, MEDIA_TYPE
from madoguchi.core.people.policies import require
from madoguchi.core.people.queries import active_people
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.forms.registry import feature_fields
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.features.answers.outdating import articles_about
from madoguchi.features.registry import queries
from madoguchi.features.registry.actions import features as actions
from madoguchi.features.registry.actions.sheets import export_features, import_features
from madoguchi.features.registry.finding import found
from madoguchi.features.registry.models import Feature, FeatureChange, State
from madoguchi.features.registry.steps import PARTS, values_of
from madoguchi.features.registry.verdict import LABELS, reason, sentence, text_in, verdict_of

CHANGES = 50


@require_safe
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """Those that `q`, `state`, `area` and `stale` ask for; for htmx the rows alone."""
    actor, asked = request.seat.actor, request.GET
    rows = found(queries.features_visible_to(actor), asked.get("q", "")[:200], actor)
    if (state := asked.get("state", "")) in State.values:
        rows = rows.filter(state=state)
    if area := asked.get("area", ""):
        rows = rows.filter(area=area[:60])
    rows = queries.stale(rows) if asked.get("stale") else rows
    order = queries.TO_REVIEW if asked.get("stale") else queries.BY_AREA
    page = page_of(queries.as_read(rows), order=order, cursor=asked.get("after", ""))
    query = asked.copy()
    query["after"] = page.next
    context = {
        "area": "registry",
        "tab": "features",
        "rows": [_row(row) for row in page.rows],
        "behind": query.urlencode() if page.next else "",
        "is_more": "after" in asked,
        "asked": {name: asked.get(name, "") for name in ("q", "state", "area", "stale")},
    }
    if request.htmx.target in ("feature-rows", "features-end"):
        return render(request, "desk/registry/feature_rows.html", context)
    context |= {"states": State.choices, "areas": queries.areas_of(actor)}
    return render(request, "desk/registry/features.html", context)


@require_http_methods(["GET", "DELETE"])
@seated
def one(request: DeskRequest, feature_id: int) -> HttpResponse:
    """What is known of it, what is said of it, and what was changed; DELETE throws it away."""
    if request.method == "DELETE":
        actions.delete_feature(feature_id, actor=request.seat.actor)
        return saved(request, _("Deleted."), to=reverse("desk:features"))
    feature = queries.feature_for(feature_id, request.seat.actor)
    texts = sorted(feature.texts.all(), key=lambda text: text.language != get_language())
    context = {
        "area": "registry",
        "tab": "features",
        **_row(feature),
        "texts": [(text, sentence(feature, text, text.language), reason(text, text.language)) for text in texts],
        "recipes": queries.recipes_with(feature),
        "changes": [_changed(change) for change in queries.changes_of(feature)[:CHANGES]],
    }
    return render(request, "desk/registry/feature.html", context)


@require_safe
@seated
def articles(request: DeskRequest, feature_id: int) -> HttpResponse:
    """The articles near it, and which of them were published before what is said of it changed."""
    actor = request.seat.actor
    require(actor, "article.read")
    rows = articles_about(feature_id, request.seat.workspace.language, actor)
    return render(request, "desk/registry/feature_articles.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@seated
def new(request: DeskRequest) -> HttpResponse:
    """Writing one down; POST keeps it."""
    actor = request.seat.actor
    if request.method == "POST":
        made = actions.save_feature(feature_fields(request.POST), actor=actor)
        return saved(request, _("Saved."), to=reverse("desk:feature", args=[made.id]))
    begun = Feature(state=State.AVAILABLE, owner_id=actor.person_id, area=request.GET.get("area", "")[:60])
    return _form(request, begun, {"name_" + (get_language() or "ja")[:2]: request.GET.get("name", "")[:120]})


@require_http_methods(["GET", "POST"])
@seated
def edit(request: DeskRequest, feature_id: int) -> HttpResponse:
    """Changing one."""
    actor = request.seat.actor
    if request.method == "POST":
        actions.change_feature(feature_id, feature_fields(request.POST), actor=actor)
        return saved(request, _("Saved."), to=reverse("desk:feature", args=[feature_id]))
    return _form(request, queries.feature_for(feature_id, actor), {})


@require_POST
@seated
def review(request: DeskRequest, feature_id: int) -> HttpResponse:
    """It is still true."""
    feature = actions.review_feature(feature_id, actor=request.seat.actor)
    text = _("Thank you. It is looked at again on %(day)s.") % {"day": feature.review_due_on.isoformat()}
    return saved(request, text)


@require_http_methods(["GET", "POST"])
@seated
def sheet(request: DeskRequest) -> HttpResponse:
    """All of them as CSV; POST takes a file in."""
    actor = request.seat.actor
    if request.method == "POST":
        taken = import_features(uploaded(request), actor=actor)
        return saved(request, taken_in_words(taken.added, taken.changed, taken.same))
    return file_answer(
        export_features(actor=actor), f"features-{localdate()}.csv", MEDIA_TYPE, disposition="attachment"
    )


def uploaded(request: DeskRequest) -> bytes:
    """The file that was sent. Raises Refused("no-file", "too-large")."""
    sent = request.FILES.get("file")
    if sent is None:
        raise Refused("no-file", _("Choose a file first."), field="file")
    if (sent.size or 0) > LARGEST:
        raise Refused("too-large", _("This file is too large."), field="file")
    return bytes(sent.read())


def taken_in_words(added: int, changed: int, same: int) -> str:
    """What became of the lines of a table."""
    values = {"added": added, "changed": changed, "same": same}
    return _("%(added)d added, %(changed)d changed, %(same)d as before.") % values


def _row(feature: Feature) -> dict[str, Any]:
    verdict = verdict_of(feature)
    return {
        "feature": feature,
        "text": text_in(feature.texts.all(), (get_language() or "ja")[:2]),
        "verdict": verdict,
        "verdict_label": LABELS[verdict],
        "is_stale": queries.is_stale(feature),
    }


def _form(request: DeskRequest, feature: Feature, begun: dict[str, Any]) -> HttpResponse:
    seat: Seat = request.seat
    if not seat.may("registry.write"):
        raise Http404
    values = values_of(feature) | begun
    context = {
        "area": "registry",
        "tab": "features",
        "feature": feature,
        "values": values,
        "states": State.choices,
        "areas": queries.areas_of(seat.actor),
        "people": active_people(seat.actor),
        "languages": [
            (code, name, {part: values[f"{part}_{code}"] for part in PARTS}) for code, name in seat.languages
        ],
    }
    return render(request, "desk/registry/feature_form.html", context)


def _changed(change: FeatureChange) -> tuple[FeatureChange, str, str, str]:
    """A line of the history: what is called how, and from what to what."""
    words = dict(State.choices) if change.field == "state" else {}
    before, after = (words.get(value, value) for value in (change.before, change.after))
    return change, _field(change.field), str(before), str(after)


def _field(name: str) -> str:
    """What a field of the history is called."""
    part, _underscore, code = name.rpartition("_")
    languages = dict(LANGUAGES)
    labels = {
        "area": _("Area"),
        "state": _("State"),
        "since": _("Since version"),
        "owner_id": _("Owner"),
        "review_due_on": _("Look at it again on"),
        "name": _("Name"),
        "aliases": _("Other names"),
        "plan": _("Plan"),
        "limits": _("Limits"),
        "reason": _("Reason"),
    }
    return f"{labels[part]} ({languages[code]})" if code in languages else labels[name]
