"""Markdown in the text of a mail: what was meant, without the signs that only formatting needs."""

import pytest

from madoguchi.base.markdown import text_to_markdown
from madoguchi.base.unmarked import unmarked


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**田中 葵** 16:30\n\n*至急*対応します。", "田中 葵 16:30\n\n至急対応します。"),
        ("重要！**至急！**です __よ__", "重要！至急！です よ"),
        ("**大事**な[点](https://kobo.example/)", "大事な点 <https://kobo.example/>"),
        ("[https://kobo.example/](https://kobo.example/)", "https://kobo.example/"),
        ("[a@kobo.example](mailto:a@kobo.example) snake_case_name", "a@kobo.example snake_case_name"),
        ("5\\*3\\*2=30、\\# 一番", "5*3*2=30、# 一番"),
        ("図の通りです。\n![画面 1](cid:a-b_c@madoguchi)\n以上", "図の通りです。\n[画面 1]\n以上"),
        ("`a\\*b` と a\\*b", "a\\*b と a*b"),
        ("```py\na\\*b **x**\n```\n**y**", "```py\na\\*b **x**\n```\ny"),
        (":::fold **詳しく**\n*中*\n:::\n以上", "[**詳しく**]\n中\n以上"),
        ("## 手順\n- りんご\n  - **温州**\n1. one\n> 引用", "手順\n- りんご\n  - 温州\n1. one\n> 引用"),
        ("| **品** | 値 |\n| --- | --- |", "| 品 | 値 |\n| --- | --- |"),
        ("~~3,000円~~ 2,500円", "~~3,000円~~ 2,500円"),
        ("5 * 3 * 2 と C:\\Users", "5 * 3 * 2 と C:\\Users"),
        ("", ""),
    ],
)
def test_what_was_meant_is_read(written: str, read: str) -> None:
    assert unmarked(written) == read


@pytest.mark.parametrize(
    "text", ["- 項目\n1. 手順\n# 見出し\n```\ncode", "5*3 _x_ [a](b) &amp; |", "    字下げ\n　全角"]
)
def test_plain_text_comes_out_as_it_was(text: str) -> None:
    assert unmarked(text_to_markdown(text)) == text


def test_it_takes_no_longer_for_what_never_ends() -> None:
    for piece in ("![", "`", "\\", "![a](cid:", "```\n", "**a", "*a_"):
        unmarked(piece * 50_000)
