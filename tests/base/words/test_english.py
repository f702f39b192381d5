"""Stems of English words."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest

from madoguchi.base.words.english import stem

WORDS = [
    "".join(parts) for parts in product(("re", "un", "over"), ("connect", "order", "deliver", "pay"), ("ing", "ed"))
]


@pytest.fixture
def _turns_change_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_turns_change_often")
def test_many_who_ask_at_once_get_the_stems_of_their_own_words() -> None:
    alone = [stem.__wrapped__(word) for word in WORDS]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stem.__wrapped__, WORDS * 20)) == alone * 20


def test_forms_of_a_word_have_one_stem() -> None:
    assert {stem(word) for word in ("connected", "connecting", "connects")} == {"connect"}
