"""Romaji as kana: what somebody types who has no Japanese keyboard at hand, or does not switch to it. And kana as the
romaji of passports."""

import re

_VOWELS = "aiueo"
_ROWS = {
    "": "あいうえお",
    "k": "かきくけこ",
    "g": "がぎぐげご",
    "s": "さしすせそ",
    "z": "ざじずぜぞ",
    "t": "たちつてと",
    "d": "だぢづでど",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
    "m": "まみむめも",
    "r": "らりるれろ",
}
_OTHERS = {
    "ya": "や", "yu": "ゆ", "yo": "よ", "wa": "わ", "wo": "を",
    "shi": "し", "chi": "ち", "tsu": "つ", "fu": "ふ", "ji": "じ",
    "fa": "ふぁ", "fi": "ふぃ", "fe": "ふぇ", "fo": "ふぉ", "she": "しぇ", "che": "ちぇ", "je": "じぇ",
}  # fmt: skip
_WITH_SMALL = {"sh": "し", "ch": "ち", "j": "じ"}
_SMALL = {"a": "ゃ", "u": "ゅ", "o": "ょ"}


def _syllables() -> dict[str, str]:
    made = {row + vowel: kana for row, line in _ROWS.items() for vowel, kana in zip(_VOWELS, line, strict=True)}
    for row, line in _ROWS.items():
        if row:
            made |= {f"{row}y{vowel}": line[1] + small for vowel, small in _SMALL.items()}
    for row, kana in _WITH_SMALL.items():
        made |= {row + vowel: kana + small for vowel, small in _SMALL.items()}
    return made | _OTHERS


_SYLLABLES = _syllables()
# A doubled consonant is a small つ; n stands alone before a consonant and at the end (also m before b, m and p).
_PART = re.compile(
    r"(?P<double>([bcdfghjkpqrstvwxyz])(?=\2)|t(?=ch))|"
    f"(?P<syllable>{'|'.join(sorted(_SYLLABLES, key=len, reverse=True))})|(?P<n>n'?|m(?=[bmp]))|(?P<space> )"
)


def from_romaji(text: str) -> str:
    """Hiragana for Hepburn or Kunrei in small letters; "" where it is not romaji throughout."""
    made, place = [], 0
    while place < len(text):
        found = _PART.match(text, place)
        if found is None:
            return ""
        made.append(_kana(found))
        place = found.end()
    return "".join(made)


def _kana(found: re.Match[str]) -> str:
    if syllable := found["syllable"]:
        return _SYLLABLES[syllable]
    return "っ" if found["double"] else "ん" if found["n"] else ""


_HEPBURN = {"し": "shi", "ち": "chi", "つ": "tsu", "ふ": "fu", "じ": "ji", "ぢ": "ji", "づ": "zu", "を": "o", "ん": "n"}
# What Japanese writes for sounds from elsewhere: キャディ, パーティー, ウェブ, ヴィラ.
_FOREIGN = {
    "てぃ": "ti", "でぃ": "di", "とぅ": "tu", "どぅ": "du", "てゅ": "tyu", "でゅ": "dyu", "ふゅ": "fyu", "いぇ": "ye",
    "うぃ": "wi", "うぇ": "we", "うぉ": "wo", "つぁ": "tsa", "つぃ": "tsi", "つぇ": "tse", "つぉ": "tso",
    "くぁ": "kwa", "くぃ": "kwi", "くぇ": "kwe", "くぉ": "kwo", "ぐぁ": "gwa",
    "ゔ": "vu", "ゔぁ": "va", "ゔぃ": "vi", "ゔぇ": "ve", "ゔぉ": "vo",
    "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o", "ゃ": "ya", "ゅ": "yu", "ょ": "yo",
}  # fmt: skip
_LATIN = (
    {kana: latin for latin, kana in _SYLLABLES.items()}
    | _HEPBURN
    | _FOREIGN
    | {f"{kana}{small}": row + vowel for row, kana in _WITH_SMALL.items() for vowel, small in _SMALL.items()}
)
_KANA = re.compile(f"(?P<double>っ)|(?P<long>ー)|(?P<syllable>{'|'.join(sorted(_LATIN, key=len, reverse=True))})")
_LONG = re.compile("ou|oo|uu")


def to_romaji(kana: str) -> str:
    """Hepburn without long vowels, as passports have it: さとう is sato. "" for what is not hiragana throughout."""
    made, place, doubled = "", 0, False
    while place < len(kana):
        found = _KANA.match(kana, place)
        if found is None:
            return ""
        latin = _LATIN.get(found["syllable"] or "", "")
        made += ("t" if latin.startswith("ch") else latin[:1]) + latin if doubled else latin
        doubled = found["double"] is not None
        place = found.end()
    return _LONG.sub(lambda vowels: vowels[0][0], made)
