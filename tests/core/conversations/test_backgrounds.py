"""A no with a long background: it is told apart from a short no, from a way, and from steps."""

import pytest

from madoguchi.core.conversations.backgrounds import background_in

NO = "山田様\n\n恐れ入りますが、締め日を店舗ごとに変えることはできません。"
WHY = (
    "こよみシフトは、もともと一つの会社が一つの締め日で給与計算をすることを前提に設計しており、集計の処理が全店舗で同時に走る仕様となっております。"
    "締め日を分けると、応援勤務の時間がどちらの月に入るかを決められず、二重に計上されるため、開発の方針として見送ってまいりました。"
)
WAY = "代わりに、締め後にタグで店舗を分けて書き出す方法がございます。"
END = "よろしくお願いいたします。"


def letter(*parts: str) -> str:
    return "\n\n".join(parts)


def test_the_reasons_move_behind_their_title_and_the_rest_stays() -> None:
    found = background_in(letter(NO, WHY, WAY, END))
    assert found is not None
    assert found.letters == len(WHY)
    assert found.folded == letter(NO, f":::fold 理由を見る\n{WHY}\n:::", WAY, END)
    assert background_in(found.folded) is None, "once"


def test_english_has_its_own_title() -> None:
    why = "The reason is that our billing was originally designed for one legal entity per account. " * 4
    found = background_in(letter("Dear Emma,", "No, invoices cannot be split by shop.", why, "Kind regards"))
    assert found is not None
    assert ":::fold See the reasons\n" in found.folded


@pytest.mark.parametrize(
    "text",
    [
        letter(NO, "仕様のためです。", WAY),
        letter("はい、できます。", WHY),
        letter(NO, f"1. {WHY}", END),
        letter(NO, f"> {WHY}", END),
        letter(NO, WAY * 8, END),
        "",
        "あ" * 100_000,
    ],
)
def test_what_is_no_long_background(text: str) -> None:
    assert background_in(text) is None
