"""How mails are put together, and how they fall apart."""

import base64
import struct
from collections.abc import Iterator

from tests.mail.sources.case import Case, b64, crlf, joined, mail, multipart, nested, part, qp

TEXT = "こんにちは。"
HTML = "<p>こんにちは。</p>"
PNG = b"\x89PNG\r\n\x1a\n0000"


def cases() -> Iterator[Case]:
    yield from _usual()
    yield from _attached()
    yield from _flowed()
    yield from _broken()
    yield from _html_only()


def _html_part(source: str = HTML) -> bytes:
    return part(source.encode(), "text/html; charset=utf-8")


def _file(name: str, kind: str, size: int) -> dict[str, object]:
    return {"name": name, "content_type": kind, "size": size}


def _usual() -> Iterator[Case]:
    both = (part(TEXT.encode()), _html_part())
    yield Case("alternative", multipart("alternative", *both), {"text": TEXT, "html": HTML, "attachments": []})
    related = nested(
        "related",
        _html_part(),
        part(b64(PNG), "image/png", content_transfer_encoding="base64", content_id="<i1>"),
        boundary="r",
    )
    raw = multipart("alternative", part(TEXT.encode()), related)
    yield Case(
        "alternative-related",
        raw,
        {"text": TEXT, "html": HTML, "attachments": [_file("attachment-1.png", "image/png", 12)]},
    )
    pdf = part(
        b64(b"%PDF-1.4"),
        'application/pdf; name="a.pdf"',
        content_transfer_encoding="base64",
        content_disposition="attachment",
    )
    raw = multipart("mixed", nested("alternative", *both, boundary="a"), pdf)
    yield Case(
        "mixed-alternative", raw, {"text": TEXT, "html": HTML, "attachments": [_file("a.pdf", "application/pdf", 8)]}
    )
    raw = multipart("mixed", part(b"one"), pdf, part(b"two"))
    yield Case(
        "apple-text-file-text", raw, {"text": "one\n\ntwo", "attachments": [_file("a.pdf", "application/pdf", 8)]}
    )
    raw = multipart("alternative", part(b"  \r\n"), _html_part())
    yield Case("alternative-blank-text", raw, {"text": TEXT, "html": HTML})
    yield Case("text-beside-html", multipart("mixed", *both), {"text": TEXT, "html": HTML, "attachments": []})
    footer = multipart("mixed", nested("alternative", *both, boundary="a"), part(b"-- list footer"))
    yield Case("list-footer", footer, {"text": f"{TEXT}\n\n-- list footer", "html": f"{HTML}<pre>-- list footer</pre>"})
    yield Case("only-text", mail(TEXT.encode(), kind="text/plain; charset=utf-8"), {"text": TEXT, "html": ""})
    yield Case("only-html", mail(HTML.encode(), kind="text/html; charset=utf-8"), {"text": TEXT, "html": HTML})
    yield Case("no-content-type", mail(b"hello\r\n\r\n", kind=""), {"text": "hello"})
    yield Case("trailing-blank-lines", mail(b"hello \r\n\r\nyou\r\n \r\n\r\n"), {"text": "hello \n\nyou"})


