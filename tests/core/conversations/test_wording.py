"""Texts that give away that they were meant for colleagues, or speak of a file; and those that do not."""

import pytest

from madoguchi.core.conversations.wording import (
    asks_whether,
    calls_a_colleague,
    is_for_inside,
    says_whether,
    speaks_of_a_file,
)

COLLEAGUES = ("田村 健二", "藤井 美咲", "佐藤 太郎", "Olivia Reed")


@pytest.mark.parametrize(
    "text",
    [
        "先に共有です。社内限りでお願いします。",
        "このお客様、お客様には内緒ですが以前も解約しています",
        "これは社外秘です",
        "FYI team: he has called twice",
        "Internal only — do not send",
        "Please don't tell the customer yet",
        "引き継ぎです。よろしくお願いします。",
    ],
)
def test_what_is_said_among_colleagues(text: str) -> None:
    assert is_for_inside(text)


@pytest.mark.parametrize(
    "text",
    [
        "お世話になっております。社内の担当者が確認いたします。",
        "社内で確認のうえ、ご連絡いたします。",
        "社内共有させていただきます。",
        "The contract between us ends in March.",
        "案内の共有ありがとうございます。",
        "We will share this with our team internally.",
        "> 社内限りです\n承知しました。",
        "Please let the customer success team know.",
        "",
    ],
)
def test_what_is_said_to_customers(text: str) -> None:
    assert not is_for_inside(text)


@pytest.mark.parametrize(
    "text",
    [
        "請求書を添付いたします。",
        "資料を添付しておりますので、ご確認ください。",
        "添付の資料をご確認ください。",
        "見積書をお送りいたします。",
        "添付のとおりです。",
        "同封いたしました。",
        "Please find attached the invoice.",
        "I've attached the file.",
        "The invoice is attached.",
        "Attached is the form you asked for.",
        "Please find the drawing attached.",
        "See the two signed copies attached.",
        "I have also attached the receipt.",
    ],
)
def test_a_file_is_spoken_of(text: str) -> None:
    assert speaks_of_a_file(text)


@pytest.mark.parametrize(
    "text",
    [
        "画面の写真を添付してください。",
        "お送りいただいた添付ファイルを拝見しました。",
        "ご添付いただき、ありがとうございます。",
        "Could you attach a screenshot?",
        "Thank you for the attachment.",
        "We could see the label you attached.",
        "I see that the strap is not attached.",
        "> 請求書を添付いたします。\n受け取りました。",
    ],
)
def test_no_file_is_missing(text: str) -> None:
    assert not speaks_of_a_file(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("@田村 健二 お願いします", "田村 健二"),
        ("確認しました。＠藤井美咲 どう思いますか", "藤井 美咲"),
        ("田村さん、これ見てもらえますか", "田村 健二"),
        ("Hi @Olivia Reed can you look?", "Olivia Reed"),
        ("@田村 これ、確認してから回答しましょう", "田村 健二"),
        ("先に見てください。＠藤井さん", "藤井 美咲"),
        ("hi @olivia, can you look?", "Olivia Reed"),
        ("@佐藤 ご連絡ありがとうございます", ""),  # the customer's own name
        ("@田村商店 宛にお送りください", ""),
        ("x@olivia.example", ""),
        ("@olivia.reed をフォローしてください", ""),
        ("佐藤さん、ご連絡ありがとうございます", ""),  # the customer's own name
        ("田村様、お世話になっております", ""),
        ("担当の田村さんにお電話ください", ""),
        ("a@田村.example", ""),
        ("> @田村 健二\nはい", ""),
        ("", ""),
    ],
)
def test_a_colleague_is_called(text: str, name: str) -> None:
    assert calls_a_colleague(text, COLLEAGUES, "佐藤 花子") == name


@pytest.mark.parametrize(
    "text",
    [
        "LINEで通知できますか。",
        "何人まで登録することは可能でしょうか？",
        "APIに対応していますか",
        "自動で組む機能はありますか。",
        "スタッフが8人に増えました。また無料で試せますか。",
        "スマホでも使えますか？",
        "公開したあとでも変えられるのでしょうか。",
        "手数料を差し引いてお支払いしてよろしいですか。",
        "3月からでも大丈夫でしょうか",
        "May I send it back without the box?",
        "Do you deliver to islands?",
        "Can I export the roster as CSV?",
        "Is it possible to pause a shop?",
        "Do you support SAML?",
    ],
)
def test_it_is_asked_whether_something_can_be_done(text: str) -> None:
    assert asks_whether(f"お世話になっております。\n{text}")
    assert not asks_whether(f"> {text}")


@pytest.mark.parametrize(
    "text",
    [
        "よろしくお願いいたします。",
        "いつ届きますか。",
        "ログインできません。",
        "請求書をお送りください。",
        "How much is it?",
        "I can wait.",
        "書き方を教えてもらえますか。",
        "請求書を送っていただけますか。",
        "早く直してくれますか。",
        "どうすれば公開できますか。",
        "領収書はどこで受け取れますか。",
        "How can I reset my password?",
        "Where can I see what I have ordered?",
    ],
)
def test_other_questions_want_no_verdict(text: str) -> None:
    assert not asks_whether(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("はい、できます。", True),
        ("申し訳ございませんが、現在は対応しておりません。", True),
        ("プロプランでご利用いただけます。", True),
        ("担当者に確認のうえ、ご案内いたします。", True),
        ("お世話になっております。承知しました。", True),
        ("いつもありがとうございます。当社は帳票を大切にしております。", False),
        ("公開したあとでも、いつでも選べます。", True),
        ("3月からでも大丈夫です。", True),
        ("無料期間の考え方についてご案内申し上げます。", False),
        ("Yes, it does.", True),
        ("Unfortunately this is not available.", True),
        ("Thank you for writing. We were founded in 2011.", False),
        ("> はい、できます。", False),
    ],
)
def test_a_verdict_is_a_yes_a_no_a_condition_or_that_it_is_checked(text: str, says: bool) -> None:
    assert says_whether(text) is says
