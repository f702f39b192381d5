"""The registry while somebody writes: finding a feature, and the words that are put in: the verdict first, then the
reason and another way, each by a click of its own."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.registry import queries
from madoguchi.features.registry.finding import best
from madoguchi.features.registry.verdict import LABELS, reason, recipe, sentence, text_in, verdict_of

MARKDOWN = "text/markdown; charset=utf-8"


@require_safe
@seated
def offers(request: DeskRequest) -> HttpResponse:
    """The best for what was typed; whoever finds nothing can ask the owner."""
    actor, text = request.seat.actor, request.GET.get("q", "").strip()[:100]
    rows = best(queries.as_read(queries.features_visible_to(actor)), text, actor)
    language = _language(request)
    shown = [
        (row, text_in(row.texts.all(), language), LABELS[verdict_of(row)], verdict_of(row), queries.is_stale(row))
        for row in rows
    ]
    context = {"rows": shown, "text": text, "conversation": number_in(request.GET.get("conversation", "")) or ""}
    return render(request, "desk/offers/features.html", context)


@require_safe
@seated
def offer(request: DeskRequest, feature_id: int) -> HttpResponse:
    """What would be put in, and how fresh that is."""
    feature, language = queries.feature_for(feature_id, request.seat.actor), _language(request)
    text = text_in(feature.texts.all(), language)
    context = {
        "feature": feature,
        "text": text,
        "language": text.language,
        "sentence": sentence(feature, text, language),
        "is_stale": queries.is_stale(feature),
        "recipes": queries.recipes_instead_of(feature, language),
    }
    return render(request, "desk/offers/feature.html", context)


@require_safe
@seated
def after(request: DeskRequest, feature_id: int) -> HttpResponse:
    """What can be added behind the verdict; nothing where there is nothing."""
    feature, language = queries.feature_for(feature_id, request.seat.actor), _language(request)
    text = text_in(feature.texts.all(), language)
    context = {
        "feature": feature,
        "text": text,
        "conversation": number_in(request.GET.get("conversation", "")) or "",
        "has_reason": bool(text.reason),
        "recipes": queries.recipes_instead_of(feature, language),
    }
    return render(request, "desk/offers/feature_after.html", context)


@require_safe
@seated
def words(request: DeskRequest, feature_id: int, part: str) -> HttpResponse:
    """The verdict or the reason, in Markdown and in the language of the letter."""
    feature, language = queries.feature_for(feature_id, request.seat.actor), _language(request)
    text = text_in(feature.texts.all(), language)
    if part not in ("verdict", "reason"):
        raise Http404
    said = sentence(feature, text, language) if part == "verdict" else reason(text, language)
    return HttpResponse(said, content_type=MARKDOWN)


@require_safe
@seated
def recipe_words(request: DeskRequest, recipe_id: int) -> HttpResponse:
    """A recipe as it is put in, in Markdown."""
    found = queries.recipe_for(recipe_id, request.seat.actor)
    return HttpResponse(recipe(found), content_type=MARKDOWN)


def _language(request: DeskRequest) -> str:
    """In which the customer is written to; one's own where it is not known yet."""
    matter_id = number_in(request.GET.get("conversation", ""))
    rows = visible_to(request.seat.actor).select_related("inbox", "contact")
    matter: Conversation | None = rows.filter(id=matter_id).first() if matter_id else None
    return matter.inbox.language_for(matter.contact.language) if matter else (get_language() or "ja")[:2]