def _attached() -> Iterator[Case]:
    inner = mail(b"inner text", subject="中の件名")
    yield Case(
        "forwarded-mail",
        multipart("mixed", part(b"see attached"), part(inner, "message/rfc822")),
        {
            "text": "see attached",
            "subject": "test",
            "attachments": [_file("中の件名.eml", "message/rfc822", len(inner))],
        },
    )
    calendar = part(b"BEGIN:VCALENDAR", "text/calendar; method=REQUEST; charset=utf-8")
    yield Case(
        "calendar",
        multipart("alternative", part(TEXT.encode()), _html_part(), calendar),
        {"text": TEXT, "attachments": [_file("invite.ics", "text/calendar", 15)]},
    )
    notes = part(b"a,b", 'text/csv; name="a.csv"', content_disposition="inline")
    yield Case(
        "inline-text-file",
        multipart("mixed", part(b"x"), notes),
        {"text": "x", "attachments": [_file("a.csv", "text/csv", 3)]},
    )
    log = part("ログ".encode("cp932"), 'text/plain; name="log.txt"', content_disposition="attachment")
    yield Case(
        "text-attachment",
        multipart("mixed", part(b"x"), log),
        {"text": "x", "attachments": [_file("log.txt", "text/plain", 4)]},
    )
    signature = part(b"-----BEGIN", "application/pgp-signature")
    yield Case(
        "signed",
        multipart("signed", part(b"x"), signature),
        {"text": "x", "attachments": [_file("attachment-1.asc", "application/pgp-signature", 10)]},
    )
    yield Case(
        "attachment-alone",
        mail(b64(PNG), kind='image/png; name="p.png"', coding="base64"),
        {"text": "", "attachments": [_file("p.png", "image/png", 12)]},
    )
    winmail = part(
        b64(tnef(b"a.txt", b"content")), 'application/ms-tnef; name="winmail.dat"', content_transfer_encoding="base64"
    )
    yield Case(
        "winmail",
        multipart("mixed", part(b"x"), winmail),
        {"text": "x", "attachments": [_file("a.txt", "text/plain", 7)]},
    )
    broken = part(b64(b"\x78\x9f\x3e\x22junk"), "application/ms-tnef", content_transfer_encoding="base64")
    yield Case("winmail-broken", multipart("mixed", part(b"x"), broken), {"text": "x"})


