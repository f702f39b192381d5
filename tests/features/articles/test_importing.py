"""Articles come in from Markdown, tables and the pages of another help centre: once, whole, and within bounds."""

import io
import zipfile
from pathlib import Path

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.actions.writing import write
from madoguchi.features.articles.bringing import Brought, bring_in
from madoguchi.features.articles.exporting import write_zip
from madoguchi.features.articles.importing import files
from madoguchi.features.articles.importing.files import File, files_at, files_in
from madoguchi.features.articles.importing.html_to_markdown import html_to_markdown
from madoguchi.features.articles.importing.pages import Wishes
from madoguchi.features.articles.importing.reading import read
from madoguchi.features.articles.models import Article, ArticlePicture, ArticleText, CollectionText
from madoguchi.features.articles.queries.public import public
from madoguchi.features.articles.rendering import render
from madoguchi.features.articles.wording import Words
from tests.features.articles.writing import published, shelf

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
REFUND = """---
title: "返金の受け方"
collection: お支払い
summary: 14日以内です
slug: refunds
---
# 返金の受け方

![図](../images/a%20b.png) と ![外](https://x.example/y.png)
"""


def zipped(**contents: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in contents.items():
            made.writestr(name, content)
    return packed.getvalue()


def brought(actor: Actor, content: bytes, name: str = "a.zip", **how: object) -> Brought:
    wishes = Wishes("ja", publish=True)
    return bring_in(files_in(name, content), wishes=wishes, actor=actor)


def test_a_folder_of_markdown_comes_in_and_adds_nothing_the_second_time(kenji: Actor, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a b.png").write_bytes(PNG)
    (tmp_path / "ja").mkdir()
    (tmp_path / "ja" / "refunds.md").write_text(REFUND)
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "refunds.md").write_text("# Refunds\n\nWithin 14 days.")
    (tmp_path / "draft.ja.md").write_text("---\ndraft: true\n---\nまだです")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "x.md").write_text("# No")
    wishes = Wishes("ja", publish=True)
    first = bring_in(files_at(tmp_path), wishes=wishes, actor=kenji)
    assert (first.counts, first.problems) == ({"added": 3, "changed": 0, "unchanged": 0, "kept": 0}, [])
    second = bring_in(files_at(tmp_path), wishes=wishes, actor=kenji)
    assert second.counts == {"added": 0, "changed": 0, "unchanged": 3, "kept": 0}
    assert (Article.objects.count(), ArticleText.objects.count(), ArticlePicture.objects.count()) == (2, 3, 1)
    text = public(kenji.workspace_id, "ja").get()
    picture = ArticlePicture.objects.get()
    assert (text.title, text.slug, text.summary) == ("返金の受け方", "refunds", "14日以内です")
    assert text.body == f"![図](picture:{picture.name}) と ![外](https://x.example/y.png)"
    assert ArticleText.objects.get(language="en").article_id == text.article_id
    assert set(CollectionText.objects.values_list("title", flat=True)) == {"お支払い", "Imported articles"}


def test_what_was_written_here_since_is_kept(kenji: Actor) -> None:
    brought(kenji, "# 返金\n\n一".encode(), "返金.md")
    assert brought(kenji, "# 返金\n\n二".encode(), "返金.md").counts["changed"] == 1
    text = ArticleText.objects.get()
    assert (text.body, text.published_version) == ("二", 3)
    write(text.article_id, "ja", words=Words("返金", "ここで"), edition=text.edition, actor=kenji)
    assert brought(kenji, "# 返金\n\n三".encode(), "返金.md").counts["kept"] == 1
    assert ArticleText.objects.get().draft_body == "ここで"


@pytest.mark.parametrize("charset", ["utf-8-sig", "cp932", "utf-16"])
def test_a_table_comes_in(kenji: Actor, charset: str) -> None:
    rows = ["カテゴリ,質問,回答,公開", 'お支払い,返金は？,"14日以内です。\n""全額""です",公開', "お支払い,,空,公開"]
    table = "\n".join([*rows, "その他,下書き,まだ,下書き"])
    assert brought(kenji, table.encode(charset), "faq.csv").counts["added"] == 2
    assert public(kenji.workspace_id, "ja").get().body == '14日以内です。\n"全額"です'
    assert brought(kenji, table.encode(charset), "faq.csv").counts["unchanged"] == 2


