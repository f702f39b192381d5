"""What an article says under which heading, and by which anchor one gets there."""

from madoguchi.features.articles.rendering import Places, render
from madoguchi.features.articles.sections import MOST, sections_in

BODY = """まえがき

:::warning 締めたあとは
直せません
:::

## 手順
1. 一

2. 二

### 細目
細かなこと
## 届かないとき
{{snippet:spam}}

:::fold 何時間待ちますか
24時間です。

- 一
:::

続き
## 届かないとき
別の話"""


def test_each_heading_has_what_stands_below_it() -> None:
    made = {one.anchor: one for one in sections_in(BODY, {"spam": "迷惑メールを\n見る"})}
    assert [*made] == ["", "締めたあとは", "手順", "細目", "届かないとき", "何時間待ちますか", "届かないとき-2"]
    assert made["手順"].text == "1. 一\n\n2. 二\n\n### 細目\n細かなこと", "with what is below it"
    assert made["手順"].own == "1. 一\n\n2. 二"
    assert made["細目"].text == "細かなこと"
    assert made["届かないとき-2"].text == "別の話"
    assert made["届かないとき-2"].rest.endswith("24時間です。\n\n- 一\n:::\n\n続き")
    assert "細目" not in made["手順"].rest
    assert made[""].rest.startswith("## 手順")


def test_what_stands_apart_is_a_section_of_its_own() -> None:
    made = {one.anchor: one for one in sections_in(BODY, {"spam": "迷惑メールを\n見る"})}
    assert (made["何時間待ちますか"].heading, made["何時間待ちますか"].text) == (
        "何時間待ちますか",
        "24時間です。\n\n- 一",
    )
    assert made["締めたあとは"].text == "直せません"
    assert made["締めたあとは"].rest.startswith("まえがき\n\n\n## 手順")
    assert made[""].own == "まえがき"
    assert "直せません" in made[""].text, "the beginning is said with it"
    assert made["届かないとき"].own == "迷惑メールを\n見る\n\n\n続き"
    assert "24時間です。" in made["届かないとき"].text


def test_every_anchor_is_in_the_help_centre() -> None:
    html = render(BODY, Places(snippets={"spam": "x"})).html
    for one in sections_in(BODY, {"spam": "x"})[1:]:
        assert f'id="{one.anchor}"' in html
    assert '<details id="何時間待ちますか">' in html
    assert "id=" not in render(":::note\n題のない囲み\n:::").html


def test_headings_within_lists_quotes_and_code_begin_nothing() -> None:
    made = sections_in("はじめ\n\n> ## 引用\n\n```\n## 番号\n```\n\n:::tip\n## 中\n:::", {})
    assert [one.anchor for one in made] == [""]


def test_an_article_may_begin_with_a_heading_or_say_nothing() -> None:
    made = sections_in("## 一\n中身", {})
    assert [(one.anchor, one.text) for one in made] == [("", ""), ("一", "中身")]
    assert [one.text for one in sections_in("", {})] == [""]


def test_a_book_has_no_more_sections_than_can_be_weighed() -> None:
    made = sections_in("\n".join(f"## 節{n}\n本文{n}" for n in range(MOST * 2)), {})
    assert len(made) == MOST
    assert f"本文{MOST * 2 - 1}" in made[-1].text
