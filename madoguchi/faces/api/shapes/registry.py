"""Features, recipes, questions and terms, as the API shows them."""

from datetime import date
from typing import Any

from madoguchi.core.contacts.models import Contact
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.api.fields import FeatureState, Language, NamedRef, Shown, Time, Verdict
from madoguchi.features.glossary.models import Synonym, Term
from madoguchi.features.glossary.queries import words_of
from madoguchi.features.registry.models import Feature, FeatureChange, FeatureQuestion, Recipe
from madoguchi.features.registry.queries import is_stale
from madoguchi.features.registry.verdict import sentence, verdict_of


class FeatureTextShown(Shown):
    """What is said of a feature in one language. `sentence` is what a customer is told, in Markdown; the reason is only
    told to who asks for it."""

    language: Language
    name: str
    aliases: list[str]
    plan: str
    limits: str
    reason: str
    sentence: str


class FeatureShown(Shown):
    """`verdict` follows from the state; `reviewed_at` is when somebody last said that it is true, `stale` whether
    somebody should look again."""

    id: int
    name: str
    area: str
    state: FeatureState
    verdict: Verdict
    since: str
    owner: NamedRef | None
    review_due_on: date
    reviewed_at: Time
    stale: bool
    texts: list[FeatureTextShown]
    created_at: Time
    changed_at: Time


class FeaturePage(Shown):
    data: list[FeatureShown]
    next: str | None


class FeatureChangeShown(Shown):
    """Who changed which field of a feature, from what to what."""

    id: int
    at: Time
    person: NamedRef | None
    field: str
    before: str
    after: str


class FeatureChangePage(Shown):
    data: list[FeatureChangeShown]
    next: str | None


class RecipeShown(Shown):
    """How a goal is reached: `uses` are the features that it combines, `instead_of` those that it stands in for."""

    id: int
    goal: str
    language: Language
    steps: str
    limits: str
    uses: list[NamedRef]
    instead_of: list[NamedRef]
    created_at: Time
    changed_at: Time


class RecipePage(Shown):
    data: list[RecipeShown]
    next: str | None


class QuestionShown(Shown):
    """Something that the registry does not say, asked of `owner`; open while `answered_at` is null."""

    id: int
    text: str
    asked_by: NamedRef | None
    owner: NamedRef
    due_on: date
    asked_at: Time
    feature_id: int | None
    conversation_id: int | None
    answer: str
    answered_by: NamedRef | None
    answered_at: Time | None


class QuestionPage(Shown):
    data: list[QuestionShown]
    next: str | None


class TermShown(Shown):
    """Our word, in one language or both, and what customers call the same."""

    id: int
    ja: str
    en: str
    definition: str
    note: str
    synonyms_ja: list[str]
    synonyms_en: list[str]
    created_at: Time
    changed_at: Time


class TermPage(Shown):
    data: list[TermShown]
    next: str | None


class SuggestionShown(Shown):
    """A word that customers seem to use for a term: in how many conversations, and how strongly (G²)."""

    id: int
    term: NamedRef
    language: Language
    word: str
    times: int
    weight: float


class SuggestionPage(Shown):
    data: list[SuggestionShown]
    next: str | None


class OwnWordShown(Shown):
    """A word of one person and ours for the same thing."""

    word: str
    term: str
    term_id: int
    times: int
    last_at: Time


class OwnWords(Shown):
    data: list[OwnWordShown]
    next: None


class TakenShown(Shown):
    """What became of the lines of a table."""

    added: int
    changed: int
    same: int


def feature_of(row: Feature) -> dict[str, Any]:
    """Its owner and texts are at hand."""
    return {
        "id": row.id,
        "name": row.name,
        "area": row.area,
        "state": row.state,
        "verdict": verdict_of(row),
        "since": row.since,
        "owner": _named(row.owner),
        "review_due_on": row.review_due_on.isoformat(),
        "reviewed_at": row.reviewed_at,
        "stale": is_stale(row),
        "texts": [
            {
                "language": text.language,
                "name": text.name,
                "aliases": text.aliases.splitlines(),
                "plan": text.plan,
                "limits": text.limits,
                "reason": text.reason,
                "sentence": sentence(row, text, text.language),
            }
            for text in sorted(row.texts.all(), key=lambda text: _place(text.language))
        ],
        "created_at": row.created_at,
        "changed_at": row.changed_at,
    }


def change_of(row: FeatureChange) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ("id", "at", "field", "before", "after")}
    return shown | {"person": _named(row.person)}


def recipe_of(row: Recipe) -> dict[str, Any]:
    """Its links are at hand."""
    links = list(row.links.all())
    shown = {name: getattr(row, name) for name in ("id", "goal", "language", "steps", "limits")}
    return shown | {
        "uses": [_named(link.feature) for link in links if not link.instead],
        "instead_of": [_named(link.feature) for link in links if link.instead],
        "created_at": row.created_at,
        "changed_at": row.changed_at,
    }


def question_of(row: FeatureQuestion, *, sees_conversation: bool) -> dict[str, Any]:
    return {
        "id": row.id,
        "text": row.text,
        "asked_by": _named(row.asked_by),
        "owner": _named(row.owner),
        "due_on": row.due_on.isoformat(),
        "asked_at": row.asked_at,
        "feature_id": row.feature_id,
        "conversation_id": row.conversation_id if sees_conversation else None,
        "answer": row.answer,
        "answered_by": _named(row.answered_by),
        "answered_at": row.answered_at,
    }


def term_of(row: Term) -> dict[str, Any]:
    """Its synonyms in use are at hand as `used`."""
    shown = {name: getattr(row, name) for name in ("id", "ja", "en", "definition", "note", "created_at", "changed_at")}
    used = row.used  # type: ignore[attr-defined]  # by with_synonyms
    return shown | {f"synonyms_{code}": [one.word for one in used if one.language == code] for code, _name in LANGUAGES}


def suggestion_of(row: Synonym) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ("id", "language", "word", "times", "weight")}
    return shown | {"term": _named(row.term)}


def own_words_of(contact: Contact) -> dict[str, Any]:
    words = words_of(contact)
    names = ("word", "term", "term_id", "times", "last_at")
    return {"data": [{name: getattr(word, name) for name in names} for word in words], "next": None}


def _named(row: Any) -> dict[str, Any] | None:
    return {"id": row.id, "name": str(row)} if row is not None else None


def _place(language: str) -> int:
    return [code for code, _name in LANGUAGES].index(language)
