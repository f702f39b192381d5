"""Charsets: right, wrong, unknown and absent labels, in bodies and headers."""

# ruff: noqa: E501 - mails are written here as they are sent, line by line

import base64
from collections.abc import Iterator

from tests.mail.sources.case import Case, b64, cp50221, crlf, mail, multipart, part, qp, word

GREETING = "いつもお世話になっております。山田です。\n見積もりの件、よろしくお願いいたします。"
VENDOR = "①②③ ㈱窓口 髙橋様、﨑山様\n合計は～10㌔です。Ⅳ章を参照。"
KANA = "ｶﾌﾞｼｷｶﾞｲｼｬ ﾏﾄﾞｸﾞﾁ\n請求書ﾉｹﾝ"


def cases() -> Iterator[Case]:
    yield from _bodies()
    yield from _guessed()
    yield from _escapes()
    yield from _html()
    yield from _headers()


def _body(name: str, text: str, data: bytes, label: str, coding: str = "8bit") -> Case:
    kind = f"text/plain; charset={label}" if label else "text/plain"
    return Case(f"body-{name}", mail(data, kind=kind, coding=coding), {"text": text, "reply_text": text})


def _bodies() -> Iterator[Case]:
    for name, text, label, codec in (
        ("utf8", VENDOR, "utf-8", "utf-8"),
        ("utf8-upper", GREETING, "UTF8", "utf-8"),
        ("sjis", GREETING, "Shift_JIS", "cp932"),
        ("sjis-vendor", VENDOR, "Shift_JIS", "cp932"),
        ("sjis-half-width", KANA, "Shift_JIS", "cp932"),
        ("x-sjis", VENDOR, "x-sjis", "cp932"),
        ("ms-kanji", VENDOR, "MS_Kanji", "cp932"),
        ("windows-31j", VENDOR, '"Windows-31J"', "cp932"),
        ("sjis-backslash", "表示ソフト能力十構造\n予算の貼付", "shift_jis", "cp932"),
        ("euc", GREETING, "EUC-JP", "euc_jp"),
        ("euc-half-width", KANA, "x-euc-jp", "euc_jp"),
        ("utf16", GREETING, "utf-16", "utf-16"),
        ("utf7", GREETING, "utf-7", "utf-7"),
        ("latin1", "Café à la carte, naïve façade.", "iso-8859-1", "latin-1"),
        ("windows-1252", "It’s “quoted” — 10 €", "windows-1252", "cp1252"),
        ("gb2312", "您好，订单有问题。", "gb2312", "gb18030"),
        ("big5", "您好，訂單有問題。", "big5", "big5"),
        ("euc-kr", "안녕하세요. 주문 문의입니다.", "ks_c_5601-1987", "cp949"),
        ("koi8", "Здравствуйте, заказ не пришёл.", "koi8-r", "koi8-r"),
    ):
        coding = "base64" if codec == "utf-16" else "8bit"
        data = text.replace("\n", "\r\n").encode(codec)
        yield _body(name, text, b64(data) if coding == "base64" else data, label, coding)
    yield _body("jis", GREETING, crlf(GREETING, "iso2022_jp"), "ISO-2022-JP", "7bit")
    yield _body("jis-wave-dash", "10時〜11時", crlf("10時〜11時", "iso2022_jp"), "ISO-2022-JP", "7bit")
    yield _body("jis-vendor", VENDOR, cp50221(VENDOR.replace("\n", "\r\n")), "ISO-2022-JP", "7bit")
    yield _body("jis-half-width", KANA, cp50221(KANA.replace("\n", "\r\n")), "iso-2022-jp", "7bit")
    yield _body("cp50220", VENDOR, cp50221(VENDOR.replace("\n", "\r\n")), "CP50220", "7bit")
    yield _body("jis-base64", GREETING, b64(crlf(GREETING, "iso2022_jp")), "iso-2022-jp", "base64")
    yield _body("jis-quoted-printable", GREETING, qp(crlf(GREETING, "iso2022_jp")), "iso-2022-jp", "quoted-printable")
    yield _body("eucjp-ms-vendor", "①㈱髙橋", b"\xad\xa1\xad\xea\xfc\xe2\xb6\xb6", "eucJP-ms")


def _guessed() -> Iterator[Case]:
    for name, text, label, codec in (
        ("sjis-without-label", GREETING, "", "cp932"),
        ("euc-without-label", GREETING, "", "euc_jp"),
        ("utf8-without-label", GREETING, "", "utf-8"),
        ("jis-without-label", GREETING, "", "iso2022_jp"),
        ("sjis-as-ascii", VENDOR, "us-ascii", "cp932"),
        ("utf8-as-latin1", GREETING, "iso-8859-1", "utf-8"),
        ("utf8-as-sjis", GREETING, "shift_jis", "utf-8"),
        ("utf8-as-jis", GREETING, "iso-2022-jp", "utf-8"),
        ("sjis-as-utf8", GREETING, "utf-8", "cp932"),
        ("sjis-as-jis", GREETING, "iso-2022-jp", "cp932"),
        ("euc-as-sjis", GREETING, "shift_jis", "euc_jp"),
        ("euc-as-utf8", GREETING, "utf-8", "euc_jp"),
        ("jis-as-utf8", GREETING, "utf-8", "iso2022_jp"),
        ("jis-as-sjis", GREETING, "shift_jis", "iso2022_jp"),
        ("sjis-as-unknown", GREETING, "x-unknown", "cp932"),
        ("utf8-as-default", GREETING, "_default", "utf-8"),
        ("latin1-without-label", "Voilà, ça marche à Köln.", "", "latin-1"),
        ("half-width-without-label", "ｶﾌﾞｼｷｶﾞｲｼｬ", "", "cp932"),
    ):
        yield _body(name, text, text.replace("\n", "\r\n").encode(codec), label)


