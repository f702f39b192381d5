"""Answer, quotation and signature. The mailers themselves are in tests/mail/corpus/clients; here are the laws."""

# ruff: noqa: E501 - payloads and mails are written on one line each

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.quotes import split_html, split_reply, woven
from tests.mail.sources import clients
from tests.mail.sources.case import Case

LINES = st.lists(
    st.sampled_from(
        (
            "",
            "本文です。",
            "> 引用",
            "＞引用",
            "-- ",
            "━━━━━━━━",
            "株式会社 窓口",
            "TEL: 03-1234-5678",
            "iPhoneから送信",
            "-----Original Message-----",
            "差出人: a@example.jp",
            "件名: x",
            "送信日時: 2026年11月1日",
            "On Sun, Nov 1, 2026",
            "taro <a@example.jp> wrote:",
            "2026年11月1日(日) 10:00 山田 <a@example.jp>:",
            "| a",
            "YT> b",
            "\u3000",
            "---",
        )
    ),
    max_size=30,
)


@given(LINES)
def test_the_spans_cover_the_text_in_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    split = split_reply(text)
    assert "".join(text[span.start : span.end] for span in split.spans) == text


@given(LINES)
def test_something_to_read_is_left(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert bool(split_reply(text).reply.strip()) == bool(text.strip())


@given(st.lists(st.sampled_from(["> 質問ですか", "回答です。", "", "別の回答です。"]), min_size=1, max_size=20))
def test_answers_between_quoted_lines_are_never_folded(lines: list[str]) -> None:
    split = split_reply("\n".join(lines))
    answers = [line for line in lines if line.endswith("です。")]
    assert [line for line in split.reply.split("\n") if line.endswith("です。")] == answers


def test_the_table_of_mailers_is_long() -> None:
    assert len(list(clients.cases())) >= 60


@pytest.mark.parametrize(
    ("case", "signature"),
    [
        (case, "株式会社サンプル")
        for case in clients.cases()
        if case.name.startswith(("signature-heavy", "signature-dash", "signature-stars", "signature-delimiter"))
        and "trimmed" not in case.name
    ],
    ids=lambda value: value.name if isinstance(value, Case) else "",
)
def test_the_signature_is_kept_apart(case: Case, signature: str) -> None:
    assert signature in split_reply(str(case.expected["text"])).signature


@pytest.mark.parametrize(
    ("source", "reply", "quoted"),
    [
        ('<p>a</p><div class="gmail_quote"><div class="gmail_attr">x wrote:</div><blockquote class="gmail_quote">q</blockquote></div>', "a", "q"),
        ('<p>a</p><blockquote type="cite">q<blockquote>r</blockquote></blockquote><p>b</p>', "b", "r"),
        ('<p>a</p><div id="divRplyFwdMsg">From: x</div><div>q</div>', "a", "q"),
        ('<p>a</p><div class="moz-cite-prefix">x wrote:</div><blockquote type="cite">q</blockquote>', "a", "q"),
        ('<p>a</p><div class="yahoo_quoted"><div>q</div></div>', "a", "q"),
        ('<p>a</p><div class="OutlookMessageHeader">From</div><p>q</p>', "a", "q"),
        ("<p>a</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt'>差出人</div><p>q</p>", "a", "q"),
    ],
)  # fmt: skip
def test_html_is_split_by_the_marks_of_mailers(source: str, reply: str, quoted: str) -> None:
    above, below = split_html(source)
    assert f">{reply}<" in above
    assert f">{quoted}<" in below
    assert f">{quoted}<" not in above


def test_html_that_is_only_quoted_stays_whole() -> None:
    source = '<html><head><title>t</title></head><body><blockquote type="cite">q</blockquote></body></html>'
    assert split_html(source) == (source, "")


def test_a_text_without_end_is_kept_whole() -> None:
    for text in ("あ\n" * 30_000, "> a\n" * 30_000 + "answer", "x" * 600_000, "\n" * 600_000 + "answer"):
        split = split_reply(text)
        assert "".join(text[span.start : span.end] for span in split.spans) == text
        assert split.reply.endswith(text.rstrip()[-6:])


HEAD = "________________________________\n差出人: 窓口 <a@example.jp>\n送信日時: 2026年11月1日\n件名: Re: x\n\n"
QUOTED_THERE = "".join(
    f"> {line}\n" for line in ("お世話になります。", "", "動きません。", "どうすれば", "よいですか。")
)


def test_our_own_answer_is_folded_with_all_that_it_quoted() -> None:
    ours = "佐藤様\n\n設定をお確かめください。\n\n2026年11月1日(日) 10:00、佐藤さんは書きました:\n"
    split = split_reply(f"動きました。\n\n{HEAD}{ours}{QUOTED_THERE}")
    assert split.reply == "動きました。"


def test_answers_below_marked_lines_under_a_head_are_never_folded() -> None:
    split = split_reply(f"下に書きます。\n\n{HEAD}{QUOTED_THERE}こうしました。\n{QUOTED_THERE}ああしました。\n")
    assert split.reply == "下に書きます。\n\nこうしました。\n\nああしました。"


def test_below_a_separator_a_text_without_end_stays_folded() -> None:
    split = split_reply("はい。\n\n-----Original Message-----\nFrom: a@example.jp\nSubject: x\n\n" + "あ\n" * 30_000)
    assert split.reply == "はい。"


BETWEEN = """お世話になっております。

On Sun, 29 Nov 2026 10:12:00 +0900
窓口 <support@koyomi.example> wrote:

> 店舗は何店舗ですか。

３店舗です。

> ご契約ありがとうございます。
> ひとつ、伺います。
>
> 一
> 二
> 三
> 開始はいつからですか。

来月の１日からです。

--
中村 拓
"""


def test_an_answer_between_the_lines_stands_below_what_it_answers() -> None:
    assert woven(BETWEEN) == [
        ("reply", "お世話になっております。"),
        ("quoted", "店舗は何店舗ですか。"),
        ("reply", "３店舗です。"),
        ("quoted", "一\n二\n三\n開始はいつからですか。"),
        ("reply", "来月の１日からです。"),
    ]


@pytest.mark.parametrize("text", ["はい。\n\n> 本文", "> 本文\n\nはい。", "はい。", "> 本文"])
def test_an_answer_in_one_piece_is_woven_into_nothing(text: str) -> None:
    assert woven(text) == []


@given(LINES)
def test_what_is_woven_is_the_whole_answer(lines: list[str]) -> None:
    text = "\n".join(lines)
    pieces = woven(text)
    assert (
        not pieces
        or "\n\n".join(part for kind, part in pieces if kind == "reply").strip("\n") == split_reply(text).reply
    )
