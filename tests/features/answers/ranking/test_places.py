"""Where in an article a question is answered: in other words than its own, also where it has changed since."""

from dataclasses import replace

import pytest

from madoguchi.features.answers.ranking import Article, Look, Part, Ranker, places
from madoguchi.features.answers.ranking.encoders import E5, USE_ML

TITLE = "パスワードを忘れたとき"
PARTS = [
    Part("", "ログイン画面の **パスワードをお忘れの方** から、ご自身で再設定できます。\n\n1. アドレスを入力します。"),
    Part("メールが届かないとき", "- 迷惑メールのフォルダーをご確認ください。\n- アドレスは店長にお尋ねください。"),
    Part("ログイン画面に戻ってしまうとき", "ブラウザのCookieを許可してください。"),
]
BODY = "\n\n".join(f"## {part.heading}\n\n{part.body}" if part.heading else part.body for part in PARTS)
ASKED = {
    "パスワードを作り直したいです": 0,
    "届かないとき": 1,
    "案内のメールがいつまで待っても来ません": 1,
    "何度入れても最初の画面に戻されます": 2,
}


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    other = Article("seikyu", "請求書を受け取る", "請求書は毎月の第1営業日に発行します。")
    return Ranker.fit([Article("password", TITLE, BODY), other])


def found(look: Look, parts: list[Part] = PARTS, title: str = TITLE) -> int:
    return look.place_in("password", title, parts)


def test_other_words_find_the_section(ranker: Ranker) -> None:
    assert {text: found(ranker.look(text)) for text in ASKED} == ASKED


def test_where_none_is_clearly_better_it_is_the_beginning(ranker: Ranker, monkeypatch: pytest.MonkeyPatch) -> None:
    look = ranker.look("案内のメールがいつまで待っても来ません")
    assert look.asked is not None
    near = places.nearness(ranker.centre, look.asked, 0, TITLE, PARTS)
    assert near.argmax() == 1
    monkeypatch.setattr(places, "MARGIN", float(near[1] - near[0]) + 0.01)
    assert found(look) == 0


def test_what_has_no_beginning_is_never_told_from_it(ranker: Ranker) -> None:
    assert found(ranker.look("パスワードを作り直したいです"), [Part("", " "), *PARTS[1:]]) > 0
    assert found(ranker.look("届かないとき"), PARTS[:1]) == 0


def test_what_was_rewritten_since_is_known_by_its_heading(ranker: Ranker) -> None:
    changed = [PARTS[0], *(replace(part, body="書き直しました。") for part in PARTS[1:])]
    assert {text: found(ranker.look(text), changed) for text in ASKED} == ASKED
    assert ranker.look("届かないとき").place_in("unknown", TITLE, PARTS) == 1


def test_looking_says_what_ranking_says(ranker: Ranker) -> None:
    assert ranker.look("パスワード").ranking == ranker.rank("パスワード")
    nothing = Ranker.fit([]).look("パスワード")
    assert (nothing.ranking.ranked, found(nothing)) == ((), 0)


def test_without_encoders_words_alone_find_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for encoder in (E5, USE_ML):
        monkeypatch.setattr(encoder, "is_missing", True)
        monkeypatch.setattr(encoder, "held", None)
    places.forget()
    words = Ranker.fit([Article("password", TITLE, BODY)])
    assert found(words.look("メールが届かないときは")) == 1
    assert found(words.look("さっぱりです")) == 0
    places.forget()