def _escapes() -> Iterator[Case]:
    jis = "日本語".encode("iso2022_jp")
    yield _body(
        "jis-lost-escapes", "日本語です", "日本語です".encode("iso2022_jp").replace(b"\x1b", b""), "iso-2022-jp", "7bit"
    )
    yield _body("jis-shift-out", "ABC ｱｲｳ", b"ABC \x0e123\x0f", "iso-2022-jp", "7bit")
    yield _body("jis-eight-bit-kana", "日本語 ｱｲｳ", jis + b" \xb1\xb2\xb3", "iso-2022-jp", "8bit")
    yield _body("jis-not-closed", "日本語\nabc", b"\x1b$BF|K\\8l\r\nabc", "iso-2022-jp", "7bit")
    yield _body("jis-1978", "日本語", jis.replace(b"$B", b"$@"), "iso-2022-jp", "7bit")
    yield _body("jis-0212", "丂", b"\x1b$(D0!\x1b(B", "iso-2022-jp-1", "7bit")


def _html() -> Iterator[Case]:
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=%s"></head><body><p>見積書①</p></body></html>'
    for label, codec in (("Shift_JIS", "cp932"), ("utf-8", "utf-8"), ("iso-2022-jp", "")):
        source = page % label
        data = source.encode(codec) if codec else cp50221(source)
        raw = mail(data, kind="text/html", coding="8bit")
        yield Case(f"html-meta-{label.lower()}", raw, {"text": "見積書①", "html": source})
    source = '<meta charset="Shift_JIS"><p>日本語</p>'
    yield Case(
        "html-meta-latin1-label", mail(source.encode("cp932"), kind="text/html; charset=iso-8859-1"), {"text": "日本語"}
    )


def _headers() -> Iterator[Case]:
    subject = "【重要】㈱窓口 髙橋様 ご請求①"
    for name, raw in (
        ("raw-utf8", subject.encode()),
        ("raw-sjis", subject.encode("cp932")),
        ("raw-jis", cp50221(subject)),
        ("word-utf8-b", word(subject)),
        ("word-utf8-q", word(subject, encoding="Q")),
        ("word-sjis", word(subject, "Shift_JIS", codec="cp932")),
        ("word-sjis-q", word(subject, "Shift_JIS", "Q", codec="cp932")),
        ("word-jis-vendor", f"=?ISO-2022-JP?B?{base64.b64encode(cp50221(subject)).decode()}?="),
        ("word-language", word(subject).replace("utf-8?", "utf-8*ja?", 1)),
        ("word-unknown-charset", word(subject, "x-none", codec="utf-8")),
        ("word-unpadded", word(subject).replace("==?=", "?=").replace("=?=", "?=")),
    ):
        yield Case(f"subject-{name}", mail(b"x", subject=raw), {"subject": subject})
    yield Case(
        "subject-raw-euc",
        mail(b"x", subject="お問い合わせの件です".encode("euc_jp")),
        {"subject": "お問い合わせの件です"},
    )
    yield from _split_words(subject)


def _split_words(subject: str) -> Iterator[Case]:
    data = subject.encode()
    halves = [base64.b64encode(data[:10]).decode(), base64.b64encode(data[10:]).decode()]
    split = f"=?utf-8?B?{halves[0]}?=\r\n =?utf-8?B?{halves[1]}?="
    yield Case("subject-split-mid-character", mail(b"x", subject=split), {"subject": subject})
    whole = base64.b64encode(data).decode()
    split = f"=?utf-8?B?{whole[:13]}?=\r\n =?utf-8?B?{whole[13:]}?="
    yield Case("subject-split-mid-base64", mail(b"x", subject=split), {"subject": subject})
    split = f"=?utf-8?Q?{'='.join(['', *(f'{b:02X}' for b in data[:4])])}?=\r\n\t=?UTF-8?B?{base64.b64encode(data[4:]).decode()}?="
    yield Case("subject-split-q-and-b", mail(b"x", subject=split), {"subject": subject})
    jis = "お問い合わせ".encode("iso2022_jp")
    first, second = jis[:7], jis[7:]
    split = (
        f"=?iso-2022-jp?B?{base64.b64encode(first).decode()}?= =?iso-2022-jp?B?{base64.b64encode(second).decode()}?="
    )
    yield Case("subject-split-jis", mail(b"x", subject=split), {"subject": "お問い合わせ"})
    mixed = f"Re: {word('見積')} {word('書')} (2) =?utf-8?Q?a_b=3F?="
    yield Case("subject-words-and-text", mail(b"x", subject=mixed), {"subject": "Re: 見積書 (2) a b?"})
    yield Case("subject-word-glued", mail(b"x", subject=f"Re:{word('見積')}様"), {"subject": "Re:見積様"})
    yield Case("subject-word-broken", mail(b"x", subject="=?utf-8?B?abc"), {"subject": "=?utf-8?B?abc"})
    yield Case(
        "subject-folded",
        mail(b"x", subject="a long\r\n subject\r\n\tline"),
        {"subject": "a long subject\tline".replace("\t", " ")},
    )
    attach = multipart("mixed", part(b"x"), part(b"y", 'text/plain; name="a.txt"', content_disposition="attachment"))
    yield Case("ascii-only", attach, {"text": "x", "subject": "test"})
