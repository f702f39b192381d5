"""What the registry of features says to a question that yes or no would answer (MISSION 1, 6, 7).

Only where the question names the feature itself: the nearest one in meaning may be another. What is not in the registry
gets no verdict, and the answer goes straight to how. Behind a no stands a recipe that reaches the goal in another way,
where there is one. Reasons are told when somebody asks (MISSION 2, 3, 6).

Beside an article it is enough that the question has the feature's name in it, as it is written; alone (answer_on), and
where the name is said in other forms, nothing else may be in it.
"""

from dataclasses import dataclass

from madoguchi.base.text import normal
from madoguchi.core.people.actor import system
from madoguchi.features.answers.composing import Source
from madoguchi.features.answers.reading import asks_whether_possible, asks_yes_or_no, sentences_in
from madoguchi.features.answers.sectioning import source_of
from madoguchi.features.articles.queries.searching import search
from madoguchi.features.chat.understanding import understood
from madoguchi.features.registry.finding import best, forms_of
from madoguchi.features.registry.models import Feature
from madoguchi.features.registry.naming import feature_named, says_all_of
from madoguchi.features.registry.queries import features_visible_to, recipes_instead_of
from madoguchi.features.registry.verdict import NO, reason, recipe, sentence, text_in, verdict_of

LOOKED_AT = 5
ARTICLES_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """`verdict` is one of Answer.Verdict, "" for none; `sentence` says it with what has to be known. `instead` is
    another way to what cannot be done, "" for none; both Markdown. `feature` is what it is said of, called `name`."""

    verdict: str = ""
    sentence: str = ""
    instead: str = ""
    feature: Feature | None = None
    name: str = ""


NONE = Verdict()


def verdict_on(question: str, language: str, workspace_id: int) -> Verdict:
    """In the running tenant."""
    if not asks_yes_or_no(question):
        return NONE
    rows = features_visible_to(system(workspace_id)).prefetch_related("texts")
    for feature in best(rows, question, system(workspace_id), limit=LOOKED_AT):
        if _is_named(feature, normal(question)):
            return _said_of(feature, language)
    return answer_on(question, language, workspace_id)


def answer_on(question: str, language: str, workspace_id: int) -> Verdict:
    """What answers a question alone: one that asks whether something can be done, names one feature, and says nothing
    else but manners. NONE where anything of that is not sure."""
    said = [one for one in sentences_in(question) if understood(one).gist]
    asking = [one for one in said if one.endswith(("?", "？")) or asks_yes_or_no(one)]
    whole = "\n".join([*(one for one in said if one not in asking), *asking])
    if len(asking) != 1 or not asks_yes_or_no(whole) or not asks_whether_possible(asking[0]):
        return NONE
    feature = feature_named(whole, language, system(workspace_id))
    return _said_of(feature, language) if feature is not None else NONE


def reason_on(feature: Feature, language: str) -> str:
    """Why it cannot be done, or only in part, for who asks; "" where nobody has written it down in that language."""
    text = text_in(feature.texts.all(), language)
    return reason(text, language) if text.language == language else ""


def name_on(feature: Feature | None, language: str) -> str:
    """What it is called there; "" for one that was thrown away."""
    return text_in(feature.texts.all(), language).name if feature is not None else ""


def source_on(found: Verdict, language: str, workspace_id: int) -> Source | None:
    """Where everybody can read more of what was said: the nearest article whose title says all that the feature's
    name does."""
    near = search(workspace_id, found.name, language=language, limit=ARTICLES_LOOKED_AT)
    text = next((one.text for one in near if says_all_of(found.name, forms_of([one.text.title]))), None)
    return source_of(text) if text is not None else None


def _said_of(feature: Feature, language: str) -> Verdict:
    text, verdict = text_in(feature.texts.all(), language), verdict_of(feature)
    instead = _instead_of(feature, language) if verdict == NO else ""
    return Verdict(verdict, sentence(feature, text, language), instead, feature, text.name)


def _instead_of(feature: Feature, language: str) -> str:
    """In that language alone."""
    return next((recipe(one) for one in recipes_instead_of(feature, language) if one.language == language), "")


def _is_named(feature: Feature, asked: str) -> bool:
    names = [feature.name, *(text.name for text in feature.texts.all())]
    names += [alias for text in feature.texts.all() for alias in text.aliases.splitlines()]
    return any(len(normal(name)) > 1 and normal(name) in asked for name in names)
