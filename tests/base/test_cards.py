"""Cards: in a page, in a mail, and where nothing is shown but text."""

import pytest

from madoguchi.base.cards import carded
from madoguchi.base.html import clean_html, markdown_to_html, markdown_to_mail
from madoguchi.base.markdown import markdown_to_text
from madoguchi.base.unmarked import unmarked

CARD = carded("[返品の方法](https://kobo.example/help/a/?x=1&y=2)", "![図](cid:a@b)\n\n30日以内なら**返品**できます。")
LETTER = f"できます。\n{CARD}\n以上です。"


def address(name: str) -> str:
    return f"/files/{name}/"


def test_a_card_in_a_page() -> None:
    html = markdown_to_html(LETTER, cid_url=address)
    assert '<div class="card">\n<p class="card-title"><a href="https://kobo.example/help/a/?x=1&amp;y=2"' in html
    assert "<strong>返品</strong>できます。</p>\n</div>\n<p>以上です。</p>" in html
    assert 'src="/files/a@b/"' in html
    assert "style" not in html


def test_in_a_mail_it_is_a_table_with_its_styles_in_it() -> None:
    html = markdown_to_mail(LETTER, cid_url=lambda name: f"cid:{name}")
    assert html.count('<table role="presentation"') == html.count("</table>") == 1
    assert 'src="cid:a@b"' in html
    assert 'width="160"' in html
    assert "border-left: 3px solid" in html
    assert "class=" not in html


def test_where_there_is_only_text_its_title_stands_with_its_address() -> None:
    said = unmarked(LETTER)
    assert "返品の方法 <https://kobo.example/help/a/?x=1&y=2>" in said
    assert "30日以内なら返品できます。" in said
    assert ":::" not in said
    assert "図" not in said
    assert "card" not in markdown_to_text(LETTER)


@pytest.mark.parametrize(
    "written",
    [
        ":::card 返品\nx\n:::",
        ":::card [a](b) c\n:::",
        "    :::card [a](https://b.example)\n",
        "```\n:::card [a](b)\n```",
    ],
)
def test_without_a_link_alone_it_is_none(written: str) -> None:
    assert 'class="card"' not in markdown_to_html(written)


def test_a_card_runs_nothing_and_strangers_make_none() -> None:
    html = markdown_to_html(":::card [x](javascript:alert`1`)\n<img src=x onerror=alert(1)>\n:::")
    assert "javascript:" not in html.partition(">x<")[0].partition("href")[2]
    assert "<img" not in html
    assert "class" not in clean_html(
        '<div class="card"><p class="video"><a data-video="youtube:x" href="https://x.example">'
    )


def test_cards_in_cards_end() -> None:
    assert markdown_to_html(":::card [a](https://b.example)\n" * 2_000).count('class="card"') <= 100
