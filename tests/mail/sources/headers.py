"""Addresses, dates, ids, file names."""

from collections.abc import Iterator
from typing import Any

from tests.mail.sources.case import Case, mail, multipart, part, word


def cases() -> Iterator[Case]:
    yield from _senders()
    yield from _lists()
    yield from _dates()
    yield from _names()
    yield from _blocks()


def _senders() -> Iterator[Case]:
    for name, value, address, person in (
        ("carrier-dots", "a..b.@docomo.ne.jp", "a..b.@docomo.ne.jp", ""),
        ("carrier-dots-named", f"{word('太郎')} <.a..b.@ezweb.ne.jp>", ".a..b.@ezweb.ne.jp", "太郎"),
        ("carrier-quoted", '"a..b."@docomo.ne.jp', '"a..b."@docomo.ne.jp', ""),
        ("upper-case", "Taro <Taro.Yamada@Example.JP>", "Taro.Yamada@example.jp", "Taro"),
        ("comma-in-word", f"{word('山田, 太郎')} <t@example.jp>", "t@example.jp", "山田, 太郎"),
        (
            "word-in-quotes",
            f'"{word("山田太郎", "iso-2022-jp", codec="iso2022_jp")}" <t@example.jp>',
            "t@example.jp",
            "山田太郎",
        ),
        ("word-around-all", word("山田 <t@example.jp>"), "t@example.jp", "山田"),
        ("word-without-blank", f"{word('山田')}<t@example.jp>", "t@example.jp", "山田"),
        ("raw-jis-quoted", b'"' + "山田太郎".encode("iso2022_jp") + b'" <t@example.jp>', "t@example.jp", "山田太郎"),
        ("raw-sjis", "表示太郎".encode("cp932") + b" <t@example.jp>", "t@example.jp", "表示太郎"),
        ("raw-utf8", "山田（株式会社窓口） <t@example.jp>", "t@example.jp", "山田（株式会社窓口）"),
        ("comment-name", "t@example.jp (Taro Yamada)", "t@example.jp", "Taro Yamada"),
        ("comment-beside-name", "Taro (Sales) <t@example.jp>", "t@example.jp", "Taro (Sales)"),
        ("no-brackets", "Taro t@example.jp", "t@example.jp", "Taro"),
        ("open-quote", '"Taro <t@example.jp>', "t@example.jp", "Taro"),
        ("escaped-quotes", '"Taro \\"T\\" Yamada" <t@example.jp>', "t@example.jp", 'Taro "T" Yamada'),
        ("blanks-in-address", "Taro < t@example.jp >", "t@example.jp", "Taro"),
        ("route", "<@a.example,@b.example:t@example.jp>", "t@example.jp", ""),
        ("plus", "<taro+ticket=1@example.co.jp>", "taro+ticket=1@example.co.jp", ""),
        ("full-width-name", f"{word('ＹＡＭＡＤＡ　太郎')} <t@example.jp>", "t@example.jp", "ＹＡＭＡＤＡ 太郎"),
    ):
        yield Case(f"from-{name}", _from(value), {"from_address": address, "from_name": person})


def _from(value: bytes | str) -> bytes:
    headers: dict[str, Any] = {"from": value}  # the name is a word of Python
    return mail(b"x", **headers)


def _lists() -> Iterator[Case]:
    for name, value, addresses in (
        (
            "several",
            "a@example.jp, B <b@example.jp>,\r\n c@example.jp",
            ["a@example.jp", "b@example.jp", "c@example.jp"],
        ),
        ("group", "Team: a@example.jp, b@example.jp;, c@example.jp", ["a@example.jp", "b@example.jp", "c@example.jp"]),
        ("undisclosed", "undisclosed-recipients:;", []),
        ("semicolons", "a@example.jp; b@example.jp", ["a@example.jp", "b@example.jp"]),
        ("empty-items", ", a@example.jp,, b@example.jp,", ["a@example.jp", "b@example.jp"]),
        ("comma-in-quotes", '"Yamada, Taro" <a@example.jp>, b@example.jp', ["a@example.jp", "b@example.jp"]),
        ("carriers", "a..b@docomo.ne.jp,.c@softbank.ne.jp", ["a..b@docomo.ne.jp", ".c@softbank.ne.jp"]),
    ):
        yield Case(f"to-{name}", mail(b"x", to=value, cc=value), {"to": addresses, "cc": addresses})