def test_a_table_without_its_columns_is_a_problem(kenji: Actor) -> None:
    done = brought(kenji, b"a,b\n1,2", "faq.csv")
    assert (done.counts["added"], done.problems) == (0, [("faq.csv", "The table needs the columns title and body.")])


PAGE = """<!doctype html><html lang="ja"><head><title>返金の受け方 – こよみヘルプ</title><script>x</script></head>
<body><nav><a>Home</a></nav><ol class="breadcrumbs"><li><a>ヘルプ</a></li><li><a>お支払い</a></li></ol>
<h1>返金の受け方</h1>
<div class="article-body"><h1>返金の受け方</h1><p>14日以内に <strong>マイページ</strong>から<br>申し込めます。<a href="https://x.example/a(b)">規約</a></p>
<h2>手順</h2><ol><li>開く<ul><li>右上</li></ul></li><li><p>押す</p></li></ol>
<table><tr><th>日</th><th>額</th></tr><tr><td>1|2</td><td><b>全額</b></td></tr></table>
<div class="callout warning"><p>期限に<div>注意</div></p></div><p>あと</p>
<pre><code>x = 1
*y*</code></pre><blockquote><p>引用</p></blockquote><img src="../img/a.png?v=1" alt="図">
<iframe src="https://www.youtube.com/embed/abc"></iframe><script>alert(1)</script></div>
<footer>© x</footer></body></html>"""
MARKDOWN = """14日以内に **マイページ**から
申し込めます。[規約](<https://x.example/a(b)>)

## 手順

1. 開く
   - 右上
2. 押す

| 日 | 額 |
| --- | --- |
| 1\\|2 | **全額** |

:::warning
期限に

注意
:::

あと

```
x = 1
*y*
```

> 引用

![図](img/a.png)

[https://www.youtube.com/watch?v=abc](https://www.youtube.com/watch?v=abc)"""


def test_a_page_of_another_help_centre_keeps_its_shape() -> None:
    found = read([File("articles/refund.html", PAGE.encode()), File("img/a.png", PNG)])
    (page,) = found.pages
    assert (page.title, page.language, page.collection, page.key) == (
        "返金の受け方",
        "ja",
        "お支払い",
        "articles/refund",
    )
    assert page.body == MARKDOWN
    assert [picture.path for picture in page.pictures] == ["img/a.png"]
    assert "<script" not in render(page.body).html


@pytest.mark.parametrize(
    "source",
    ["<p>" * 50_000, "<ul><li>" * 5_000 + "x", "<b><a href=x>" * 5_000, "<table><tr><td>" * 5_000, "<" * 50_000, ""],
)
def test_broken_html_is_read_in_linear_time(source: str) -> None:
    assert isinstance(html_to_markdown(source, picture=lambda address: address), str)


