"""The body of an article as HTML: what Markdown may say, and what no reader may be shown."""

import re

import pytest

from madoguchi.features.articles.rendering import Heading, Places, expanded, pictures_in, plain, render, snippets_in

PLACES = Places(
    picture=lambda name: f"/p/{name}" if name == "known" else None,
    article=lambda number: f"/a/{number}" if number == "7" else None,
)


def html(body: str) -> str:
    return str(render(body, PLACES).html)


def test_call_outs_hold_any_markdown() -> None:
    made = html(":::warning ご注意**ください**\n- 一\n- 二\n\n```\n:::\n```\n:::\n\nあと")
    assert '<aside class="callout warning" id="ご注意ください">' in made
    assert '<p class="callout-title">ご注意<strong>ください</strong></p>' in made
    assert made.index("<li>二</li>") < made.index("<code>:::") < made.index("</aside>") < made.index("あと")
    assert (
        html(":::note\n中") == '<aside class="callout note">\n<p>中</p>\n</aside>\n'
    )  # to the end where nothing closes it
    assert "callout" not in html(":::evil\nx\n:::")


def test_call_outs_stand_in_each_other_with_more_colons() -> None:
    made = html("::::tip\n:::note\n中\n:::\n外\n::::\n後")
    assert re.sub(r"\s", "", made) == (
        '<asideclass="callouttip"><asideclass="calloutnote"><p>中</p></aside><p>外</p></aside><p>後</p>'
    )


def test_what_folds_and_a_card_stand_in_a_call_out() -> None:
    made = html(":::note 返品\n:::fold 理由\n中\n:::\n:::card [表](https://a.example/)\n札\n:::\n外\n:::\n後")
    assert made.index("<summary>理由</summary>") < made.index("札") < made.index("外") < made.index("</aside>")
    assert made.endswith("</aside>\n<p>後</p>\n")
    assert ":::" not in made
    unended = html(":::note\n:::tip\n中\n:::\n後")  # one of them lacks its end
    assert unended.endswith("</aside>\n<p>後</p>\n")


def test_headings_stand_below_the_title_and_have_anchors() -> None:
    made = render("# 支払い方法\n## カード\n## カード\n# How to *pay*?")
    assert made.contents == (
        Heading(2, "支払い方法", "支払い方法"),
        Heading(3, "カード", "カード"),
        Heading(3, "カード-2", "カード"),
        Heading(2, "how-to-pay", "How to pay?"),
    )
    assert '<h3 id="カード-2">カード</h3>' in made.html
    assert render("### だけ").contents[0].level == 2


def test_pictures_links_tables_and_videos() -> None:
    assert html("![図](picture:known)") == '<p><img src="/p/known" alt="図" loading="lazy"></p>\n'
    assert html("![図](picture:gone)") == "<p>図</p>\n"
    assert 'href="https://x.example/a.png"' in html("![図](https://x.example/a.png)")
    assert "<img" not in html("![図](https://x.example/a.png)")
    assert html("[返金](article:7#期限)") == '<p><a href="/a/7#%E6%9C%9F%E9%99%90">返金</a></p>\n'
    assert html("[返金](article:8)") == "<p>返金</p>\n"
    assert '<a href="https://x.example/" rel="noopener noreferrer">' in html("[外](https://x.example/)")
    assert '<div class="table">\n<table>' in html("|a|b|\n|-|-:|\n|1|2|")
    assert 'style="text-align:right"' in html("|a|b|\n|-|-:|\n|1|2|")
    assert '<p class="video"><a href="https://youtu.be/x"' in html("[使い方](https://youtu.be/x)")
    assert "video" not in html("[使い方](https://youtu.be/x)をご覧ください")


def test_reusable_parts_stand_in_their_places() -> None:
    parts = {"hours": "平日**9時**から{{snippet:zone}}", "zone": "（日本時間）", "loop": "{{snippet:loop}}"}
    assert render("窓口は{{snippet:hours}}です。", Places(snippets=parts)).html == (
        "<p>窓口は平日<strong>9時</strong>から（日本時間）です。</p>\n"
    )
    assert expanded("a{{snippet:gone}}b{{ snippet:loop }}", parts) == "ab"
    assert snippets_in("{{snippet:a}} {{ snippet:b-2 }} {{contact.name}}") == {"a", "b-2"}
    assert pictures_in("![x](picture:ab_C-1) [y](picture:not.)") == {"ab_C-1"}


def test_plain_text_is_what_it_says() -> None:
    assert plain("## 手順\n\n1. **設定**を開く\n\n:::tip\nヒント\n:::") == "手順\n\n1. 設定を開く\n\nヒント"


BAD = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](//evil.example/)",
    "[x](/\\evil.example)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '![x" onerror="alert(1)](picture:known)',
    '[x](https://a.example "onclick=alert(1)")',
    "![x](picture:known'onerror=alert(1))",
    ':::note" onload="alert(1)\nx\n:::',
    ":::note <script>alert(1)</script>\nx\n:::",
    "## <b onclick=alert(1)>x</b>",
    '## x" onmouseover="alert(1)',
    "|<svg onload=alert(1)>|\n|-|\n|x|",
    '```"><script>alert(1)</script>\nx\n```',
    "<a href='java&#x73;cript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "{{snippet:evil}}",
    "[x](article:7#\"><script>alert(1)</script>)",
    "<style>*{background:url(//evil.example)}</style>",
    "<https://a.example/\"onclick=alert(1)>",
)  # fmt: skip


@pytest.mark.parametrize("body", BAD)
def test_nothing_runs_and_nothing_is_loaded_from_elsewhere(body: str) -> None:
    parts = {"evil": '<script>alert(1)</script><img src=x onerror="alert(1)">'}
    made = str(render(body, Places(PLACES.picture, PLACES.article, parts)).html)
    tags = [re.sub(r'"[^"]*"', '""', tag) for tag in re.findall(r"<[a-z][^>]*>", made)]
    assert not [tag for tag in tags if re.search(r"\son\w+\s*=|<(?:script|iframe|style|svg)", tag)], made
    for address in re.findall(r'(?:href|src)="([^"]*)"', made):
        assert re.match(r"https://a\.example|/a/7|/p/known|#", address), made


def test_a_long_body_takes_linear_time() -> None:
    body = ":::note\n" * 2_000 + "{{snippet:a}}" * 5_000 + "[" * 5_000 + "![x](" * 5_000
    assert render(body, Places(snippets={"a": "b" * 100})).html
