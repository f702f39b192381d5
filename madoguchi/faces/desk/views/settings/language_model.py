"""The language model: where it is, what it may be asked, what it may cost, and each call of it."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.paging import page_of
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.llm.actions.set_up import RANGES, SWITCHES, change_language_model
from madoguchi.features.llm.actions.try_out import ask_trial
from madoguchi.features.llm.models import KEPT_LEAST, KEPT_MOST, LONGEST, SHORTEST, ModelCall
from madoguchi.features.llm.queries import NEWEST, call_for, calls_visible_to, model_for, outcome_of, words_for
from madoguchi.features.llm.spending import spent_by

MONEY = ("monthly_cost", "price_in", "price_out", "embedding_price")
TYPED = ("address", "model", "embedding_model", "daily_tokens", "monthly_tokens", *MONEY)


@require_http_methods(["GET", "POST"])
@seated
def show(request: DeskRequest) -> HttpResponse:
    """The page; POST changes what its form holds. A key left empty stays."""
    actor = request.seat.actor
    if request.method == "POST":
        change_language_model(changes=_changes_in(request.POST), actor=actor)
        return saved(request, _("Saved."))
    model = model_for(actor)
    calls = calls_visible_to(actor).select_related("person")
    page = page_of(calls, order=NEWEST, cursor=request.GET.get("after", ""))
    context = {
        "area": "settings",
        "page": "language-model",
        "model": model,
        "typed": {name: _typed(getattr(model, name)) for name in MONEY},
        "spent": spent_by(model),
        "low": SHORTEST,
        "high": LONGEST,
        "kept_least": KEPT_LEAST,
        "kept_most": KEPT_MOST,
        "calls": [_line(call) for call in page.rows],
        "after": page.next,
    }
    return render(request, "desk/settings/language_model.html", context)


@require_POST
@seated
def trial(request: DeskRequest) -> HttpResponse:
    """Ask it for one word, or the embedding model for what one means."""
    of_embedding = request.POST.get("of") == "embedding"
    purpose = ModelCall.Purpose.MEANING_TRIAL if of_embedding else ModelCall.Purpose.TRIAL
    call = ask_trial(purpose=purpose, actor=request.seat.actor)
    return render(request, "desk/settings/language_model_call.html", _line(call))


@require_safe
@seated
def model_call(request: DeskRequest, call_id: int) -> HttpResponse:
    """How far a call is."""
    return render(request, "desk/settings/language_model_call.html", _line(call_for(call_id, request.seat.actor)))


def _typed(amount: Decimal | None) -> str:
    """As somebody would type it."""
    return "" if amount is None else f"{amount.normalize():f}"


def _line(call: ModelCall) -> dict[str, Any]:
    return {"call": call, "outcome": outcome_of(call), "words": words_for(call)}


def _changes_in(data: QueryDict) -> dict[str, Any]:
    changes: dict[str, Any] = {name: data[name] for name in TYPED if name in data}
    if data.get("key") or "key_gone" in data:
        changes["key"] = "" if "key_gone" in data else data["key"]
    for name in RANGES.keys() & data.keys():
        changes[name] = number_in(data.get(name, "")) or 0
    if "switches" in data:
        changes |= {name: name in data for name in SWITCHES}
    return changes
