"""What answers of the API hold of the language model."""

from typing import Any

from madoguchi.faces.api.fields import Shown, Time
from madoguchi.features.llm.actions.set_up import SWITCHES
from madoguchi.features.llm.models import LanguageModel, ModelCall
from madoguchi.features.llm.queries import outcome_of, words_for
from madoguchi.features.llm.spending import Spending


class SpentShown(Shown):
    """Tokens, and the cost of this month, as the workspace reckons its days."""

    today: int
    month: int
    cost: str


class LanguageModelShown(Shown):
    """The key is never shown. Budgets are null where there is no limit; until `rests_until` it is left out, until
    `embedding_rests_until` the embedding model. Calls are kept for `calls_kept` days."""

    address: str
    model: str
    embedding_model: str
    has_key: bool
    timeout: int
    daily_tokens: int | None
    monthly_tokens: int | None
    monthly_cost: str | None
    price_in: str
    price_out: str
    embedding_price: str
    writes_articles: bool
    checks_answers: bool
    reads_aims: bool
    reads_meaning: bool
    calls_kept: int
    rests_until: Time | None
    embedding_rests_until: Time | None
    spent: SpentShown


class ModelCallShown(Shown):
    """`purpose`: trial, article, check, aim, meaning, meaning_trial. `outcome`: "" while it goes on, ok, or what went
    wrong, which `text` says in words. `size` in characters, `masked` personal data in them."""

    id: int
    purpose: str
    person_id: int | None
    conversation_id: int | None
    article_id: int | None
    model: str
    outcome: str
    text: str
    detail: str
    size: int
    masked: int
    tokens_in: int
    tokens_out: int
    cost: str
    took_ms: int
    at: Time


class ModelCallPage(Shown):
    data: list[ModelCallShown]
    next: str | None


def language_model_of(row: LanguageModel, spent: Spending) -> dict[str, Any]:
    names = (
        *("address", "model", "embedding_model", "timeout", "daily_tokens", "monthly_tokens", "calls_kept"),
        *("rests_until", "embedding_rests_until", *SWITCHES),
    )
    return {
        **{name: getattr(row, name) for name in names},
        "has_key": bool(row.secrets),
        "monthly_cost": None if row.monthly_cost is None else str(row.monthly_cost),
        "price_in": str(row.price_in),
        "price_out": str(row.price_out),
        "embedding_price": str(row.embedding_price),
        "spent": {"today": spent.today, "month": spent.month, "cost": str(spent.cost)},
    }


def call_of(row: ModelCall) -> dict[str, Any]:
    names = (
        *("id", "purpose", "person_id", "conversation_id", "article_id", "model", "detail", "size", "masked"),
        *("tokens_in", "tokens_out", "took_ms", "at"),
    )
    shown = {name: getattr(row, name) for name in names}
    return {**shown, "outcome": outcome_of(row), "text": words_for(row), "cost": str(row.cost)}
