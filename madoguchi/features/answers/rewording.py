"""An article that is found as before may say something else now: what would be told from it, before and after."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import override

from madoguchi.base.markdown import markdown_to_text
from madoguchi.base.words.taking import forms
from madoguchi.features.answers import composing
from madoguchi.features.answers.comparing import Compared
from madoguchi.features.answers.reading import language_of
from madoguchi.features.answers.sectioning import anchor_in, source_of
from madoguchi.features.articles.models import ArticleText

if TYPE_CHECKING:
    from madoguchi.features.answers.ranking import Ranker

KEPT = 0.5  # of the words that were told; with fewer it is something else
SHOWN = 200  # letters of what is told now


@dataclass(frozen=True, slots=True)
class Side:
    """A text before it is published anew, or after, and what was learnt with it."""

    text: ArticleText
    ranker: "Ranker"


def with_rewording(one: Compared, before: Side, after: Side) -> Compared:
    """The same, with what is told now where that is something else; in the running tenant."""
    text, question = after.text, one.case.question
    if not (one.was_right and one.is_right and one.case.article_id == text.article_id):
        return one
    if language_of(question) not in ("", text.language):
        return one  # another language of the article is told
    was, now = _told(before, question), _told(after, question)
    said, kept = forms(was), forms(now)
    is_other = bool(said) and len(said & kept) < KEPT * len(said)
    return replace(one, now_told=now[:SHOWN]) if is_other else one


def _told(side: Side, question: str) -> str:
    with override(side.text.language):
        source = source_of(side.text, anchor_in(side.text, side.ranker.look(question)))
        return markdown_to_text(composing.how(source, composing.Told()))
