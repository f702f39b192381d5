"""Cleaning of HTML: what attacks leave behind, what letters keep."""

# ruff: noqa: E501 - payloads and mails are written on one line each

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.html import clean_html, markdown_to_html, text_to_html
from madoguchi.base.html_tokens import tokens
from madoguchi.base.styles import clean_style

PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>", "<a href='&#106;avascript:alert(1)'>x</a>", "<a href=' javascript:alert(1)'>x</a>",
    "<a href='vbscript:x'>x</a>", "<a href='data:text/html,<script>alert(1)</script>'>x</a>", "<iframe src=https://evil.example></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "<object data=x></object>", "<embed src=x>", "<form action=https://evil.example><input name=p></form>",
    "<base href=https://evil.example>", "<link rel=stylesheet href=https://evil.example/x.css>", "<style>@import 'https://evil.example'</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>", "<div style='background:url(https://evil.example)'>x</div>",
    "<div style='background-image:url(https://evil.example)'>x</div>", "<div style='width:expression(alert(1))'>x</div>",
    "<div style='position:fixed;top:0'>x</div>", "<div style='color:red;behavior:url(x.htc)'>x</div>",
    "<div style='back\\67round:url(https://evil.example)'>x</div>", "<div style='color:/**/red;position:/**/fixed'>x</div>",
    "<body onload=alert(1)>", "<input autofocus onfocus=alert(1)>", "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>", "<img src='https://evil.example/p.gif'>", "<img srcset='https://evil.example/p.gif 1x'>",
    "<img src='//evil.example/p.gif'>", "<table background='https://evil.example/p.gif'><tr><td>x</table>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<img data-remote-src=x src=x onerror=alert(1)//>", "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<template><img src=x onerror=alert(1)></template>", "<a href=\"https://x.example/\" target=_self onclick=alert(1)>x</a>", "<x onclick=alert(1)>x</x>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>", "<img src='data:text/html;base64,PHNjcmlwdD4='>", "<audio src=x onerror=alert(1)>",
    "<<script>alert(1)//<</script>", "<p style=\"font-family:'x;background:url(https://evil.example)'\">x</p>", "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<frameset onload=alert(1)>", "<button formaction=javascript:alert(1)>x</button>", "<isindex action=javascript:alert(1)>", "<a href='//evil.example'>x</a>",
]  # fmt: skip
FORBIDDEN_TAGS = {
    "script",
    "svg",
    "math",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "base",
    "link",
    "style",
    "meta",
    "video",
    "audio",
}
FORBIDDEN_TAGS |= {"template", "button", "textarea", "frameset", "noscript", "source", "details", "marquee"}


def _assert_harmless(cleaned: str) -> None:
    for token in tokens(cleaned):
        if token.kind != "start":
            continue
        assert token.data not in FORBIDDEN_TAGS
        for name, value in token.attributes.items():
            assert not name.startswith("on")
            assert name not in {"srcset", "srcdoc", "background", "action", "formaction"}
            if name in {"href", "src"}:
                assert value.startswith(("https://", "http://", "mailto:", "tel:", "/files/", "data:image/png"))
            if name == "src":
                assert not value.startswith("http")
            if name == "style":
                assert "url" not in value
                assert "position" not in value
                assert "expression" not in value


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_attack_leaves_nothing_behind(payload: str) -> None:
    _assert_harmless(clean_html(f"<p>before</p>{payload}<p>after</p>"))


@given(
    st.lists(
        st.sampled_from([*PAYLOADS, "<p>", "</p>", "<b>", "</table>", "'", '"', ">", "<", "x", "&lt;", "<!--", "-->"]),
        max_size=8,
    )
)
def test_attacks_together_leave_nothing_behind(pieces: list[str]) -> None:
    _assert_harmless(clean_html("".join(pieces)))


def test_a_letter_keeps_its_form() -> None:
    source = (
        '<table border="1"><tr><td colspan="2" style="color: red">品名</td></tr></table><ruby>窓<rt>まど</rt></ruby>'
    )
    cleaned = clean_html(source)
    assert 'style="color: red"' in cleaned
    assert 'colspan="2"' in cleaned
    assert "<rt>まど</rt>" in cleaned


def test_links_open_elsewhere_and_tell_nothing() -> None:
    assert clean_html('<a href="https://x.example/">x</a>') == (
        '<a href="https://x.example/" target="_blank" rel="noopener noreferrer nofollow">x</a>'
    )


def test_inline_images_are_mapped_and_remote_ones_wait() -> None:
    source = '<img src="cid:a@b"><img src="cid:none"><img src="https://x.example/p.gif?a=1&amp;b=2">'
    cleaned = clean_html(source, cid_url={"a@b": "/files/1"}.get)
    assert cleaned == '<img src="/files/1"><img><img data-remote-src="https://x.example/p.gif?a=1&amp;b=2">'
    assert 'src="https://x.example/p.gif' in clean_html(source, remote_images=True)


def test_html_that_would_cost_too_much_becomes_text() -> None:
    assert clean_html("<div>" * 300 + "x") == "x"
    fonts = "".join(f"<font color={number}></i>" for number in range(300))
    assert clean_html(fonts + "<p>x") == "x"


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color:#fff; position:absolute; font-size:12px", "color: #fff; font-size: 12px"),
        ("color: rgb(1, 2, 3)", "color: rgb(1, 2, 3)"),
        ("font-family: 'ＭＳ Ｐゴシック', Meiryo", "font-family: 'ＭＳ Ｐゴシック', Meiryo"),
        ("background: url(x) red", ""),
        ("display:flex", ""),
        ("display:none !important", "display: none !important"),
        ("color", ""),
    ],
)
def test_styles(style: str, kept: str) -> None:
    assert clean_style(style) == kept


def test_plain_text_gets_links_and_lines() -> None:
    made = text_to_html("<b> https://x.example/a。\n(https://x.example/b) a@example.jp")
    assert made.startswith('&lt;b&gt; <a href="https://x.example/a"')
    assert ">https://x.example/a</a>。<br>\n(" in made
    assert ">https://x.example/b</a>) " in made
    assert 'href="mailto:a@example.jp"' in made


def test_markdown_of_replies() -> None:
    made = markdown_to_html(
        "**太字**\n二行目 https://x.example/\n\n|a|b|\n|-|-|\n|1|2|\n\n<script>x</script> [y](javascript:z)"
    )
    assert "<strong>太字</strong><br>" in made
    assert '<a href="https://x.example/"' in made
    assert "<td>1</td>" in made
    assert "<script" not in made
    assert 'href="javascript' not in made


@given(st.text())
def test_text_to_html_never_makes_tags_of_text(text: str) -> None:
    assert {token.data for token in tokens(text_to_html(text)) if token.kind == "start"} <= {"a", "br"}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**重要！**です", "<strong>重要！</strong>です"),
        ("お客様の**「番号」**を", "お客様の<strong>「番号」</strong>を"),
        ("*、（仮）！*2026年", "<em>、（仮）！</em>2026年"),
        ("~~（旧）~~価格", "<s>（旧）</s>価格"),
        ("これは**Foo.**です", "これは<strong>Foo.</strong>です"),
        ("foo**(bar)**baz", "foo**(bar)**baz"),  # as CommonMark has it
        ("snake_case_word", "snake_case_word"),
    ],
)
def test_marks_beside_japanese_punctuation_mean_what_they_look_like(written: str, shown: str) -> None:
    assert markdown_to_html(written).strip() == f"<p>{shown}</p>"
