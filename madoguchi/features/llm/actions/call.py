"""Beginning and ending a call of the language model, or of the embedding model beside it: its budget is taken first,
and what is left given back."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.features.llm.models import LanguageModel, ModelCall
from madoguchi.features.llm.spending import Spending, spent_by
from madoguchi.features.llm.steps import About, asked_for

MOST_FAILURES = 3  # in a row, then it rests
FIRST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(minutes=30)
MILLION = Decimal(1_000_000)
SWITCHES = {
    ModelCall.Purpose.ARTICLE: "writes_articles",
    ModelCall.Purpose.CHECK: "checks_answers",
    ModelCall.Purpose.AIM: "reads_aims",
    ModelCall.Purpose.MEANING: "reads_meaning",
}
TRIALS = frozenset({ModelCall.Purpose.TRIAL, ModelCall.Purpose.MEANING_TRIAL})
# What says nothing of whether it will answer the next time.
NO_FAILURES = frozenset({"ok", "unusable", "refused", "too_large"})


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields of a LanguageModel hold the name, the price of what is sent, and how it fails."""

    name: str
    price: str
    failures: str
    rests_until: str


CHAT = Fields("model", "price_in", "failures", "rests_until")
EMBEDDING = Fields("embedding_model", "embedding_price", "embedding_failures", "embedding_rests_until")


def fields_of(purpose: str) -> Fields:
    """Of the model that a call for this asks."""
    return EMBEDDING if purpose in (ModelCall.Purpose.MEANING, ModelCall.Purpose.MEANING_TRIAL) else CHAT


@dataclass(frozen=True, slots=True)
class Begun:
    """A call as it goes out: characters, masked data, and the most tokens that may come back."""

    purpose: str
    about: About
    size: int
    masked: int
    longest: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What became of a call. `wait` in seconds where the other side names it; `said` in characters, from which tokens
    are reckoned where it does not count them."""

    outcome: str
    took_ms: int
    tokens_in: int = 0
    tokens_out: int = 0
    said: int = 0
    detail: str = ""
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Ticket:
    """A call that may go out to `model`; None: it may not, because of `why_not`."""

    call_id: int = 0
    model: LanguageModel | None = None
    why_not: str = ""


def begin(wanted: Begun, *, workspace_id: int, call_id: int | None = None) -> Ticket:
    """Take the budget of a call, which holds whoever else calls meanwhile. `call_id`: one that waits for it."""
    with tenant(workspace_id):
        model = LanguageModel.objects.select_for_update().filter(workspace_id=workspace_id).first()
        why_not = _why_not(model, wanted) if model else "off"
        call = ModelCall.objects.filter(id=call_id).first() if call_id else None
        if model is None or why_not:
            if call is not None:
                call.outcome = why_not
                call.save(update_fields=["outcome"])
            return Ticket(why_not=why_not)
        if call is None:
            call = asked_for(wanted.purpose, wanted.about, workspace_id)
        fields = fields_of(wanted.purpose)
        call.model, call.size, call.masked = getattr(model, fields.name), wanted.size, wanted.masked
        call.tokens_in, call.tokens_out = wanted.size, wanted.longest
        call.cost = _cost(model, wanted.purpose, wanted.size, wanted.longest)
        call.save()
        if getattr(model, fields.failures) >= MOST_FAILURES:  # one tries whether it is there again, others wait
            setattr(model, fields.rests_until, now() + FIRST_REST)
            model.save(update_fields=[fields.rests_until])
        return Ticket(call.id, model)


def end(call_id: int, spent: Spent, *, workspace_id: int) -> None:
    """Write down what became of a call; after MOST_FAILURES in a row the model rests, longer each time."""
    with tenant(workspace_id):
        model = LanguageModel.objects.select_for_update().get(workspace_id=workspace_id)
        call = ModelCall.objects.get(id=call_id)
        is_ok = spent.outcome == "ok"
        call.outcome, call.detail, call.took_ms = spent.outcome, spent.detail[:300], spent.took_ms
        call.tokens_in = spent.tokens_in or (call.size if is_ok or spent.outcome == "timeout" else 0)
        call.tokens_out = spent.tokens_out or spent.said
        call.cost = _cost(model, call.purpose, call.tokens_in, call.tokens_out)
        call.save()
        fields = fields_of(call.purpose)
        _count_failures(model, fields, spent)
        model.save(update_fields=[fields.failures, fields.rests_until])


def found_unusable(call_id: int, *, workspace_id: int) -> None:
    """It answered, and nothing could be made of it."""
    with tenant(workspace_id):
        ModelCall.objects.filter(id=call_id, outcome="ok").update(outcome="unusable")


def _why_not(model: LanguageModel, wanted: Begun) -> str:
    """An outcome; "" where nothing speaks against it. A trial asks for no switch and wakes a model that rests."""
    is_trial, fields = wanted.purpose in TRIALS, fields_of(wanted.purpose)
    is_on = is_trial or getattr(model, SWITCHES[ModelCall.Purpose(wanted.purpose)])
    if not (model.address and getattr(model, fields.name) and is_on):
        return "off"
    rests_until = getattr(model, fields.rests_until)
    if rests_until and rests_until > now() and not is_trial:
        return "resting"
    try:
        assert model.key is not None
    except Refused:
        return "sealed"
    tokens = wanted.size + wanted.longest
    more = Spending(tokens, tokens, _cost(model, wanted.purpose, wanted.size, wanted.longest))
    return "budget" if spent_by(model).with_more(more).is_over(model) else ""


def _cost(model: LanguageModel, purpose: str, tokens_in: int, tokens_out: int) -> Decimal:
    price_in: Decimal = getattr(model, fields_of(purpose).price)
    return (price_in * tokens_in + model.price_out * tokens_out) / MILLION


def _count_failures(model: LanguageModel, fields: Fields, spent: Spent) -> None:
    if spent.outcome in NO_FAILURES:
        setattr(model, fields.failures, 0)
        setattr(model, fields.rests_until, None)
        return
    failures = getattr(model, fields.failures) + 1
    setattr(model, fields.failures, failures)
    rest = timedelta(0)
    if failures >= MOST_FAILURES:
        rest = FIRST_REST * 2 ** min(failures - MOST_FAILURES, 10)
    if spent.outcome == "busy":
        rest = max(rest, timedelta(seconds=spent.wait), FIRST_REST)
    if rest:
        setattr(model, fields.rests_until, now() + min(rest, LONGEST_REST))