def _dates() -> Iterator[Case]:
    for name, value, expected in (
        ("normal", "Sun, 01 Nov 2026 10:00:00 +0900", "2026-11-01T10:00:00+09:00"),
        ("comment", "Sun, 1 Nov 2026 10:00:00 +0900 (JST)", "2026-11-01T10:00:00+09:00"),
        ("jst", "Sun, 1 Nov 2026 10:00:00 JST", "2026-11-01T10:00:00+09:00"),
        ("gmt", "Sun, 1 Nov 2026 10:00:00 GMT", "2026-11-01T10:00:00+00:00"),
        ("no-weekday", "1 Nov 2026 10:00 -0500", "2026-11-01T10:00:00-05:00"),
        ("two-digit-year", "Sun, 01 Nov 26 10:00:00 +0900", "2026-11-01T10:00:00+09:00"),
        ("iso", "2026-11-01T10:00:00+09:00", "2026-11-01T10:00:00+09:00"),
        ("japanese", "2026/11/01 10:00:00 +0900", "2026-11-01T10:00:00+09:00"),
        ("nonsense", "yesterday", None),
        ("impossible", "Sun, 45 Nov 2026 10:00:00 +0900", None),
        ("none", "", None),
    ):
        yield Case(f"date-{name}", mail(b"x", date=value), {"date": expected})
    yield Case("id-without-brackets", mail(b"x", message_id="abc@example.jp"), {"message_id": "abc@example.jp"})
    yield Case("id-with-comment", mail(b"x", message_id="<abc@example.jp> (added)"), {"message_id": "abc@example.jp"})
    yield Case("id-none", mail(b"x", message_id=""), {"message_id": ""})


def _names() -> Iterator[Case]:
    for name, disposition, kind, expected in (
        ("rfc2231", "attachment; filename*=utf-8''%E8%A6%8B%E7%A9%8D.pdf", "", "見積.pdf"),
        (
            "rfc2231-parts",
            "attachment;\r\n filename*0*=utf-8''%E8%A6%8B%E7;\r\n filename*1*=%A9%8D;\r\n filename*2=\"書.pdf\"",
            "",
            "見積書.pdf",
        ),
        ("rfc2231-jis", "attachment; filename*=iso-2022-jp''%1B%24B8%2B%40Q%1B%28B.pdf", "", "見積.pdf"),
        ("rfc2231-beside-plain", "attachment; filename=x.pdf; filename*=utf-8''%E8%A6%8B%E7%A9%8D.pdf", "", "見積.pdf"),
        ("word-in-quotes", f'attachment; filename="{word("見積.pdf")}"', "", "見積.pdf"),
        ("words-in-quotes", f'attachment; filename="{word("見")} {word("積.pdf")}"', "", "見積.pdf"),
        ("word-of-type", "attachment", f'; name="{word("見積.pdf", "iso-2022-jp", codec="iso2022_jp")}"', "見積.pdf"),
        ("raw-sjis", b'attachment; filename="' + "表示.pdf".encode("cp932") + b'"', "", "表示.pdf"),
        ("raw-jis", b'attachment; filename="' + "見積.pdf".encode("iso2022_jp") + b'"', "", "見積.pdf"),
        ("raw-utf8", 'attachment; filename="見積.pdf"', "", "見積.pdf"),
        ("blanks-unquoted", "attachment; filename=my report.pdf", "", "my report.pdf"),
        ("semicolon-quoted", 'attachment; filename="a;b.pdf"', "", "a;b.pdf"),
        ("windows-path", 'attachment; filename="C:\\tmp\\a.pdf"', "", "a.pdf"),
        ("climbing-path", 'attachment; filename="../../etc/a.pdf"', "", "a.pdf"),
        ("none", "attachment", "", "attachment-1.pdf"),
    ):
        attached = part(b"%PDF", f"application/pdf{kind}", content_disposition=disposition)
        raw = multipart("mixed", part(b"body"), attached)
        expected_list = [{"name": expected, "content_type": "application/pdf", "size": 4}]
        yield Case(f"file-name-{name}", raw, {"text": "body", "attachments": expected_list})


def _blocks() -> Iterator[Case]:
    """The header block itself: line ends, junk and holes."""
    usual = {"subject": "s", "from_address": "a@example.jp", "text": "body"}
    head = b"From: a@example.jp\nSubject: s\n"
    yield Case("block-lf", head + b"\nbody\n", usual)
    yield Case("block-cr", (head + b"\nbody\n").replace(b"\n", b"\r"), usual)
    yield Case("block-mbox", b"From a@example.jp Sun Nov  1 10:00:00 2026\n" + head + b"\nbody\n", usual)
    yield Case("block-blank-first", b"\r\n\r\n" + head + b"\nbody\n", usual)
    yield Case("block-bom", b"\xef\xbb\xbf" + head + b"\nbody\n", usual)
    yield Case(
        "block-no-blank-line", head + "本文はここから".encode() + b"\nbody\n", {**usual, "text": "本文はここから\nbody"}
    )
    yield Case("block-blank-before-colon", b"From : a@example.jp\nSubject : s\n\nbody", usual)
    yield Case("block-broken-fold", b"Subject: s\nX-Long: abc\ndef ghi\nFrom: a@example.jp\n\nbody", usual)
    yield Case("block-empty", b"", {"subject": "", "text": "", "from_address": "", "error": None})
    yield Case("block-only-body", b"just some words\n", {"text": "just some words"})
    yield Case("block-only-headers", head, {**usual, "text": ""})
    yield Case("block-two-subjects", head + b"Subject: second\n\nbody", usual)
    yield Case("block-null-bytes", b"From: a@example.jp\nSubject: s\x00\n\nbo\x00dy", usual)
