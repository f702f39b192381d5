"""What the tests of the assistant share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from madoguchi.features.articles.models import Article
    from madoguchi.features.chat.models import Visitor
    from tests.world import World


@pytest.fixture
def articles(world: World, words_alone: None) -> dict[str, Article]:
    """A public help centre that the assistant knows."""
    from tests.features.answers.furnishing import help_centre, taught  # as above

    made = help_centre(world)
    taught(world)
    return made


@pytest.fixture
def past(world: World, visitor: Visitor, articles: dict[str, Article]) -> list[int]:
    """Thirty questions that people resolved; every third without an article."""
    from tests.features.answers.past import thirty_questions  # as above

    return thirty_questions(world, visitor, articles)
