"""The quotation under an answer."""

from datetime import UTC, datetime, timedelta, timezone

from madoguchi.adapters.channels.email.quoting import attribution, quote_html, quote_text

AT = datetime(2026, 11, 1, 10, 0, tzinfo=timezone(timedelta(hours=9)))


def test_attribution_in_the_language_of_the_mail() -> None:
    assert attribution("ja", AT, "山田 花子") == "2026年11月1日(日) 10:00、山田 花子さんは書きました:"
    assert attribution("ja", AT, "山田 花子 様") == "2026年11月1日(日) 10:00、山田 花子 様は書きました:"
    assert attribution("en", AT, "Hanako Yamada") == "On Sun, 1 Nov 2026 at 10:00, Hanako Yamada wrote:"
    assert attribution("en-GB", AT.astimezone(UTC), "H").startswith("On Sun, 1 Nov 2026 at 01:00")
    assert attribution("fr", AT, "H").endswith("wrote:")


def test_without_a_name_the_address_stands() -> None:
    assert attribution("en", AT, " ", "h@x.example") == "On Sun, 1 Nov 2026 at 10:00, h@x.example wrote:"
    assert attribution("ja", AT, "", "h@x.example") == "2026年11月1日(日) 10:00、h@x.example は書きました:"


def test_a_name_stays_on_its_line() -> None:
    assert attribution("en", AT, "A\r\nB") == "On Sun, 1 Nov 2026 at 10:00, A B wrote:"


def test_text_is_quoted_line_by_line_and_never_broken() -> None:
    text = "こんにちは\r\n\r\n> 前のメール\n" + "長い" * 300 + "\n\n"
    assert quote_text(text, "A wrote:") == "A wrote:\n> こんにちは\n>\n>> 前のメール\n> " + "長い" * 300 + "\n"


def test_html_is_quoted_under_an_escaped_attribution() -> None:
    quoted = quote_html("<p>x</p>", attribution("en", AT, "<script>"))
    assert "&lt;script&gt; wrote:" in quoted
    assert '<blockquote type="cite"' in quoted
    assert quoted.endswith("<p>x</p></blockquote></div>")
