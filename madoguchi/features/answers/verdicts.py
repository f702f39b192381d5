"""What the registry of features says to a question that yes or no would answer (MISSION 1, 6, 7).

Only where the question names the feature itself: the nearest one in meaning may be another. What is not in the registry
gets no verdict, and the answer goes straight to how. Behind a no stands a recipe that reaches the goal in another way,
where there is one. Reasons are told when somebody asks (MISSION 2, 3, 6).
"""

from dataclasses import dataclass

from madoguchi.base.text import normal
from madoguchi.core.people.actor import system
from madoguchi.features.answers.reading import asks_yes_or_no
from madoguchi.features.registry.finding import best
from madoguchi.features.registry.models import Feature
from madoguchi.features.registry.queries import features_visible_to, recipes_instead_of
from madoguchi.features.registry.verdict import NO, reason, recipe, sentence, text_in, verdict_of

LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """`verdict` is one of Answer.Verdict, "" for none; `sentence` says it with what has to be known. `instead` is
    another way to what cannot be done, `reason` why it cannot, for who asks; "" for none. All as Markdown."""

    verdict: str = ""
    sentence: str = ""
    instead: str = ""
    reason: str = ""


NONE = Verdict()


def verdict_on(question: str, language: str, workspace_id: int) -> Verdict:
    """In the running tenant."""
    if not asks_yes_or_no(question):
        return NONE
    rows = features_visible_to(system(workspace_id)).prefetch_related("texts")
    for feature in best(rows, question, system(workspace_id), limit=LOOKED_AT):
        if _is_named(feature, normal(question)):
            text, verdict = text_in(feature.texts.all(), language), verdict_of(feature)
            instead = _instead_of(feature, language) if verdict == NO else ""
            why = reason(text, language) if text.language == language else ""
            return Verdict(verdict, sentence(feature, text, language), instead, why)
    return NONE


def _instead_of(feature: Feature, language: str) -> str:
    """In that language alone."""
    return next((recipe(one) for one in recipes_instead_of(feature, language) if one.language == language), "")


def _is_named(feature: Feature, asked: str) -> bool:
    names = [feature.name, *(text.name for text in feature.texts.all())]
    names += [alias for text in feature.texts.all() for alias in text.aliases.splitlines()]
    return any(len(normal(name)) > 1 and normal(name) in asked for name in names)
