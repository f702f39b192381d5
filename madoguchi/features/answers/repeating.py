"""What was told in a conversation already is not told there again; another section of the same article may be.

Only a section that is clearly nearer to the question: that the beginning is left says nothing of whether it answers.
Whoever has the whole article (the comprehensive style) has all of its sections.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from madoguchi.core.conversations.models import Conversation
from madoguchi.features.answers import catalogue
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.sectioning import BEGINNING, anchor_in, section_noted
from madoguchi.features.styles.models import Style
from madoguchi.features.styles.steps import style_on

if TYPE_CHECKING:
    from madoguchi.features.answers.ranking import Look


def useless_in(home: Conversation, before: Iterable[Answer], look: "Look | None", language: str) -> frozenset[str]:
    """The articles of which nothing is left that could be told to what was looked up. `before`: with their texts."""
    told = _told(before)
    if not told or style_on(home) == Style.COMPREHENSIVE:
        return frozenset(told)
    return frozenset(one for one, anchors in told.items() if _next(home, one, look, language) in anchors)


def _told(before: Iterable[Answer]) -> dict[str, set[str]]:
    """Which anchors of each article; the beginning counts as told of each."""
    told = dict[str, set[str]]()
    for one in before:
        if one.text is not None:
            told.setdefault(str(one.text.article_id), {BEGINNING}).add(section_noted(one, one.text.article_id))
        if one.read_on_id is not None:
            told.setdefault(str(one.read_on_id), {BEGINNING})
    return told


def _next(home: Conversation, article_id: str, look: "Look | None", language: str) -> str:
    """The anchor of what would be told of it now."""
    text = catalogue.text_for(home.workspace_id, int(article_id), language)
    return anchor_in(text, look) if text is not None else BEGINNING
