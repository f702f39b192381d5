"""What was read for one learning is not read again for the next."""

import numpy as np
import pytest

from madoguchi.features.answers.ranking import Article, Past, Ranker
from madoguchi.features.answers.ranking.encoders import E5
from madoguchi.features.answers.ranking.readings import Readings, joined
from tests.features.answers.ranking.test_ranker import ARTICLES, ASKED

HISTORY = [*(Past(text, name) for text, name in ASKED.items()), Past("店の鍵をなくしました", None)]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that the slow encoder reads from here on; it is a quick one here."""
    texts: list[str] = []

    def rows(some: list[str]) -> np.ndarray:
        texts.extend(some)
        return np.stack([np.random.default_rng(len(text)).normal(size=E5.size) for text in some]).astype(np.float32)

    monkeypatch.setattr(E5, "held", rows)
    return texts


def test_the_same_again_reads_nothing_and_finds_the_same(read: list[str]) -> None:
    first = Readings()
    before = Ranker.fit(ARTICLES, HISTORY, readings=first)
    assert {*ASKED, "店の鍵をなくしました"} <= set(read)
    read.clear()
    after = Ranker.fit(ARTICLES, HISTORY, readings=Readings(first.to_bytes()))
    assert read == []
    assert np.allclose(before.centre.past.points, after.centre.past.points, atol=2e-3)


def test_what_is_new_is_read_and_what_is_gone_is_forgotten(read: list[str]) -> None:
    first = Readings()
    Ranker.fit(ARTICLES, HISTORY, readings=first)
    read.clear()
    second = Readings(first.to_bytes())
    Ranker.fit([*ARTICLES[1:], Article("tana", "棚卸しをする", "")], HISTORY[:1], readings=second)
    assert read == ["棚卸しをする", "棚卸しをする。"]
    read.clear()
    third = Readings(second.to_bytes())
    assert third.known([*ASKED]) == {}, "it is asked about one article that is gone"
    assert set(third.known(["棚卸しをする"])) == {"棚卸しをする"}


def test_several_are_one(read: list[str]) -> None:
    each = [Readings(), Readings(), Readings()]
    E5.vectors(["一", "二"], readings=each[0])
    E5.vectors(["二", "三"], readings=each[1])
    both = Readings(joined([one.to_bytes() for one in each]))
    assert set(both.known(["一", "二", "三", "四"])) == {"一", "二", "三"}
    assert joined([b"", b""]) == b""
    assert Readings(b"").known(["一"]) == {}
