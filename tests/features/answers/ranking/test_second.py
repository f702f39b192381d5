"""An embedding model beside the engine: used where it helps, thought away where it is silent."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from zlib import crc32

import numpy as np
import pytest
from numpy.typing import NDArray

from madoguchi.features.answers.ranking import Article, Past, Ranker
from madoguchi.features.answers.ranking.outside import SIZE, Outside
from madoguchi.features.answers.ranking.ranker import texts_for
from tests.features.answers.ranking.test_ranker import ARTICLES

Knows = Callable[[str], NDArray[np.float32]]
TOPICS = ("henpin", "ryousyu", "kaiyaku", "koushin")
NAMES = ("赤", "青", "白", "黒", "緑", "紫", "金", "銀", "茶", "桃", "橙", "紺")
# Nothing that is asked has a word in common with the articles, nor with another question about the same.
ASKED = [Past(f"{name}{'あいうえ'[place]}", topic) for place, topic in enumerate(TOPICS) for name in NAMES]


def knows_all(text: str) -> NDArray[np.float32]:
    """Says of each topic's article and questions that they mean one thing, of all else that it means something else."""
    found = np.random.default_rng(crc32(text.encode())).normal(scale=0.02, size=300) + 1.0
    for place, topic in enumerate(TOPICS):
        title = next(one.title for one in ARTICLES if one.id == topic)
        if title in text or (len(text) < 4 and text.endswith("あいうえ"[place])):
            found[place] += 3.0
    return found.astype(np.float32)


def knows_nothing(text: str) -> NDArray[np.float32]:
    return np.random.default_rng(crc32(text.encode())).normal(size=300).astype(np.float32)


def said(knows: Knows, texts: Sequence[str]) -> Outside:
    return Outside("meanings", tuple(texts), np.stack([knows(text) for text in texts]).astype(np.float16))


def heard(knows: Knows, history: Sequence[Past] = ASKED, *, silent_on: str = "") -> Ranker:
    texts = [*texts_for(ARTICLES), *(past.question for past in history)]
    outside = said(knows, [text for text in texts if not silent_on or silent_on not in text])
    return Ranker.fit(ARTICLES, history).hearing(outside, ARTICLES, history)


@pytest.fixture
def ranker(words_alone: None) -> Ranker:
    return heard(knows_all)


def test_what_it_says_is_used_where_it_helps(ranker: Ranker) -> None:
    assert ranker.tried is not None
    assert (ranker.asks, ranker.tried.questions, ranker.tried.helps) == ("meanings", len(ASKED), True)
    assert ranker.tried.with_it > 0.9 > ranker.tried.without
    look = ranker.look("鼠い", meaning=knows_all("鼠い"))
    assert look.ranking.ranked[0].article_id == "ryousyu"
    assert look.ranking.ranked[0].score > 2 * ranker.rank("鼠い").ranked[0].score
    assert ranker.second is not None
    assert look.threshold == ranker.second.learnt.threshold


def test_where_it_is_silent_all_is_as_without_it(ranker: Ranker) -> None:
    without = Ranker.fit(ARTICLES, ASKED)
    assert ranker.threshold == without.threshold
    for text in ("鼠い", "領収書はどこですか", "カレーの作り方"):
        assert ranker.rank(text) == without.rank(text)
        assert ranker.rank(text, meaning=np.ones(7, dtype=np.float32)) == without.rank(text), "of another length"


def test_bytes_bring_both_heads_back(ranker: Ranker) -> None:
    again = Ranker.from_bytes(ranker.to_bytes())
    assert again.tried == ranker.tried
    for text in ("鼠い", "鼠え"):
        for meaning in (None, knows_all(text)):
            old, new = (one.look(text, meaning=meaning) for one in (ranker, again))
            assert new.ranking.confidence == pytest.approx(old.ranking.confidence, abs=0.02)
            assert new.ranking.ranked[0].article_id == old.ranking.ranked[0].article_id
            assert new.threshold == old.threshold
    assert again.second is not None
    assert again.second.meanings.basis.shape == (300, SIZE)


def test_what_does_not_help_is_not_asked(words_alone: None) -> None:
    ranker = heard(knows_nothing)
    assert ranker.tried is not None
    assert (ranker.asks, ranker.second, ranker.tried.helps) == ("", None, False)
    assert ranker.tried.questions == len(ASKED)
    assert Ranker.from_bytes(ranker.to_bytes()).tried == ranker.tried


def test_a_few_questions_are_too_few_to_say(words_alone: None) -> None:
    for few in (ASKED[:20], []):
        ranker = heard(knows_all, few)
        assert ranker.tried is not None
        assert (ranker.tried.questions, ranker.asks) == (0, "")


def test_a_section_of_which_nothing_was_said_leaves_it_out(words_alone: None) -> None:
    ranker = heard(knows_all, silent_on="解約する")
    assert (ranker.tried, ranker.second) == (None, None)


def test_past_questions_of_which_nothing_was_said_are_not_learnt_from(words_alone: None) -> None:
    ranker = heard(knows_all, silent_on="赤")
    assert ranker.tried is not None
    assert ranker.tried.questions == len(ASKED) - len(TOPICS)
    assert ranker.rank("鼠う", meaning=knows_all("鼠う")).ranked[0].article_id == "kaiyaku"


def test_of_a_long_past_those_are_learnt_from_of_which_something_was_said(
    words_alone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.features.answers.ranking.training.CELLS", 0)  # 200 questions, then
    long = [*ASKED, *(Past(f"{number}番の話", "henpin") for number in range(2_000))]
    ranker = heard(knows_all, long, silent_on="番の話")
    assert ranker.tried is not None
    assert ranker.tried.questions == len(ASKED)


def test_a_past_question_does_not_know_itself(ranker: Ranker) -> None:
    alone = [*ASKED, Past("一つだけの問い", "password")]
    found = heard(knows_all, alone)
    assert found.second is not None
    meanings, centre = found.second.meanings, found.centre
    row = int(np.flatnonzero(centre.past.owners == found.ids.index("password"))[0])
    points = np.zeros((1, centre.past.points.shape[1]), np.float32)
    meant = meanings.points(knows_all("一つだけの問い")[None])
    asked = replace(centre.asked(["一つだけの問い"], points), past=np.array([row]), meant=meant)
    evidence = meanings.evidence(centre, asked)
    assert evidence[0, found.ids.index("password"), -1] == 0.0


def test_an_article_in_sections_is_asked_of_section_by_section() -> None:
    long = Article("long", "返品", "はじめに。\n\n## 贈り物\n\n包みのまま送ります。\n\n## 故障\n\n写真を付けます。")
    texts = texts_for([long])
    assert [text for text in texts if text.startswith("返品")] == [
        "返品。はじめに。", "返品。贈り物。包みのまま送ります。", "返品。故障。写真を付けます。",
    ]  # fmt: skip
    assert 1_000 < len(texts) < 3_000, "and small talk and the phrasebook beside it"
