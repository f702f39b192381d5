"""Bytes to text when the label is right, wrong, unknown or absent.

A label is believed when the bytes agree with it. Else the text is guessed: escape sequences mean ISO-2022-JP, valid
UTF-8 means UTF-8, and between CP932, EUC-JP and the rest the likeliest characters win (kana before rare kanji).
Everything is linear: guesses look at a sample of at most `_SAMPLE` bytes.
"""

import codecs
import re
from functools import cache

from madoguchi.adapters.channels.email.parse import jis

_SAMPLE = 16_384
_LABELS = {
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji ms-kanji windows-31j windows-932 ms932 x-ms-cp932 csshiftjis "
    "shiftjis s-jis shift_jis-ms x-mac-japanese sjis-win sjis-open shift_jisx0213 shift_jis-2004",
    "jis": "iso-2022-jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-2004 csiso2022jp iso2022jp "
    "iso2022-jp iso-2022jp jis x-jis junet iso_2022-jp iso-2022-jp-ext",
    "jis-windows": "cp50220 cp50221 cp50222 iso-2022-jp-ms x-windows-iso2022jp x-iso-2022-jp windows-50220 "
    "windows-50221 windows-50222 x-windows-50220 x-windows-50221",
    "euc_jp": "euc-jp eucjp x-euc-jp x-euc eucjp-ms eucjp-win cp51932 windows-51932 cseucpkdfmtjapanese ujis eucjpms",
    "utf-8": "utf-8 utf8 utf_8 unicode-1-1-utf-8 utf8mb4 cp65001 utf-8n x-unicode-2-0-utf-8 unicode",
    "utf-7": "utf-7 utf7 unicode-1-1-utf-7 x-unicode-2-0-utf-7 csunicode11utf7",
    "ascii": "us-ascii ascii ansi_x3.4-1968 us iso646-us",
    "cp1252": "iso-8859-1 iso8859-1 latin1 latin-1 windows-1252 cp1252 x-ansi l1 iso_8859-1",
    "gb18030": "gb2312 gbk gb18030 x-gbk gb_2312-80 cp936 windows-936",
    "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5 cp950",
    "cp949": "euc-kr ks_c_5601-1987 ks_c_5601 ksc5601 cp949 windows-949",
    "iso8859_8": "iso-8859-8-i iso-8859-8-e iso-8859-8",
}
_BY_LABEL = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_NO_CHARSETS = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"))
_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,4}=\s{0,4}[\"']?\s{0,4}([A-Za-z0-9_\-]{1,40})", re.IGNORECASE)
_ASCII_RUN = re.compile(rb"[\x00-\x7f]+")
_HALF_WIDTH = re.compile(rb"[\xa1-\xdf]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_KANA = re.compile("[ぁ-んァ-ヶー、。「」]")
_COMMON = re.compile("[一-龥]")
_ODD = re.compile("[ｦ-ﾟ\ue000-\uf8ff\x80-\x9f\ufffd〓\u0370-\u052f\u2500-\u257f]")


def decode(data: bytes, label: str = "") -> tuple[str, str]:
    """The text, and the name of a defect or "": `charset_unknown`, `charset_wrong` or `charset_undecodable`."""
    for mark, named in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(named, "replace").lstrip("\ufeff"), ""
    codec = codec_of(label)
    plain = data.isascii() and b"\x1b" not in data and b"\x0e" not in data
    if plain and (codec or "ascii") not in {
        "utf-7",
        "jis",
        "jis-windows",
        "hz",
        "iso2022_kr",
        "utf-16",
        "utf-16-le",
    }:
        return data.decode("ascii"), "" if codec or not label else "charset_unknown"
    if codec in {"jis", "jis-windows"} and (data.isascii() or jis.looks_like(data)):
        text, clean = jis.decode(data, windows=codec == "jis-windows")
        return text, "" if clean else "charset_undecodable"
    if codec is None or codec in {"ascii", "cp1252", "jis", "jis-windows"}:
        return _guess(data, codec, label)
    return _by_label(data, codec)


def codec_of(label: str) -> str | None:
    """Our name of the codec behind a charset label, or None for a label that nobody knows."""
    cleaned = label.strip().strip("\"'").strip().lower().split("*")[0]
    return _lookup(cleaned[:60])


def meta_label(data: bytes) -> str:
    """The charset that the head of an HTML document names, or ""."""
    match = _META.search(data, 0, 4096)
    return match.group(1).decode("ascii") if match else ""


@cache
def _lookup(label: str) -> str | None:
    if label in _BY_LABEL:
        return _BY_LABEL[label]
    if not label or not label.isascii():
        return None
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # base64, rot13, punycode and their like are registered as codecs too; they are no charsets.
    is_text = getattr(info, "_is_text_encoding", True) and info.name.replace("-", "_") not in _NO_CHARSETS
    return info.name if is_text else None


def _by_label(data: bytes, codec: str) -> tuple[str, str]:
    if data.isascii() and jis.looks_like(data) and not codec.startswith("iso2022"):
        return jis.decode(data)[0], "charset_wrong"
    text = _strict(data, codec)
    if codec == "utf-8":
        return (text, "") if text is not None else _guess_wrong(data, codec)
    unlabelled = _strict(data, "utf-8") if not data.isascii() else None
    if text is None:
        return (unlabelled, "charset_wrong") if unlabelled is not None else _guess_wrong(data, codec)
    if unlabelled is not None and _score(unlabelled) > _score(text):
        return unlabelled, "charset_wrong"
    if codec == "cp932" and _odd_share(text) > 0.3:
        other = _strict(data, "euc_jp")
        if other is not None and _score(other) > _score(text):
            return other, "charset_wrong"
    return text, ""


def _guess_wrong(data: bytes, codec: str) -> tuple[str, str]:
    """The label is known but the bytes do not obey it: mostly right with some damage, or another charset altogether."""
    damaged = _replaced(data, codec)
    lost = damaged.count("\ufffd")
    if jis.looks_like(data):
        return jis.decode(data)[0], "charset_wrong"
    best = _best(data)
    if lost * 50 <= len(damaged) and codec != "utf-8" and (best is None or _score(best) <= _score(damaged)):
        return damaged, "charset_undecodable"
    high = sum(map(len, re.findall(rb"[\x80-\xff]+", data[:_SAMPLE])))
    if best is not None and not (codec == "utf-8" and lost * 10 <= high and _score(damaged) > 0):
        return best, "charset_wrong"
    return damaged, "charset_undecodable"


def _guess(data: bytes, codec: str | None, label: str) -> tuple[str, str]:
    defect = "charset_wrong" if codec and codec != "cp1252" else "charset_unknown" if label else "charset_missing"
    if jis.looks_like(data):
        return jis.decode(data)[0], defect if codec != "cp1252" else "charset_wrong"
    text = _strict(data, "utf-8")
    if text is not None:
        return text, "charset_wrong" if codec == "cp1252" else defect
    best = _best(data)
    if best is not None:
        latin = data.decode("cp1252", "replace")
        same = codec == "cp1252" and best == latin
        return best, "" if same else "charset_wrong" if codec == "cp1252" else defect
    if codec == "cp1252":
        return data.decode("cp1252", "replace"), ""
    candidates = [_replaced(data, name) for name in ("cp932", "utf-8", "euc_jp")]
    return max(candidates, key=lambda text: _score(text) - 20 * text[:_SAMPLE].count("\ufffd")), defect


def _best(data: bytes) -> str | None:
    """The likeliest reading that leaves no byte over."""
    sample = data[:_SAMPLE]
    readings = {}
    for codec in ("cp932", "euc_jp"):
        text = _strict(data, codec)
        if text is not None and (sample is data or text):
            readings[codec] = (_score(text), text)
    if "cp932" in readings and _is_half_width(sample):
        return readings["cp932"][1]
    western = data.decode("cp1252", "replace")
    if "\ufffd" not in western:
        readings["cp1252"] = (_western_score(western), western)
    return max(readings.values(), key=lambda pair: pair[0])[1] if readings else None


def _is_half_width(sample: bytes) -> bool:
    """Bytes that could be half-width kana or kanji of EUC-JP: kana, if as kanji many of them would be rare ones."""
    high = _ASCII_RUN.sub(b"", sample)
    rare = sum(lead >= 0xD0 for lead in high[::2])
    return _HALF_WIDTH.fullmatch(high) is not None and rare * 10 > len(high[::2]) * 3


def _western_score(text: str) -> float:
    """Accented letters inside words speak for it; long runs of them, or signs, against it."""
    sample = text[:_SAMPLE]
    letters = len(re.findall(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ]", sample))
    runs = len(re.findall(r"[\x80-\xff‚-™Œ-ž]{3,}", sample))
    signs = len(re.findall(r"[¡-¿\x80-\x9f×÷]", sample)) - len(re.findall(r"[£§©®°»«–—‘’“”…€\xa0]", sample))
    return 2.0 * letters - 3 * max(signs, 0) - 8 * runs


def _score(text: str) -> float:
    sample = text[:_SAMPLE]
    return 3.0 * len(_KANA.findall(sample)) + len(_COMMON.findall(sample)) - 3 * len(_ODD.findall(sample))


def _odd_share(text: str) -> float:
    sample = [ch for ch in text[:_SAMPLE] if ch > "\x7f"]
    return len(_ODD.findall("".join(sample))) / len(sample) if sample else 0.0


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return _whole(data.decode(codec))
    except (UnicodeDecodeError, LookupError, ValueError):
        return _vendor_euc(data) if codec == "euc_jp" else None


def _vendor_euc(data: bytes) -> str | None:
    """EUC-JP with the vendor rows of eucJP-ms: cell by cell through the JIS table. None if it is not EUC at all."""
    out, at, size = [], 0, len(data)
    while at < size:
        byte = data[at]
        pair = data[at + 1 : at + 2]
        if byte < 0x80:
            end = at + 1
            while end < size and data[end] < 0x80:
                end += 1
            out.append(data[at:end].decode("ascii"))
            at = end
        elif byte == 0x8E and pair and 0xA1 <= pair[0] <= 0xDF:
            out.append(pair.decode("cp932"))
            at += 2
        elif byte == 0x8F and len(data) >= at + 3:
            out.append(data[at : at + 3].decode("euc_jp", "replace"))
            at += 3
        elif 0xA1 <= byte <= 0xFE and pair and 0xA1 <= pair[0] <= 0xFE:
            out.append(jis.windows_cell(byte, pair[0]))
            at += 2
        else:
            return None
    return "".join(out)


def _replaced(data: bytes, codec: str) -> str:
    try:
        return _whole(data.decode(codec, "replace"))
    except (LookupError, ValueError):
        return data.decode("latin-1")


def _whole(text: str) -> str:
    """Halves of surrogate pairs, which UTF-7 and UTF-16 can smuggle in, can be stored nowhere: they become U+FFFD."""
    return _SURROGATE.sub("\ufffd", text) if _SURROGATE.search(text) else text
