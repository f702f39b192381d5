"""What the editor shows is what is sent: Markdown there and back, against the server's renderer; and rich text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from madoguchi.base.html import markdown_to_html
from tests.browser.modules import alone, called

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

CORPUS = Path(__file__).parent / "corpus"
PLAIN = [
    "お客様",
    "の番号",
    "を",
    "確認",
    "。",
    "、",
    " ",
    "「見積」",
    "（仮）",
    "foo",
    "bar ",
    "12",
    "2026年",
    "！",
    "&",
    "様",
]
HOSTILE = [
    *("*", "**", "_", "`", "~~", "[x]", "(y)", "1.", "- ", "#", ">", "|", "\\", "&amp;", "<b>", "5*3", "!", "a", " "),
    *("---", "=", "snake_case", "https://x.example/a", "a@b.example", "　", "{{contact.name}}", "お客様", "」"),
]  # fmt: skip


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with alone(browser) as page:
        yield page


def come_back(page: Page, texts: Sequence[str]) -> list[str]:
    """Each text, shown by the editor and written by it again."""
    return list(
        page.evaluate(
            """async (texts) => {
              const { fragment } = await import("/js/editor/render.js");
              const { markdownOf } = await import("/js/editor/writer.js");
              return texts.map((text) => {
                const held = document.createElement("div");
                held.append(fragment(text));
                return markdownOf(held);
              });
            }""",
            list(texts),
        )
    )


def test_every_markdown_of_the_corpus_comes_back(page: Page) -> None:
    texts: list[str] = json.loads((CORPUS / "markdown.json").read_text(encoding="utf-8"))
    back = come_back(page, texts)
    differing = {
        text: made for text, made in zip(texts, back, strict=True) if markdown_to_html(made) != markdown_to_html(text)
    }
    assert differing == {}
    unchanged = sum(text == made for text, made in zip(texts, back, strict=True))
    assert unchanged >= len(texts) * 2 // 3  # the others are written another way that means the same


def test_the_pictures_of_a_letter_and_of_an_article_come_back(page: Page) -> None:
    text = "![図](cid:a@b) ![画面の図](picture:HO9ya3RJhbo2OiEooUxTtQ)"
    back = page.evaluate(
        """async (text) => {
          const { fragment } = await import("/js/editor/render.js");
          const { markdownOf } = await import("/js/editor/writer.js");
          const held = document.createElement("div");
          const dot = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";
          held.append(fragment(text, new Map([["a@b", dot], ["picture:HO9ya3RJhbo2OiEooUxTtQ", dot]])));
          return [held.querySelectorAll("img").length, markdownOf(held)];
        }""",
        text,
    )
    assert back == [2, text]


CARDS = (
    ":::card [返品の**方法**](https://kobo.example/a/?x=1)\n![図](cid:a@b)\n\n30日以内なら**できます**。\n:::",
    "はい。\n:::card [返品](https://kobo.example/)\n一\n二\n:::\n以上です。",
)


def test_cards_come_back_and_one_without_its_link_is_a_quote(page: Page) -> None:
    back, quote, pasted = page.evaluate(
        """async (texts) => {
          const { fragment } = await import("/js/editor/render.js");
          const { markdownOf } = await import("/js/editor/writer.js");
          const { markdownFrom } = await import("/js/editor/pasted.js");
          const dot = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";
          const held = texts.map((text) => {
            const box = document.createElement("div");
            box.append(fragment(text, new Map([["a@b", dot]])));
            return box;
          });
          const back = held.map(markdownOf);
          const pasted = markdownFrom(held[1].innerHTML);
          held[1].querySelector("blockquote.card > div").remove();
          return [back, markdownOf(held[1]), pasted];
        }""",
        CARDS,
    )
    assert tuple(back) == CARDS
    assert pasted == CARDS[1]
    assert quote == "はい。\n> 一\n> 二\n\n以上です。"


CONTAINERS = (
    ":::note 題\n- 一\n- 二\n:::",
    ":::fold 表\n| 列 | 値 |\n| --- | --- |\n| a | 1 |\n:::",
    "::::warning 外\n> 引用\n:::tip 内\n1. 一\n:::\n::::",
)


def test_what_ends_a_container_belongs_to_no_list_table_or_quote(page: Page) -> None:
    back = come_back(page, CONTAINERS)
    assert [[line for line in text.split("\n") if line] for text in back] == [text.split("\n") for text in CONTAINERS]


def _documents(page: Page, words: list[str], count: int) -> list[Any]:
    """(Markdown, what stood in the editor, what stands there again, what the server makes of it) of many documents."""
    made = page.evaluate(
        "async ([words, count]) => (await import('/documents.js')).documents(words, count)", [words, count]
    )
    served = page.evaluate(
        "async (pages) => { const { outlineOf } = await import('/documents.js'); return pages.map(outlineOf); }",
        [markdown_to_html(markdown) for markdown, _stood, _again in made],
    )
    return [(*one, shown) for one, shown in zip(made, served, strict=True)]


@pytest.mark.parametrize(("words", "alike"), [(PLAIN, 0.9), (HOSTILE, 0.6)], ids=["plain", "hostile"])
def test_what_is_written_is_shown_and_sent(page: Page, words: list[str], alike: float) -> None:
    made = _documents(page, words, 400)
    for markdown, stood, again, served in made:
        assert _words(again) == _words(stood), markdown
        assert _words(served) == _words(stood), markdown
    # Marks that Markdown cannot write (a bold code that a letter follows at once) are left out, never shown as signs.
    assert sum(again == stood and served == stood for _markdown, stood, again, served in made) >= alike * len(made)


def _words(outline: list[Any]) -> str:
    said = [
        line if isinstance(line, str) else "".join(text for _kind, _marks, text in line) for _where, line in outline
    ]
    return "".join("\n".join(said).split())


def test_rich_text_from_elsewhere_becomes_clean_markdown(page: Page) -> None:
    found = sorted((CORPUS / "pasted").glob("*.html"))
    made = called(page, "pasted", "markdownFrom", [file.read_text(encoding="utf-8") for file in found])
    wanted = [file.with_suffix(".md").read_text(encoding="utf-8").rstrip("\n") for file in found]
    assert dict(zip([file.name for file in found], made, strict=True)) == dict(
        zip([file.name for file in found], wanted, strict=True)
    )
    assert len(found) >= 12


def test_nothing_but_what_the_editor_knows_is_pasted(page: Page) -> None:
    kept = page.evaluate(
        """async (pages) => {
          const { cleaned } = await import("/js/editor/pasted.js");
          const found = new Set();
          for (const html of pages) {
            for (const element of cleaned(html).querySelectorAll("*")) {
              found.add(element.nodeName);
              for (const { name } of element.attributes) found.add(`@${name}`);
              if (element.href && !/^(?:https?|mailto|tel):/.test(element.href)) found.add(element.href);
            }
          }
          return [...found].sort();
        }""",
        [file.read_text(encoding="utf-8") for file in sorted((CORPUS / "pasted").glob("*.html"))],
    )
    known = {"A", "B", "BLOCKQUOTE", "BR", "CODE", "DIV", "H1", "H2", "H3", "I", "LI", "OL", "PRE", "S", "UL"}
    assert set(kept) <= known | {"TABLE", "TBODY", "TD", "TH", "THEAD", "TR", "@href", "@start"}
