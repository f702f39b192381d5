"""What is no question is not taken for one, and whoever wants a person or is angry is heard."""

import pytest

from madoguchi.base.text import normal
from madoguchi.features.answers.history import question_in
from madoguchi.features.answers.reading import (
    asks_something,
    asks_whether,
    asks_why,
    asks_yes_or_no,
    goes_on,
    read,
    without_writer,
)


@pytest.mark.parametrize(
    "text",
    [
        "こんにちは",
        "こんばんは！",
        "お世話になっております。",
        "すみません、ちょっといいですか？",
        "Hello there!",
        "hi",
        "Good morning.",
        "もしもし",
    ],
)
def test_a_greeting_alone_asks_nothing(text: str) -> None:
    found = read(text)
    assert found.is_greeting
    assert found.text == ""
    assert not asks_something(text)


def test_a_greeting_before_a_question_is_left_out_of_it() -> None:
    found = read("いつもお世話になっております。返品の方法を教えてください。")
    assert (found.text, found.language, found.is_greeting) == ("返品の方法を教えてください。", "ja", False)
    assert read("Hi there, how do I return an item?").text == "how do I return an item?"


@pytest.mark.parametrize(
    "text", ["ありがとうございます。", "ありがとうございました！助かりました", "了解です", "Thanks!", "ok thank you"]
)
def test_thanks_ask_nothing(text: str) -> None:
    assert not asks_something(text)
    assert not read(text).is_greeting


@pytest.mark.parametrize(
    "text",
    [
        "解決しました。ありがとうございます。",
        "直りました！",
        "It worked, thanks",
        "おかげさまでできました",
        "Done, thank you!",
        "All done",
    ],
)
def test_who_says_that_it_is_solved_is_believed(text: str) -> None:
    assert read(text).is_solved


@pytest.mark.parametrize(
    "text", ["解決しません", "それは聞きたいことと違います", "まだできません", "That did not work", "it doesn't help"]
)
def test_who_says_that_it_is_not_solved_is_believed_too(text: str) -> None:
    found = read(text)
    assert found.is_unsolved
    assert not found.is_solved


@pytest.mark.parametrize(
    "text",
    [
        *(
            "担当者につないでください",
            "人と話したいです",
            "オペレーターに代わってください",
            "有人対応をお願いします",
            "電話をください",
        ),
        *(
            "I want to talk to a real person",
            "Can I speak with someone?",
            "agent",
            "human please",
            "connect me to support",
        ),
    ],
)
def test_who_wants_a_person_is_heard(text: str) -> None:
    assert read(text).wants_person


@pytest.mark.parametrize(
    "text",
    ["2人でお願いします。", "個人のお客様向けの料金は？", "法人契約を相談できますか", "How many people can use it?"],
)
def test_who_speaks_of_people_wants_none(text: str) -> None:
    assert not read(text).wants_person


@pytest.mark.parametrize(
    "text",
    [
        "いい加減にしてください。何度も同じことを言わせないで",
        "最悪です。返金してください",
        "This is unacceptable",
        "Your service is terrible and useless",
    ],
)
def test_who_is_angry_is_left_to_a_person(text: str) -> None:
    assert read(text).complains


@pytest.mark.parametrize(
    "text", ["迷惑メールに入ってしまいます", "How do I report a broken link?", "返品の方法を教えてください"]
)
def test_a_plain_question_is_no_complaint(text: str) -> None:
    assert not read(text).complains


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        *(
            ("SSOは使えますか？", True),
            ("領収書は発行できますか", True),
            ("返品可能ですか？", True),
            ("Can I export as CSV?", True),
        ),
        *(("どうすれば返品できますか？", False), ("返品の方法を教えてください", False), ("How can I export?", False)),
    ],
)
def test_what_yes_or_no_would_answer_is_told_apart(text: str, asks: bool) -> None:
    assert asks_yes_or_no(text) is asks


def test_who_goes_on_says_nothing_else() -> None:
    on = [
        "できました",
        "はい、できました。",
        "次へ",
        "次は？",
        "次の手順を教えてください",
        "OK",
        "Done!",
        "next step please",
        "Ok, next",
    ]
    others = [
        "解決しました",
        "できません",
        "次の請求はいつですか",
        "はい、返品もしたいです",
        "Next day delivery?",
        "ありがとう",
    ]
    assert [one for one in [*on, *others] if goes_on(one)] == on


def test_who_asks_why_asks_for_nothing_else() -> None:
    whys = [
        "なぜですか？",
        "どうしてできないのですか",
        "理由は？",
        "理由を教えてください。",
        "Why not?",
        "why is it not possible?",
    ]
    others = [
        "なぜログインできないのですか",
        "返品の理由はどこに書きますか",
        "Why can't I sign in?",
        "どうやって返品しますか",
    ]
    assert [one for one in [*whys, *others] if asks_why(one)] == whys


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("予約を子どもの名前で取ることはできますか？", True),
        ("会計ソフトとの連携は可能でしょうか。", True),
        ("一括で書き出す機能はありますか", True),
        ("店舗を増やす予定です。店舗ごとに権限を分けられますか？", True),
        ("Can I export the rota to Excel?", True),
        ("Hi, we have two shops. Is there a discount for charities?", True),
        ("Do you integrate with Xero?", True),
        ("Can you ship to Canada?", True),
        ("内容をご確認いただけますか？", False),
        ("設定をお願いできますか？", False),
        ("相談に乗っていただくことは可能ですか", False),
        ("教えていただくことはできますか？", False),
        ("どうすれば連携できますか？", False),
        ("ログインできません。", False),
        ("領収書が届きません。いつ届きますか？", False),
        ("Can you help me?", False),
        ("Could you please check my order?", False),
        ("How can I export it?", False),
        ("連携できますか？ できないと困ります。", False),
    ],
)
def test_whether_something_can_be_done_is_no_request(text: str, asks: bool) -> None:
    assert asks_whether(text) is asks


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hello,\n\ndo you offer gift wrapping?\n\nKind regards,\nGwyn Parry", "Hello,\ndo you offer gift wrapping?"),
        ("This is Gwyn. Do you ship to Gwyn Parry?", "Do you ship to Gwyn Parry?"),
        ("わかば歯科のパリーです。海外へも送れますか。\nパリー", "海外へも送れますか。"),
        ("Without Gwyn?\nRegards from Wales", "Without Gwyn?\nRegards from Wales"),
    ],
)
def test_who_wrote_it_is_left_out_and_nothing_else(text: str, left: str) -> None:
    assert without_writer(text, [normal(name) for name in ("Gwyn", "Parry", "GwynParry", "パリー")]) == left


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("山田花子と申します。打刻を直せますか？", "打刻を直せますか？"),
        ("電話は090-1234-5678、注文番号KY-20391です。打刻を直せますか？", "打刻を直せますか？"),
        ("My name is Anna Fox, order HP-88123. Can I change the day?", "Can I change the day?"),
        ("注文番号KY-20391の打刻を直せますか？", "注文番号KY-20391の打刻を直せますか？"),
        ("注文番号KY-20391です。", "注文番号KY-20391です。"),
        ("My name is Ana and I want a refund. It broke.", "My name is Ana and I want a refund. It broke."),
        ("It broke. Thanks, where do I send it?", "It broke. Thanks, where do I send it?"),
    ],
)
def test_who_writes_and_under_which_numbers_is_not_looked_up(said: str, asked: str) -> None:
    assert question_in("chat", "", said) == asked
