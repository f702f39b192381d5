"""What the assistant would say to a question just now, without saying it to anybody."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from madoguchi.features.answers import catalogue, composing
from madoguchi.features.answers.deciding import Decision, Tried, decide
from madoguchi.features.answers.meanings import at_hand
from madoguchi.features.answers.memory import known_to
from madoguchi.features.answers.reading import MOST_READ, read
from madoguchi.features.answers.sectioning import anchor_in, source_of
from madoguchi.features.answers.verdicts import NONE, answer_on, source_on, verdict_on

if TYPE_CHECKING:
    from madoguchi.features.answers.ranking import Look

LANGUAGES = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Trial:
    """`what` is "answer", "registry" (that alone answers), "ask", "person" or "untrained"; `text` is the Markdown that
    would be said, "" for a person. `looked_at` are titles with their scores; `threshold` is the confidence from which
    on it answers."""

    what: str
    text: str
    why: str
    confidence: float
    threshold: float
    looked_at: tuple[tuple[str, float], ...]


def try_question(question: str, *, workspace_id: int) -> Trial:
    """In the running tenant; in a worker, for the first question loads the models."""
    found = read(question[:MOST_READ])
    language = found.language if found.language in LANGUAGES else "ja"
    known = known_to(workspace_id)
    if known is None:
        return Trial("untrained", "", "", 0.0, 1.0, ())
    threshold = known.ranker.threshold
    if found.wants_person or found.complains:
        why = "person" if found.wants_person else "complaint"
        return Trial("person", "", why, 0.0, threshold, ())
    if found.is_greeting:
        return Trial("ask", composing.greeting_in(language), "", 0.0, threshold, ())
    look = known.ranker.look(found.text, limit=6, meaning=at_hand(found.text, known.ranker))
    ranking, threshold = look.ranking, look.threshold
    titles = catalogue.titles_for(workspace_id, [one.article_id for one in ranking.ranked], language)
    decision = decide(found.text, ranking, threshold, titles, Tried())
    looked_at = tuple((titles[one], score) for one, score in decision.looked_at)
    if said := _known(decision, found.text, language, workspace_id):
        return Trial("registry", said, "", decision.confidence, threshold, looked_at)
    text = _asked_back(decision, titles, language) or _told(decision, look, found.text, language, workspace_id)
    return Trial(decision.what, text, decision.why, decision.confidence, threshold, looked_at)


def _known(decision: Decision, question: str, language: str, workspace_id: int) -> str:
    """What the registry says where no article answers."""
    known = answer_on(question, language, workspace_id) if decision.what == "person" else NONE
    if known is NONE:
        return ""
    told = composing.Told(verdict=known.sentence, instead=known.instead)
    return composing.verdict_in(language, source_on(known, language, workspace_id), told)


def _asked_back(decision: Decision, titles: dict[str, str], language: str) -> str:
    if decision.what != "ask":
        return ""
    return composing.question_back_in(language, [titles[one] for one in decision.article_ids])


def _told(decision: Decision, look: "Look", question: str, language: str, workspace_id: int) -> str:
    text = None
    if decision.what == "answer":
        text = catalogue.text_for(workspace_id, int(decision.article_ids[0]), language)
    if text is None:
        return ""
    verdict = verdict_on(question, language, workspace_id)
    told = composing.Told(verdict=verdict.sentence, instead=verdict.instead)
    return composing.answer_in(language, source_of(text, anchor_in(text, look)), told)
