"""What somebody asks and what they want to do, read out of their own words."""

import pytest

from madoguchi.features.aims.reading import question_of, wish_of


@pytest.mark.parametrize(
    ("text", "asked", "wish"),
    [
        (
            "お世話になっております。月末に部署ごとの残業時間を一覧で出したいのですが、CSVで書き出す機能はありますか？",
            "CSVで書き出す機能はありますか",
            "月末に部署ごとの残業時間を一覧で出したい",
        ),
        ("請求書の宛名は変更できますか？", "請求書の宛名は変更できますか", ""),
        ("監査のために、変更履歴を書き出すことはできますか。", "変更履歴を書き出すことはできますか", "監査のため"),
        ("シフトを共有するため、閲覧だけの招待はできますか？", "閲覧だけの招待はできますか", "シフトを共有したい"),
        (
            "スタッフがログインできなくて困っています。",
            "ログインできなくて困っています",
            "スタッフがログインできるようにしたい",
        ),
        ("システムが止まったため、使えますか？", "使えますか", ""),
        (
            "急ぎではないのですが、店舗ごとに締め日を変えたいと思っています。可能でしょうか。",
            "変えたいと思っています。可能でしょうか。",
            "店舗ごとに締め日を変えたい",
        ),
        ("領収書の出し方を教えていただきたいです。", "領収書の出し方", ""),
        (
            "Hello, is there a way to export shifts? We need to send them to payroll every Friday.",
            "is there a way to export shifts",
            "Send them to payroll every Friday",
        ),
        ("Can I add a viewer so that my accountant can see the invoices?", "add a viewer", "See the invoices"),
        ("I'd like to know whether you have an API.", "whether you have an API", ""),
    ],
)
def test_the_question_and_the_wish_are_the_customers_own_words(text: str, asked: str, wish: str) -> None:
    assert asked in question_of(text)
    assert wish_of(text) == wish


@pytest.mark.parametrize("text", ["", "ありがとうございました。", "Thanks!", "\x00\n\n"])
def test_who_says_no_wish_gets_none(text: str) -> None:
    assert wish_of(text) == ""


def test_what_is_long_is_cut_and_read_fast() -> None:
    assert len(question_of("あ" * 5_000 + "ますか？")) <= 300
    assert len(wish_of("、".join(["集計を出し"] * 4_000) + "たい")) <= 300