def test_bombs_are_refused(kenji: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped(**{"a.md": b"\x00" * (8 * 1024 * 1024)})
    with pytest.raises(Refused) as refused:
        brought(kenji, bomb)
    assert refused.value.code == "too-large"
    with pytest.raises(Refused) as refused:
        brought(kenji, b"PK\x03\x04" + b"x" * 100)
    assert refused.value.code == "bad-zip"
    with pytest.raises(Refused) as refused:
        brought(kenji, b"cut off before it began")
    assert refused.value.code == "bad-zip"
    monkeypatch.setattr(files, "MOST_FILES", 2)
    with pytest.raises(Refused) as refused:
        brought(kenji, zipped(**{f"{number}.md": "# x" for number in range(3)}))
    assert refused.value.code == "too-many-files"
    assert Article.objects.count() == 0


def test_no_file_leads_out_of_its_folder(kenji: Actor) -> None:
    outside: dict[str, str | bytes] = {"../evil.md": "# x", "/etc/x.md": "# x"}
    content = zipped(**outside, **{"ok/a.md": "# ok\n\n![p](../../../etc/passwd.png)"})
    assert brought(kenji, content).counts["added"] == 1
    assert ArticlePicture.objects.count() == 0


def test_only_who_publishes_brings_in_and_takes_out(misaki: Actor) -> None:
    with pytest.raises(NotAllowed):
        brought(misaki, b"# x", "a.md")
    with pytest.raises(NotAllowed):
        write_zip(io.BytesIO(), actor=misaki)


def test_links_between_pages_lead_to_articles(kenji: Actor) -> None:
    contents: dict[str, str | bytes] = {
        "a.md": "# 一\n\n[次](sub/b.md#手順) [外](https://x.example/b.md) [ない](c.md)",
        "sub/b.md": "---\nkey: second\n---\n# 二\n\n[前](../a.md)",
    }
    for counts in ({"added": 2, "unchanged": 0}, {"added": 0, "unchanged": 2}):
        done = brought(kenji, zipped(**contents))
        assert {name: done.counts[name] for name in counts} == counts
    first, second = ArticleText.objects.order_by("article_id")
    assert first.body == f"[次](article:{second.article_id}#手順) [外](https://x.example/b.md) [ない](c.md)"
    assert second.body == f"[前](article:{first.article_id})"
    out = io.BytesIO()
    write_zip(out, actor=kenji)
    assert "[前](../../ja/imported-articles/ichi.md)" in "".join(
        zipfile.ZipFile(out).read(name).decode() for name in zipfile.ZipFile(out).namelist()
    )
    assert brought(kenji, out.getvalue()).counts["unchanged"] == 2


def test_what_is_taken_out_comes_in_again_as_it_was(kenji: Actor) -> None:
    contents: dict[str, str | bytes] = {
        "ja/お支払い/返金.md": REFUND.replace("../images", "../../images"),
        "images/a b.png": PNG,
    }
    brought(kenji, zipped(**contents))
    out = io.BytesIO()
    assert write_zip(out, actor=kenji) == 1
    assert brought(kenji, out.getvalue()).counts == {"added": 0, "changed": 0, "unchanged": 1, "kept": 0}


def taken_out(actor: Actor) -> dict[str, str]:
    out = io.BytesIO()
    write_zip(out, actor=actor)
    with zipfile.ZipFile(out) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_what_was_written_here_is_known_again_when_it_was_taken_out(kenji: Actor) -> None:
    faq = shelf(kenji)
    refunds = published(kenji, faq, "返金の受け方", "5日以内に返金します。").article
    published(kenji, faq, "支払い方法", f"[返金](article:{refunds.id})は5日以内です。")
    published(kenji, faq, "領収書", "マイページから出せます。")
    contents = taken_out(kenji)
    again = zipped(**contents)
    assert brought(kenji, again).counts == {"added": 0, "changed": 0, "unchanged": 3, "kept": 0}
    assert Article.objects.count() == 3


def test_what_was_changed_after_it_was_taken_out_is_changed_here(kenji: Actor) -> None:
    faq = shelf(kenji)
    refunds = published(kenji, faq, "返金の受け方", "5日以内に返金します。")
    receipts = published(kenji, faq, "領収書", "マイページから出せます。")
    contents = {name: text.replace("5日", "7日").replace("出せ", "受け取れ") for name, text in taken_out(kenji).items()}
    written = Words("領収書", "マイページで印刷できます。")
    write(receipts.article_id, "ja", words=written, edition=receipts.edition, actor=kenji)
    assert brought(kenji, zipped(**contents)).counts == {"added": 0, "changed": 1, "unchanged": 0, "kept": 1}
    bodies = dict(ArticleText.objects.values_list("id", "draft_body"))
    assert bodies == {refunds.id: "7日以内に返金します。", receipts.id: "マイページで印刷できます。"}
    assert ArticleText.objects.get(id=refunds.id).body == "7日以内に返金します。"


def test_an_article_of_another_house_is_not_taken_for_one_of_the_same_number(kenji: Actor) -> None:
    ours = published(kenji, shelf(kenji), "返金の受け方", "5日以内に返金します。")
    theirs = f"---\ntitle: 営業時間\nkey: article-{ours.article_id}\nedition: {ours.edition}\n---\n9時からです。"
    assert brought(kenji, zipped(**{"ja/a/b.md": theirs})).counts["added"] == 1
    assert ArticleText.objects.get(id=ours.id).draft_body == "5日以内に返金します。"
