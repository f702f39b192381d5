"""Characters: vendor rows, wave dashes, labels, and words of RFC 2047 cut anywhere."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.adapters.channels.email.parse import charsets, jis, words
from tests.mail.sources.case import cp50221

JAPANESE = st.text(alphabet="あいうアイウ日本語東京①㈱髙﨑纊Ⅳabc ｱｲｳ。、", min_size=1, max_size=60)


@given(JAPANESE)
def test_windows_iso_2022_jp_survives(text: str) -> None:
    assert jis.decode(cp50221(text))[0] == text


@given(JAPANESE, st.integers(0, 40))
def test_encoded_words_may_be_cut_anywhere(text: str, cut: int) -> None:
    data = text.encode()
    pieces = [piece for piece in (data[:cut], data[cut:]) if piece]
    written = "\r\n ".join(f"=?utf-8?B?{base64.b64encode(piece).decode()}?=" for piece in pieces)
    assert words.decode(written.replace("\r\n", "")) == text


@given(st.binary(), st.sampled_from(["", "utf-8", "shift_jis", "iso-2022-jp", "euc-jp", "utf-7", "x-none", "utf-16"]))
def test_no_bytes_are_refused(data: bytes, label: str) -> None:
    text, _defect = charsets.decode(data, label)
    text.encode("utf-8")
    only_signs = b"\x1b" in data or label in {"utf-7", "utf-16"} or not data.strip(b"\xef\xbb\xbf\xff\xfe\x0e\x0f")
    assert text or only_signs  # shifts and byte order marks alone have no text


@given(st.text())
def test_no_word_is_refused(text: str) -> None:
    words.decode(text)


@pytest.mark.parametrize("label", ["Shift-JIS", "sjis", '"MS932"', " csShiftJIS ", "x-ms-cp932"])
def test_names_of_shift_jis(label: str) -> None:
    assert charsets.codec_of(label) == "cp932"


@pytest.mark.parametrize("label", ["base64", "rot13", "hex", "punycode", "idna", "unicode_escape", "", "日本"])
def test_codecs_that_are_no_charsets(label: str) -> None:
    assert charsets.codec_of(label) is None


def test_half_a_surrogate_pair_is_not_let_through() -> None:
    assert charsets.decode(b"+2AA-", "utf-7")[0] == "\ufffd"
    assert charsets.decode(b"\xff\xfe\x00\xd8a\x00", "utf-16")[0].encode("utf-8")


def test_the_wave_dash_follows_the_sender() -> None:
    assert charsets.decode(b"\x1b$B!A\x1b(B", "iso-2022-jp")[0] == "〜"
    assert charsets.decode(b"\x1b$B!A\x1b(B", "cp50220")[0] == "～"
    assert charsets.decode(b"\x81\x60", "shift_jis")[0] == "～"
