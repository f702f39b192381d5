"""Seeing beforehand what the draft of an article changes among the questions of the past."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import timedelta

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.answers.backtesting import past_of
from madoguchi.features.answers.catalogue import as_draft, as_read, texts
from madoguchi.features.answers.closing import closed_if_broken
from madoguchi.features.answers.comparing import (
    MOST_KNOWN,
    MOST_UNANSWERED,
    Compared,
    around,
    compared,
    halves,
    with_draft,
)
from madoguchi.features.answers.history import Case, cases
from madoguchi.features.answers.jobs import compare_later
from madoguchi.features.answers.learning import learnt
from madoguchi.features.answers.memory import known_to, readings_of
from madoguchi.features.answers.models import Regression
from madoguchi.features.answers.policy import policy_of
from madoguchi.features.answers.ranking import Article
from madoguchi.features.answers.rewording import Side, with_rewording
from madoguchi.features.answers.steps import keep_regression
from madoguchi.features.answers.synonyms import synonyms_of
from madoguchi.features.articles.models import ArticleText, State
from madoguchi.features.articles.queries.articles import text_for

LASTS = timedelta(days=1)  # the questions go on
NEAREST = 3  # articles to a question, beside which a draft is tried


@dataclass(frozen=True, slots=True)
class Material:
    """What is asked, and what is learnt from with the draft and without it. No question that the article answered is
    in the `history`: it would vouch for it, whatever it says now. `published`: the text as it is read, None where it is
    not; `draft`: as it would be."""

    asked: Sequence[Case]
    history: Sequence[Case]
    before: list[Article]
    after: list[Article]
    synonyms: Sequence[Sequence[str]]
    target: int
    readings: bytes
    published: ArticleText | None
    draft: ArticleText


def ask_comparison(article_id: int, language: str, *, actor: Actor) -> Regression | None:
    """Have the draft of a text compared with what is read, unless that is done or under way; None where nothing is
    being written. Raises NotAllowed."""
    require(actor, "article.write")
    with tenant(actor.workspace_id):
        text = text_for(article_id, language, actor)
        return _begin(text) if text.has_draft and text.article.archived_at is None else None


def notice_drafts(text_ids: Sequence[int], *, workspace_id: int) -> None:
    """Who reviews a draft is to find it compared. May run twice."""
    with tenant(workspace_id):
        for text in ArticleText.objects.filter(id__in=text_ids).exclude(state=State.PUBLISHED).order_by("id"):
            _begin(text)


def _begin(text: ArticleText) -> Regression:
    """The row of a text for its present edition; in the running tenant."""
    row, is_new = Regression.objects.select_for_update().get_or_create(workspace_id=text.workspace_id, text=text)
    is_known = row.edition == text.edition and row.created_at > now() - LASTS
    if is_new or not is_known or row.state == Regression.State.FAILED:
        row.edition, row.state, row.created_at = text.edition, Regression.State.RUNNING, now()
        row.save(update_fields=["edition", "state", "created_at"])
        compare_later(row)
    return row


def compare(regression_id: int, *, edition: int, workspace_id: int, tried: int = 0) -> Regression | None:
    """Do it; None where it is done, or another edition is waited for. May run twice; closed if it breaks off
    (closing.py)."""
    with tenant(workspace_id):
        row = _running(regression_id, edition)
        text = row.text if row else None
    if row is None or text is None:
        return None
    return closed_if_broken(
        lambda: _compared(row, text),
        lambda: _end(row, [], Regression.State.FAILED),
        tried=tried,
        job=f"comparison {row.id}",
    )


def _compared(row: Regression, text: ArticleText) -> Regression | None:
    with tenant(row.workspace_id):
        material = _material(text)
    return _end(row, _asked(material), Regression.State.DONE)


def _running(regression_id: int, edition: int) -> Regression | None:
    rows = Regression.objects.select_related("text__article__collection")
    return rows.filter(id=regression_id, edition=edition, state=Regression.State.RUNNING).first()


def _material(text: ArticleText) -> Material:
    workspace_id, published = text.workspace_id, copy(text) if text.is_live else None
    draft = as_draft(text)
    is_public = text.article.visibility == "public" and not text.article.collection.is_manual
    read = as_read(texts(workspace_id, "public" if is_public else "agents"))
    ids = {int(one.id) for one in read} | {text.article_id}
    known = cases(workspace_id, most=MOST_KNOWN, most_unanswered=MOST_UNANSWERED)
    asked, history = halves([case for case in known if case.article_id is None or case.article_id in ids])
    wanted = [text.article_id, *(case.article_id for case in asked if case.article_id), *_near(workspace_id, asked)]
    history = [case for case in history if case.article_id != text.article_id]
    before = around(read, wanted)
    target = policy_of(workspace_id).target_precision
    return Material(
        asked,
        history,
        before,
        with_draft(before, *as_read([draft])),
        synonyms_of(workspace_id),
        target,
        readings_of(workspace_id),
        published,
        draft,
    )


def _near(workspace_id: int, asked: Sequence[Case]) -> list[int]:
    """What the model in use finds for the questions."""
    known = known_to(workspace_id, "agents")
    if known is None or not asked:
        return []
    found = known.ranker.rank_all([case.question for case in asked], limit=NEAREST)
    return [int(one.article_id) for ranking in found for one in ranking.ranked]


def _asked(material: Material) -> list[Compared]:
    if not material.asked:
        return []
    from madoguchi.features.answers.ranking import Ranker  # numpy: only where it is asked

    questions = [case.question for case in material.asked]
    past = past_of(material.history, frozenset(int(one.id) for one in material.after))
    readings, made = [material.readings], []
    for articles in (material.before, material.after):
        known = learnt(articles, past, material.synonyms, material.target / 100, readings)
        readings.append(known.readings)
        made.append(Ranker.from_bytes(known.ranker))
    before, after = made
    found = compared(material.asked, before.rank_all(questions, limit=1), after.rank_all(questions, limit=1))
    if material.published is None:
        return found
    then, new = Side(material.published, before), Side(material.draft, after)
    with tenant(material.draft.workspace_id):
        return [with_rewording(one, then, new) for one in found]


def _end(row: Regression, found: Sequence[Compared], state: str) -> Regression | None:
    with tenant(row.workspace_id):
        kept = Regression.objects.select_for_update().filter(id=row.id, edition=row.edition).first()
        if kept is None or kept.state != Regression.State.RUNNING:
            return None
        keep_regression(kept, found, state)
        return kept
