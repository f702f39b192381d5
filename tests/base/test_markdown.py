"""Markdown where no HTML is: in the text of a mail, in the list."""

import re
from html import unescape

import pytest

from madoguchi.base.html import markdown_to_html
from madoguchi.base.markdown import markdown_to_text, pictures_in, text_to_markdown


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("5\\*3\\*2=30、\\# 一番", "5*3*2=30、# 一番"),
        ("**大事**な[点](https://kobo.example/)", "**大事**な[点](https://kobo.example/)"),
        ("図の通りです。\n![画面 1](cid:a-b_c@madoguchi)\n以上", "図の通りです。\n[画面 1]\n以上"),
        ("`a\\*b` と a\\*b", "`a\\*b` と a*b"),
        ("```\na\\*b\n```\na\\*b", "```\na\\*b\n```\na*b"),
        ("C:\\Users", "C:\\Users"),
        ("", ""),
    ],
)
def test_nothing_is_escaped_where_nothing_is_formatted(written: str, read: str) -> None:
    assert markdown_to_text(written) == read


def test_the_pictures_of_a_text() -> None:
    text = "![a](cid:1@madoguchi) ![b](https://kobo.example/b.png) ![c](cid:2@madoguchi)(cid:3@madoguchi)"
    assert pictures_in(text) == {"1@madoguchi", "2@madoguchi"}


def test_it_takes_no_longer_for_what_never_ends() -> None:
    for piece in ("![", "`", "\\", "![a](cid:", "```\n"):
        markdown_to_text(piece * 50_000)
        pictures_in(piece * 50_000)


@pytest.mark.parametrize(
    "text",
    [
        "- 項目\n+ 項目\n1. 手順\n2) 手順\n> 引用\n# 見出し\n=====\n-----\n```\ncode",
        "5*3*2=30 _x_ `y` ~~z~~ [a](b) ![c](d) <e> &amp; | f | g |\\",
        "    字下げ\n　全角\nhttps://kobo.example/_a_?b=c&d=e",
        "2026-11-28 10:00",
    ],
)
def test_plain_text_as_markdown_shows_the_same(text: str) -> None:
    shown = unescape(re.sub(r"<[^>]*>", "", markdown_to_html(text_to_markdown(text))))
    assert shown.split() == text.split()
    assert markdown_to_text(text_to_markdown(text)) == text


def test_what_is_folded_stands_behind_its_title_and_below_it_where_nothing_folds() -> None:
    text = "できません。\n\n:::fold 理由 <b> を見る\n**仕様**のためです。\n\n- 一\n:::\n\n以上"
    html = markdown_to_html(text)
    assert "<details>\n<summary>理由 &lt;b&gt; を見る</summary>\n<p><strong>仕様</strong>のためです。</p>" in html
    assert html.index("</details>") < html.index("以上")
    assert markdown_to_text(text) == "できません。\n\n[理由 <b> を見る]\n**仕様**のためです。\n\n- 一\n\n以上"
    assert "<details>" not in markdown_to_html("```\n:::fold x\n:::\n```")
    assert markdown_to_html(":::fold x\n" * 2_000).count("<details>") <= 100, "nesting ends"
