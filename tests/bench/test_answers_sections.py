"""The articles with sections of bench/answers: each question has its section, and stands there once."""

from collections import Counter

import pytest

from bench.answers.places import Long, labelled

SETS = labelled()


@pytest.mark.parametrize("name", SETS)
def test_each_question_has_its_section(name: str) -> None:
    """A heading that does not exist breaks reading itself."""
    asked = Counter((one.article.title, question) for one in SETS[name] for question, _place in one.asked)
    assert [*asked.values()] == [1] * len(asked)
    for one in SETS[name]:
        assert len(one.parts) > 1, one.article.title
        assert_not_copied(one)


def assert_not_copied(one: Long) -> None:
    """No question is a whole heading, which would be too easy."""
    headings = {part.heading for part in one.parts}
    assert not [question for question, _place in one.asked if question in headings]
