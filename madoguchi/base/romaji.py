"""Kana in Latin letters, in one spelling whatever was typed: the Kunrei one (ISO 3602), with long vowels cut short.

`spelled("かいけつ")` is "kaiketu"; `one_spelling` makes the same of "kaiketsu", which is how Hepburn writes it, and
"shi" and "si", "shimbun" and "sinbunn" become one. For finding, not for showing. words.js holds the same rules.
"""

import re

from madoguchi.base.text import normal

VOWELS = "aiueo"
ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ",
    "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}  # fmt: skip
SIGNS = {kana: row + VOWELS[place] for row, signs in ROWS.items() for place, kana in enumerate(signs)}
SIGNS |= {"や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "を": "o", "ん": "n", "ゔ": "vu", "ぢ": "zi", "づ": "zu"}
SMALL = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
SPELLINGS = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"['’\-]", ""),
        (r"tch", "cch"),
        (r"sh(?=[auoe])|shy", "sy"),
        (r"ch(?=[auoe])|cy", "ty"),
        (r"c(?=ty|ch)", "t"),
        (r"j(?=[auoe])|jy", "zy"),
        (r"sh", "s"),
        (r"ch", "t"),
        (r"ts", "t"),
        (r"j", "z"),
        (r"f", "h"),
        (r"l", "r"),
        (r"di", "zi"),
        (r"du", "zu"),
        (r"m(?=[bmp])", "n"),
        (r"nn+", "n"),
        (r"o[uo]+", "o"),
        (r"([aiue])\1+", r"\1"),
    )
)


def spelled(text: str) -> str:
    """The kana of a text in Latin letters; what is no kana stays, words stay apart."""
    found: list[str] = []
    doubled = False
    for sign in normal(text):
        if sign in SMALL:
            found.append(_joined(found.pop() if found else "", SMALL[sign]))
        elif sign == "っ":
            doubled = True
        elif sign != "ー":
            latin = SIGNS.get(sign, sign)
            found.append(latin[0] + latin if doubled and latin[0] not in VOWELS else latin)
            doubled = False
    return one_spelling("".join(found))


def one_spelling(latin: str) -> str:
    """What was typed in Latin letters, however it spells its kana."""
    for pattern, instead in SPELLINGS:
        latin = pattern.sub(instead, latin)
    return latin


def _joined(before: str, small: str) -> str:
    """き and ゃ make "kya", フ and ァ "ha": the small sign takes the vowel's place."""
    return before.rstrip(VOWELS) + small
