"""What goes out, read back by the standard library's parser, which is not ours."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.adapters.channels.email.compose import (
    OutboundAttachment,
    OutboundMessage,
    compose,
)
from madoguchi.adapters.channels.email.inbound import Address
from madoguchi.adapters.channels.email.mime_header import HeaderInjectionError

JST = timezone(timedelta(hours=9))
DESK = Address("support@madoguchi.example", "サポート窓口")
HANAKO = Address("hanako@customer.example", "山田 花子")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
SIMPLE = OutboundMessage(
    message_id="r.abc.def@madoguchi.example",
    from_=DESK,
    to=(HANAKO,),
    subject="Your question",
    text="Hello.\n",
    date=datetime(2026, 11, 1, 10, 0, tzinfo=JST),
)


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def words(raw: bytes, name: str) -> str:
    """A header decoded word by word, as a client does."""
    value = email.message_from_bytes(raw)[name]
    return "".join(
        part.decode(charset or "ascii") if isinstance(part, bytes) else part for part, charset in decode_header(value)
    )


def is_sound(raw: bytes) -> bool:
    lines = raw.split(b"\r\n")
    return (
        raw.isascii()
        and all(len(line) <= 998 for line in lines)
        and not any(b"\r" in line or b"\n" in line for line in lines)
    )


def test_a_plain_mail() -> None:
    raw = compose(SIMPLE)
    assert raw.decode().split("\r\n") == [
        "Date: Sun, 01 Nov 2026 10:00:00 +0900",
        "From: =?UTF-8?B?44K144Od44O844OI56qT5Y+j?= <support@madoguchi.example>",
        "To: =?UTF-8?B?5bGx55SwIOiKseWtkA==?= <hanako@customer.example>",
        "Subject: Your question",
        "Message-ID: <r.abc.def@madoguchi.example>",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=us-ascii",
        "Content-Transfer-Encoding: 7bit",
        "",
        "Hello.",
        "",
    ]


def test_the_same_data_gives_the_same_bytes() -> None:
    message = replace(SIMPLE, html="<p>x</p>", attachments=(OutboundAttachment("a", "image/png", PNG),))
    assert compose(message) == compose(message)


def test_a_long_japanese_subject_is_folded_between_characters() -> None:
    subject = "【重要】お問い合わせの件につきまして、ご回答が遅くなり申し訳ございません。" * 4 + "👩‍👩‍👧‍👦𠮷野家"
    raw = compose(replace(SIMPLE, subject=subject))
    assert read(raw)["Subject"] == subject
    assert words(raw, "Subject") == subject
    head = raw.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 76 for line in head.split(b"\r\n"))
    for word in re.findall(rb"=\?UTF-8\?B\?([^?]*)\?=", head):
        assert len(word) <= 63


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300))
def test_any_subject_comes_back(subject: str) -> None:
    raw = compose(replace(SIMPLE, subject=subject))
    assert is_sound(raw)
    assert words(raw, "Subject") == subject


@given(st.text(max_size=2000))
def test_any_text_comes_back(text: str) -> None:
    raw = compose(replace(SIMPLE, text=text))
    assert is_sound(raw)
    part = email.message_from_bytes(raw)
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    came = payload.decode("utf-8").replace("\r\n", "\n")
    sent = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    assert came.removesuffix("\n") == sent.removesuffix("\n")


def test_iso_2022_jp_is_seven_bits_wide() -> None:
    text = "いつもお世話になっております。\n～全角チルダと－マイナス、半角ｶﾞｷﾞｸﾞ。\n"
    raw = compose(replace(SIMPLE, subject="お見積りの件" * 10, text=text, charset="iso-2022-jp"))
    assert is_sound(raw)
    assert b"charset=iso-2022-jp" in raw
    assert b"Content-Transfer-Encoding: 7bit" in raw
    assert b"utf-8" not in raw.lower()
    assert words(raw, "Subject") == "お見積りの件" * 10
    payload = email.message_from_bytes(raw).get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode("iso2022_jp") == text.replace("～", "〜").replace("－", "−").replace("ｶﾞｷﾞｸﾞ", "ガギグ").replace(
        "\n", "\r\n"
    )
    for word in re.findall(rb"=\?[^?]*\?=", raw):
        assert len(word) <= 75


@pytest.mark.parametrize("outside", ["①", "㈱", "髙橋", "﨑", "👍", "한국", "\x1b$B"])
@pytest.mark.parametrize("field", ["subject", "text", "html", "name"])
def test_a_character_outside_iso_2022_jp_sends_the_whole_mail_in_utf_8(outside: str, field: str) -> None:
    if outside.startswith("\x1b") and field in {"subject", "name"}:
        return
    message = replace(SIMPLE, charset="iso-2022-jp", subject="件名", text="本文", html="<p>本文</p>")
    changed = {"name": {"to": (Address("a@b.example", outside),)}}.get(field, {field: outside})
    raw = compose(replace(message, **changed))
    assert b"iso-2022-jp" not in raw.lower()
    body = read(raw).get_body(("plain",))
    assert body is not None
    assert body.get_content().rstrip() == (outside if field == "text" else "本文")


def test_very_long_lines_are_not_cut() -> None:
    text = "あ" * 5000 + "\n" + "word " * 1000 + "\n" + "x" * 3000
    for charset in ("utf-8", "iso-2022-jp"):
        raw = compose(replace(SIMPLE, text=text, charset=charset))
        assert is_sound(raw)
        part = read(raw)
        assert part.get_content().rstrip("\r\n").replace("\r\n", "\n") == text


def test_text_html_inline_images_and_attachments() -> None:
    message = replace(
        SIMPLE,
        text="本文",
        html='<p>本文 <img src="cid:logo@x"></p>',
        attachments=(
            OutboundAttachment("logo.png", "image/png", PNG, "logo@x", inline=True),
            OutboundAttachment("見積書（最終版）2026年11月.pdf", "application/pdf", b"%PDF"),
            OutboundAttachment("mail.eml", "message/rfc822", b"Subject: x\r\n\r\n\xff"),
        ),
    )
    raw = compose(message)
    assert is_sound(raw)
    mail = read(raw)
    shape = [part.get_content_type() for part in mail.walk()]
    assert shape == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
        "application/octet-stream",
    ]
    parts = list(mail.walk())
    assert parts[5]["Content-ID"] == "<logo@x>"
    assert parts[5].get_content_disposition() == "inline"
    assert parts[5].get_payload(decode=True) == PNG
    assert parts[6].get_filename() == "見積書（最終版）2026年11月.pdf"
    assert parts[7].get_payload(decode=True) == b"Subject: x\r\n\r\n\xff"
    assert not mail.defects
    assert not any(part.defects for part in parts)


@pytest.mark.parametrize("charset", ["utf-8", "iso-2022-jp"])
def test_file_names_for_clients_old_and_new(charset: str) -> None:
    name = "長い名前の添付ファイル" * 8 + ".xlsx"
    item = OutboundAttachment(name, "application/vnd.ms-excel", b"x")
    raw = compose(replace(SIMPLE, text="本文", charset=charset, attachments=(item,)))  # type: ignore[arg-type]
    part = email.message_from_bytes(raw).get_payload(1)
    assert isinstance(part, email.message.Message)
    rfc_2231 = part.get_param("filename", header="content-disposition")
    assert isinstance(rfc_2231, tuple)
    assert email.utils.collapse_rfc2231_value(rfc_2231) == name
    rfc_2047 = part.get_param("name")
    assert isinstance(rfc_2047, str)
    assert "".join(str(b, c or "ascii") if isinstance(b, bytes) else b for b, c in decode_header(rfc_2047)) == name
    assert f"=?{charset.upper()}?B?".encode() in raw
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))


@pytest.mark.parametrize(
    ("given_name", "written"),
    [
        ('quo"te\\.txt', 'quo"te_.txt'),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\r\nX-Evil: 1.txt", "a__X-Evil: 1.txt"),
        ("", "attachment"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_file_names_are_made_safe(given_name: str, written: str) -> None:
    raw = compose(replace(SIMPLE, attachments=(OutboundAttachment(given_name, "a/b", b""),)))
    assert [part.get_filename() for part in read(raw).iter_attachments()] == [written]


EVIL = "x\r\nBcc: victim@x.example"


@pytest.mark.parametrize(
    "change",
    [
        {"subject": EVIL},
        {"subject": "x\nBcc: y"},
        {"subject": "x\u2028y"},
        {"to": (Address("a@b.example", EVIL),)},
        {"to": (Address("a@b.example>\r\nBcc: <c@d.example", ""),)},
        {"to": (Address("a@b.example, c@d.example", ""),)},
        {"to": (Address("a@b.example> <c@d.example", ""),)},
        {"reply_to": (Address("a@b.example\n", ""),)},
        {"from_": Address("nobody", "")},
        {"headers": (("X-Ours", EVIL),)},
        {"headers": (("X-Ours\r\nBcc", "y"),)},
        {"headers": (("X Ours:", "y"),)},
        {"headers": (("Bcc", "y"),)},
        {"headers": (("content-type", "y"),)},
        {"message_id": EVIL},
        {"message_id": ""},
        {"date": datetime(2026, 11, 1, 10, 0)},  # noqa: DTZ001 - the point
        {"attachments": (OutboundAttachment("x", "a/b", b"", EVIL),)},
    ],
)
def test_no_value_leaves_its_line(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - HeaderInjectionError or its parent, and no bytes
        compose(replace(SIMPLE, **change))  # type: ignore[arg-type]


def test_a_media_type_cannot_carry_a_header() -> None:
    raw = compose(replace(SIMPLE, attachments=(OutboundAttachment("x", "a/b\r\nX-Evil: 1", b"x"),)))
    assert b"X-Evil" not in raw
    assert b"application/octet-stream" in raw


def test_foreign_ids_that_cannot_stand_in_a_header_are_left_out() -> None:
    raw = compose(replace(SIMPLE, in_reply_to=EVIL, references=("a@b", "a b", EVIL, "c@d")))
    assert read(raw)["References"] == "<a@b> <c@d>"
    assert read(raw)["In-Reply-To"] is None


def test_references_keep_the_first_and_the_last_twenty() -> None:
    ids = tuple(f"{number}@customer.example" for number in range(100))
    mail = read(compose(replace(SIMPLE, in_reply_to="last@customer.example", references=ids)))
    assert mail["In-Reply-To"] == "<last@customer.example>"
    kept = [ids[0], *ids[-19:], "last@customer.example"]
    assert mail["References"].split() == [f"<{one}>" for one in kept]


def test_bcc_is_in_the_envelope_only() -> None:
    message = replace(SIMPLE, cc=(Address("c@x.example"),), bcc=(Address("secret@x.example"), HANAKO))
    assert message.recipients() == (HANAKO.address, "c@x.example", "secret@x.example")
    assert b"secret" not in compose(message)


def test_machines_say_so() -> None:
    mail = read(compose(replace(SIMPLE, auto_submitted="auto-replied", loop=3, headers=(("X-Team", "窓口"),))))
    assert (mail["Auto-Submitted"], mail["X-Madoguchi-Loop"], mail["X-Team"]) == ("auto-replied", "3", "窓口")


def test_addresses_as_they_are_in_the_world() -> None:
    people = (
        Address("a..b.@docomo.example", "携帯"),
        Address("x@例え.example", 'Smith, "Bob"'),
        Address('"a b"@x.example', ""),
        Address("花子@例え.example", "花子"),
    )
    raw = compose(replace(SIMPLE, to=people))
    flat = raw.replace(b"\r\n ", b" ")
    assert b"=?UTF-8?B?5pC65biv?= <a..b.@docomo.example>," in raw
    assert b'"Smith, \\"Bob\\"" <x@xn--r8jz45g.example>,' in flat
    assert b'<"a b"@x.example>' in raw
    assert "<花子@例え.example>".encode() in raw
    many = compose(replace(SIMPLE, to=people * 100))
    assert all(len(line) <= 998 for line in many.split(b"\r\n"))


def test_the_boundary_is_never_in_a_part() -> None:
    item = OutboundAttachment("x", "a/b", b"x")
    raw = compose(replace(SIMPLE, attachments=(item,)))
    boundary = read(raw).get_boundary()
    again = read(compose(replace(SIMPLE, text=f"--{boundary}--", attachments=(item,))))
    assert again.get_boundary() != boundary
    assert len(list(again.iter_parts())) == 2


def test_refusals_name_no_content() -> None:
    with pytest.raises(HeaderInjectionError) as caught:
        compose(replace(SIMPLE, subject="secret\r\nBcc: x@y.example", date=datetime.now(UTC)))
    assert "secret" not in str(caught.value)