def tnef(name: bytes, content: bytes) -> bytes:
    """The smallest winmail.dat with one attachment (MS-OXTNEF)."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    for attribute, kind, data in (
        (0x9002, 0x0006, b"\x01\x00" + b"\x00" * 12),
        (0x8010, 0x0001, name + b"\x00"),
        (0x800F, 0x0006, content),
    ):
        out += struct.pack("<BHHI", 2, attribute, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
    return out


def _flowed() -> Iterator[Case]:
    kind = "text/plain; charset=utf-8; format=flowed"
    raw = mail(b"This is a long \r\nline.\r\n\r\n> quoted \r\n> more\r\n-- \r\nTaro", kind=kind)
    yield Case(
        "flowed",
        raw,
        {"text": "This is a long line.\n\n> quoted more\n-- \nTaro", "reply_text": "This is a long line."},
    )
    raw = mail(crlf("これは長い \n行です。"), kind=f"{kind}; delsp=yes")
    yield Case("flowed-delsp", raw, {"text": "これは長い行です。"})
    said = "Hello,\n\nFrom what hour is it heated?\n\nMark"
    raw = mail(crlf(said.replace("From ", ">From ")))
    yield Case("line-escaped-by-a-mailbox", raw, {"text": said, "reply_text": said})
    said = "Thanks.\n\nMark wrote:\n\n>From eight.\n"
    yield Case("line-quoted-from", mail(crlf(said)), {"text": said.rstrip(), "reply_text": "Thanks."})


def _broken() -> Iterator[Case]:
    data = b64(TEXT.encode() * 20).strip()
    utf8 = "text/plain; charset=utf-8"
    yield Case("base64-no-padding", mail(b64(b"hello wor").replace(b"=", b""), coding="base64"), {"text": "hello wor"})
    yield Case("base64-truncated", mail(data[:-101], kind=utf8, coding="base64"), {"error": None})
    yield Case(
        "base64-foreign-bytes",
        mail(b"aGVs!\r\nbG8g\r\nd29y\r\nbGQhIQ==" + b"", coding="base64"),
        {"text": "hello world!!"},
    )
    yield Case(
        "base64-in-two-pieces",
        mail(base64.b64encode(b"hello") + b"\r\n" + base64.b64encode(b" world"), coding="base64"),
        {"text": "hello world"},
    )
    yield Case("base64-not-at-all", mail(TEXT.encode(), kind=utf8, coding="base64"), {"text": TEXT})
    yield Case(
        "base64-english-not-at-all",
        mail(b"Hello, this is no base64.", coding="base64"),
        {"text": "Hello, this is no base64."},
    )
    yield Case("quoted-printable", mail(qp(TEXT.encode()), kind=utf8, coding="quoted-printable"), {"text": TEXT})
    yield Case(
        "quoted-printable-broken",
        mail(b"100=% sure =\r\nof =E3=81=82 =ZZ", kind=utf8, coding="quoted-printable"),
        {"text": "100=% sure of あ =ZZ"},
    )
    yield Case("coding-unknown", mail(b"hello", coding="x-none"), {"text": "hello"})
    whole = multipart("mixed", part(b"one"), part(b"two"))
    yield Case("boundary-never-closed", whole.replace(b"--=_b1--\r\n", b""), {"text": "one\n\ntwo"})
    yield Case("boundary-missing", whole.replace(b'; boundary="=_b1"', b""), {"error": None})
    yield Case("boundary-wrong", whole.replace(b'boundary="=_b1"', b'boundary="nothing"'), {"error": None})
    yield Case("boundary-unquoted", whole.replace(b'"=_b1"', b"=_b1"), {"text": "one\n\ntwo"})
    inner = part(b"--in\r\n" + part(b"deep") + b"\r\n", 'multipart/mixed; boundary="in"')
    yield Case("inner-never-closed", multipart("mixed", inner, part(b"after")), {"text": "deep\n\nafter"})
    same = nested("alternative", part(b"inner"), boundary="=_b1")
    yield Case("inner-same-boundary", multipart("mixed", same, part(b"outer")), {"text": "inner\n\nouter"})
    body = b"preamble\r\n" + joined(part(b"real"), boundary="=_b1") + b"epilogue\r\n"
    yield Case("preamble-and-epilogue", mail(body, kind='multipart/mixed; boundary="=_b1"'), {"text": "real"})
    yield Case("deep", _deep(1_000), {"text": "at the bottom"})


def _deep(levels: int) -> bytes:
    lines = [b"From: a@example.jp", b"Subject: deep"]
    for level in range(levels):
        lines += [b'Content-Type: multipart/mixed; boundary="b%d"' % level, b"", b"--b%d" % level]
    lines += [b"Content-Type: text/plain", b"", b"at the bottom"]
    return b"\r\n".join(lines + [b"--b%d--" % level for level in reversed(range(levels))])


def _html_only() -> Iterator[Case]:
    for name, source, text in (
        ("lines", "<div>一</div><div>二<br>三</div><div><br></div><div>四</div>", "一\n二\n三\n\n四"),
        (
            "link",
            '<p>See <a href="https://example.jp/a">here</a> or <a href="https://example.jp">https://example.jp</a></p>',
            "See here (https://example.jp/a) or https://example.jp",
        ),
        ("list", "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c"),
        (
            "table",
            "<table><tr><th>品名</th><th>数</th></tr><tr><td>ねじ</td><td>3</td></tr></table>",
            "品名\t数\nねじ\t3",
        ),
        ("quote", "<p>はい。</p><blockquote>前の<br>文</blockquote>", "はい。\n\n> 前の\n> 文"),
        ("entities", "a&nbsp;&amp;&lt;b&gt;&#12354;&yen;", "a &<b>あ¥"),
        ("hidden", "<style>p{}</style><script>x()</script><div style='display:none'>no</div><p>yes</p>", "yes"),
        ("unclosed", "<p>one<p>two <b>bold", "one\n\ntwo bold"),
        ("pre", "<pre>a\n  b</pre>", "a\n  b"),
        ("comment", "<!-- no --><p>yes</p><!--[if mso]>no<![endif]-->", "yes"),
        ("image", '<p><img src="cid:x" alt="図"> です</p>', "[図] です"),
    ):
        yield Case(f"html-{name}", mail(source.encode(), kind="text/html; charset=utf-8"), {"text": text})
