"""Which language somebody writes, by their mail."""

import pytest

from madoguchi.config.mail_reading import language_of


@pytest.mark.parametrize(
    ("text", "subject", "name", "wanted"),
    [
        ("よろしくお願いします。", "", "", "ja"),
        ("Please help me with my order.", "注文の件", "山田 花子", "en"),
        ("…", "途中で届いた写真", "", "ja"),
        ("OK", "Re: order", "山田 花子", "ja"),
        ("OK", "Re: order", "Emma Clarke", "en"),
        ("", "", "", "en"),
    ],
)
def test_few_words_are_judged_with_what_stands_over_them(text: str, subject: str, name: str, wanted: str) -> None:
    assert language_of(text, subject, name) == wanted
