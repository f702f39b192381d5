"""What is read out of a customer's words, and what is left alone."""

import pytest

from madoguchi.features.chat.understanding import Understood, asks, understood


@pytest.mark.parametrize(
    ("text", "gist"),
    [
        (
            "いつもお世話になっております。\nシフト表の集計が昨日から更新されません。よろしくお願いします。",
            "シフト表の集計が昨日から更新されません",
        ),
        ("こんにちは、返品したいのですが", "返品したいのですが"),
        ("すみません！ログインできません！！", "ログインできません"),
        ("Hi there, I was charged twice for October. Can you help?", "I was charged twice for October"),
        ("Hello! Where is my parcel?", "Where is my parcel"),
        ("窓が割れました。どうすればよいですか。", "窓が割れました"),
        (
            "お世話になっております。株式会社もりの森と申します。打刻の直し方を教えてください。",
            "打刻の直し方を教えてください",
        ),
        ("Hello, my name is Bob Hay. I want to return a table.", "I want to return a table."),
        (
            "山田花子と申します。電話は090-1234-5678、メールはhanako@kobo.example、注文番号KY-20391です。打刻を直したいです。",
            "打刻を直したいです",
        ),
        ("My name is Anna Fox, phone +44 7700 900123, order HP-88123. Where is my chair?", "Where is my chair"),
        ("注文番号はKY-20391です。", "注文番号はKY-20391です"),
        ("您好，登录时页面变成空白", "登录时页面变成空白"),
        ("안녕하세요. 로그인하면 화면이 하얗게 됩니다", "로그인하면 화면이 하얗게 됩니다"),
        ("مرحبًا، عند تسجيل الدخول تظهر صفحة بيضاء", "عند تسجيل الدخول تظهر صفحة بيضاء"),
    ],
)
def test_what_they_want_is_in_their_own_words(text: str, gist: str) -> None:
    assert understood(text).gist == gist


@pytest.mark.parametrize(
    "text",
    [
        *("こんにちは", "お世話になっております。", "すみません", "Hello!", "hi", "😀", "", "よろしくお願いします"),
        *(
            "こちらの件ですが",
            "質問があります。どうすればよいですか？",
            "少しよろしいですか",
            "教えてください",
            "助けてください",
        ),
        *("您好！", "안녕하세요", "مرحبا"),
    ],
)
def test_a_greeting_says_nothing_yet(text: str) -> None:
    assert understood(text) == Understood("", ())


def test_asking_for_a_person_is_no_question() -> None:
    assert [
        text
        for text in ("スタッフを登録できますか", "担当者と話せますか？", "Can I return it?", "Can I talk to a human?")
        if asks(text)
    ] == [
        "スタッフを登録できますか",
        "Can I return it?",
    ]
    assert not [
        text
        for text in (
            "それは違います。",
            "いえ、解決しませんでした。",
            "That's not what I meant.",
            "It did not help",
            "まだできません",
            "うまくいきませんでした。",
            "it is still not working",
            "Still not working",
            "ありがとう",
        )
        if asks(text)
    ]
    assert asks("まだ通知が届きません"), "nor does a question need a question mark"
    assert asks("書き出し方を教えて")
    assert asks("The lid is broken.")
    assert asks("ログインできません")
    assert asks("The export is not working")
    assert not asks("こんにちは。どうすればよいですか？"), "nothing is said yet"


def test_numbers_are_named_in_their_order_once() -> None:
    said = understood("注文番号：KY-20391 が届きません。請求書 INV-0088 も。KY-20391 です。E5003 と出ます。")
    assert said.references == ("KY-20391", "INV-0088", "E5003")
    assert understood("order #48213 is late").references == ("48213",)


def test_what_is_private_is_not_said_back() -> None:
    said = understood("私の電話は090-1234-5678、カードは 4111 1111 1111 1111、hanako@kobo.example に連絡をください")
    assert said.references == ()
    assert not set("0123456789@") & set(said.gist)


def test_a_long_story_is_cut() -> None:
    gist = understood("先週の月曜日から" * 20).gist
    assert len(gist) == 60
    assert gist.endswith("…")
    said = understood("The tracking page of order HP-20931 shows an error when I open it").gist
    assert said == "The tracking page of order HP-20931 shows an error when I…", "within no word"
