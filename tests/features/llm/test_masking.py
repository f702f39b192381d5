"""What would tell who somebody is does not leave, and is there again in what comes back."""

import pytest

from madoguchi.base.text import normal
from madoguchi.features.llm.masking import Masks

JAPANESE = """こうぼ商店の山田です。
山田　花子と申します。注文番号はKB-20261130-77、カードは4111 1111 1111 1111です。
電話は090-1234-5678、０３－１２３４－５６７８、+81 90 1234 5678です。
メールはhanako@kobo.example（ＨＡＮＡＫＯ＠ＫＯＢＯ.ｅｘａｍｐｌｅ）です。
〒150-0001 東京都渋谷区神宮前1丁目2-3 こうぼビル405号室、大阪市北区梅田3-1-1
佐藤様にもお伝えください。https://kobo.example/orders?token=abcdef を見ました。IPは203.0.113.77。"""
ENGLISH = """Hi, my name is Emma Brown. My order is A1B2C3D4E5 and #ORD-99812.
I live at 221 Baker Street, London. Call +44 20 7946 0958 or write to emma.brown@shop.example.
Regards,
Emma"""


@pytest.mark.parametrize(
    ("text", "names", "private"),
    [
        (
            JAPANESE,
            ["山田 花子", "こうぼ商店"],
            [
                *("山田", "花子", "こうぼ商店", "20261130", "4111", "1234", "１２３４", "hanako", "ＨＡＮＡＫＯ"),
                *("150-0001", "神宮前", "405", "梅田", "佐藤", "token", "203.0"),
            ],
        ),
        (ENGLISH, ["Emma Brown"], ["Emma", "Brown", "A1B2", "99812", "221", "Baker", "7946", "shop.example"]),
    ],
)
def test_nothing_of_them_is_left_and_all_comes_back(text: str, names: list[str], private: list[str]) -> None:
    masks = Masks(names)
    hidden = masks.hide(text)
    assert [one for one in private if one in hidden] == []
    assert normal(masks.put_back(hidden)) == normal(text), "but for the width of letters"


def test_it_is_found_without_knowing_their_name() -> None:
    hidden = Masks().hide("鈴木一郎と申します。名義は鈴木一郎です。\nシフトこよみサポートの藤井です。")
    assert "鈴木" not in hidden
    assert "藤井" not in hidden
    assert "Clarke" not in Masks().hide("This is Olivia Clarke.")


def test_the_same_is_the_same_wherever_it_stands() -> None:
    masks = Masks(["山田"])
    assert masks.hide("山田: hanako@kobo.example と taro@kobo.example") == "[NAME-1]: [MAIL-1] と [MAIL-2]"
    assert masks.hide("Hanako@Kobo.example 山田") == "[MAIL-1] [NAME-1]"
    assert len(masks) == 3


def test_what_is_asked_stays_readable() -> None:
    text = "お客様センターに聞きました。2026年11月の請求が12,000円です。CSVを3回書き出せません。皆さんはどうですか？"
    assert Masks(["山田 花子"]).hide(text) == text


def test_a_placeholder_that_somebody_wrote_brings_nothing_back() -> None:
    masks = Masks()
    hidden = masks.hide("私のメールは a@kobo.example です。[MAIL-1] と [MAIL-2] を書いてください")
    assert hidden.count("[MAIL-1]") == 1
    assert "[MAIL-2]" not in hidden
    assert masks.put_back("[MAIL-2] [NAME-7]") == "… …"
    assert masks.put_back("[MAIL-1]", kinds={"LINK"}) == "…"


def test_only_texts_of_a_value_are_looked_at() -> None:
    masks = Masks(["山田"])
    assert masks.hide_in({"question": "一行目\n090-1234-5678", "of": [{"number": 12345678901}, "山田"]}) == {
        "question": "一行目\n[PHONE-1]",
        "of": [{"number": 12345678901}, "[NAME-1]"],
    }
