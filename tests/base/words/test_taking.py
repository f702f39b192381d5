"""How texts become words: what is found by what."""

import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.base.words import japanese
from madoguchi.base.words.taking import LONGEST, words


def forms(text: str) -> list[str]:
    return [word.form for word in words(text) if word.form]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("サーバ", "サーバー"),
        ("ｻｰﾊﾞｰ", "サーバー"),
        ("コンピュータ", "コンピューター"),
        ("インタフェース", "インターフェイス"),
        ("ウィルス", "ウイルス"),
        ("申し込み", "申込"),
        ("申し込み", "申込み"),
        ("申し込む", "申込"),
        ("取り消す", "取消"),
        ("お問合せ", "問い合わせ"),
        ("引越", "引っ越し"),
        ("附属", "付属"),
        ("できる", "出来る"),
        ("こよみ", "暦"),
        ("髙橋", "高橋"),
        ("渡邊", "渡辺"),
        ("齋藤", "斎藤"),
        ("斉藤", "斎藤"),
        ("Ａ－１２３４", "A-1234"),
        ("a1234", "A-1234"),
        ("１，０００", "1000"),
        ("㈱", "(株)"),
        ("Café", "cafe"),
        ("invoices", "Invoice"),
        ("returned", "returning"),
        ("customer's", "customers"),
    ],
)
def test_two_ways_to_write_one_word(one: str, other: str) -> None:
    assert forms(one) == forms(other) != []


def test_a_compound_is_its_parts() -> None:
    assert forms("返品送料") == forms("返品の送料") == ["返品", "送料"]
    assert forms("請求書再発行") == ["請求", "書", "再", "発行"]


def test_what_says_nothing_keeps_its_place() -> None:
    assert [(word.place, word.form) for word in words("返品の送料")] == [(0, "返品"), (1, ""), (2, "送料")]
    assert [(word.place, word.form) for word in words("the refund of it")] == [(0, ""), (1, "refund"), (2, ""), (3, "")]
    assert forms("お客様のこと") == ["客"]


def test_a_code_is_found_whole_and_by_part() -> None:
    assert forms("MX-200WH") == ["mx200wh", "mx", "200", "wh"]
    assert forms("03-1234-5678") == ["0312345678", "03", "1234", "5678"]
    assert forms("hanako.yamada@kobo.example") == ["hanako.yamada@kobo.example", "hanako", "yamada", "kobo", "exampl"]
    assert forms("sign-in") == ["signin", "sign"]
    whole, *parts = words("A-1234")
    assert {part.part_of for part in parts} == {whole.form}


def test_a_word_knows_where_it_stood() -> None:
    for text in ("ｻｰﾊﾞｰの ㈱こうぼ商店へ Ｃａｆｅ\u0301 返品", "ばーーーっと申込み"):
        for word in words(text):
            assert text[word.start : word.end].strip() != ""
    [server, *_others] = words("ｻｰﾊﾞｰの障害")
    assert (server.start, server.end, server.form) == (0, 5, "さーば")


def test_kanji_have_a_reading() -> None:
    assert [(word.form, word.reading) for word in words("青木葵")] == [("青木", "あおき"), ("葵", "あおい")]


@pytest.mark.parametrize(
    "text", ["", " ", "。。。", "\x00\ud800", "ー", "@", "a" * 100_000 + "@", "あ" * 60_000, "a." * 40_000]
)
def test_any_text_can_be_taken_apart(text: str) -> None:
    assert all(len(word.form) <= LONGEST for word in words(text))


ODD = "返品ーサバﾊﾞﾟが々〆ゖヶ お申込み㈱ﬁe\u0301\u3099\u200b\ud800A1-.@'０😀"


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("返品ーサバﾊﾞﾟが々〆ゖヶ お申込み㈱ﬁe\u0301\u3099\u200b\ud800A1-.@'０😀")
        | st.characters()
    )
)
def test_words_lie_in_the_text_one_behind_the_other(text: str) -> None:
    place = -1
    for word in words(text):
        assert 0 <= word.start <= word.end <= len(text)
        assert word.place >= place
        place = word.place


def test_threads_share_one_dictionary() -> None:
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(forms("返品送料の見積書"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["返品", "送料", "見積", "書"]] * 8


def test_a_dictionary_that_nobody_asks_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(japanese, "REST", 0.0)
    monkeypatch.setattr(japanese._held, "dictionary", None)
    japanese._runs.clear()
    assert forms("送料") == ["送料"]
    until = time.monotonic() + 10
    while japanese._held.dictionary is not None and time.monotonic() < until:
        threading.Event().wait(0.01)
    assert japanese._held.dictionary is None
    assert forms("返品") == ["返品"]
