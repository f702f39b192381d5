"""Personal data out of a text before it leaves, and back into what came of it. Pure.

Each datum becomes a placeholder ("[MAIL-1]"), the same one wherever it stands, so that the text keeps its sense. What
is known of the customer (names) is taken out by value, everything else by its look; in doubt it is taken out.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from madoguchi.base.text import normal

_D = "[0-9０-９]"
_GAP = "[-‐‑–—ー－−. 　]"  # between the digits of one number
_NO_LETTER_BEFORE, _NO_LETTER_AFTER = "(?<![A-Za-z0-9０-９-])", "(?![A-Za-z0-9０-９-])"
_HAN = "一-龥々ヶヵ"
_NOBODY = "皆|各位|御中|担当者|会員|貴|何|同|王|神|殿|俺|奥|ユーザー?|メーカー|サポート"  # before 様
_HONORIFIC = "[ 　]?(?:様|さま|さん|氏|くん|ちゃん)"
_FULL_NAME = f"[{_HAN}]{{2,6}}(?:[ 　][{_HAN}]{{1,4}})?"
_PREFECTURE = f"(?:北海道|東京都|大阪府|京都府|[{_HAN}]{{2,3}}県)"
_HOUSE = f"(?:{_D}{{1,5}}|[一二三四五六七八九十]{{1,3}})(?:(?:丁目|番地?|号|の|{_GAP}){_D}*)+"
_ROOM = r"(?:[^\s、。,]{1,20}?号室?)?"
_FULL_MAIL = "Ａ-Ｚａ-ｚ０-９＿．－"
_STREET = "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Place|Pl|Square|Sq"
_COUNTRY, _AREA = rf"(?:[+＋]{_D}{{1,3}}{_GAP}?)?", rf"[(（]?{_D}{{1,5}}[)）]?{_GAP}?"
_DIALLED = rf"{_COUNTRY}{_AREA}{_D}{{1,4}}{_GAP}{_D}{{3,4}}(?:{_GAP}{_D}{{2,4}})?"
_CALLED = rf"(?P<it>[{_HAN}]{{1,5}}(?:[ 　][{_HAN}]{{1,4}})?|[ァ-ヴー]{{2,10}})(?={_HONORIFIC})"
_PRESENTED = r"\b(?:[Mm]y name is|M(?:r|rs|s|x)\.?|Dr\.?|[Tt]his is|Dear|I am|I'm|[Rr]egards,|Thanks,|Best,)\s+"
_PERSON = r"(?P<it>(?!Sir|Madam|Team|Support|All|Not|The|In|On)[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})"

_FIRST = (
    ("LINK", r"(?<![A-Za-z0-9])(?:(?:https?|ftp)://|www\.)[^\s<>\"'、。」』）)\]]+"),
    ("MAIL", rf"[A-Za-z0-9._%+'\-{_FULL_MAIL}]{{1,64}}[@＠][A-Za-z0-9.\-{_FULL_MAIL}]{{1,190}}[A-Za-zＡ-Ｚａ-ｚ]"),
)
# In this order: what was found is not looked at again. The group "it" is the datum, or all of it without one.
_THEN = (
    ("CARD", rf"{_NO_LETTER_BEFORE}{_D}(?:{_GAP}?{_D}){{12,18}}{_NO_LETTER_AFTER}"),
    ("ADDRESS", rf"〒[ 　]?{_D}{{3}}{_GAP}?{_D}{{4}}|(?<!{_D}|-){_D}{{3}}[-－]{_D}{{4}}(?!{_D}|{_GAP}{_D})"),
    ("ADDRESS", rf"(?:{_PREFECTURE}|[{_HAN}]{{1,5}}[市区郡])[{_HAN}ぁ-んァ-ヴー]{{1,30}}?{_HOUSE}{_ROOM}"),
    ("ADDRESS", rf"{_PREFECTURE}[{_HAN}]{{1,8}}[市区町村郡](?:[{_HAN}]{{1,12}})?"),
    ("ADDRESS", rf"\b\d{{1,5}}[A-Za-z]?,? (?:[A-Z][\w'.]* ){{1,4}}(?:{_STREET})\b"),
    ("PHONE", rf"{_NO_LETTER_BEFORE}{_DIALLED}{_NO_LETTER_AFTER}"),
    ("PHONE", rf"{_NO_LETTER_BEFORE}(?:[+＋]{_D}{{8,15}}|[0０]{_D}{{9,10}}){_NO_LETTER_AFTER}"),
    ("NUMBER", r"(?<![A-Za-z0-9])[A-Za-z]{1,6}[-_#]?\d{3,}(?:[-_][A-Za-z0-9]+)*"),
    ("NUMBER", r"(?<![A-Za-z0-9])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{8,}"),
    ("NUMBER", rf"(?:\d{{1,3}}\.){{3}}\d{{1,3}}|(?<!{_D})(?:{_D}{_GAP}?){{4,}}{_D}"),
    ("NAME", rf"(?<![{_HAN}ァ-ヴーおご])(?!(?:{_NOBODY}){_HONORIFIC}){_CALLED}"),
    ("NAME", rf"(?P<it>[{_HAN}]{{2,6}}|[ァ-ヴー]{{2,10}}|[ぁ-ん]{{2,5}})(?=[ 　]?(?:と申し|といいます|と言います))"),
    ("NAME", rf"(?:私は|名前は|名義は|氏名[:：は]?)[ 　]*(?P<it>{_FULL_NAME})(?=です|[\s、。]|$)"),
    ("NAME", rf"(?m)^[^\n。、]{{1,24}}の(?P<it>[{_HAN}]{{1,4}})(?=(?:です|でございます)[。.]?[ 　]*$)"),
    ("NAME", rf"{_PRESENTED}{_PERSON}"),
)
_BY_LOOK_FIRST = tuple((kind, re.compile(pattern, re.ASCII if kind == "LINK" else 0)) for kind, pattern in _FIRST)
_BY_LOOK = tuple((kind, re.compile(pattern)) for kind, pattern in _THEN)
_STAND_IN = 0xF0000  # a character of plane 15 stands for the nth datum until all is done: no pattern looks into it
_PLANE = re.compile("[\U000f0000-\U000ffffd]")
_HELD = re.compile(r"\[(LINK|MAIL|CARD|ADDRESS|PHONE|NUMBER|NAME)-(\d{1,4})\]")


@dataclass(slots=True)
class Masks:
    """What was replaced in the texts of one call. `names` are taken out wherever they stand."""

    names: Collection[str] = ()
    _held: dict[str, str] = field(default_factory=dict)
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    def hide(self, text: str) -> str:
        """The text with placeholders; placeholders that somebody wrote into it themselves lose their brackets."""
        text = _HELD.sub(lambda found: f"{found[1]} {found[2]}", _PLANE.sub("", text))
        parts = {part for name in self.names for part in (name.strip(), *re.split(r"[\s　・,、]+", name))}
        names = sorted(parts, key=len, reverse=True)
        by_value = [("NAME", _as_name(name)) for name in names if len(name) > 1]
        taken: list[str] = []
        for kind, pattern in (*_BY_LOOK_FIRST, *by_value, *_BY_LOOK):
            text = self._replaced(pattern, kind, text, taken)
        return _PLANE.sub(lambda found: taken[ord(found[0]) - _STAND_IN], text)

    def hide_in(self, told: Any) -> Any:
        """The same for every text of a value as JSON knows it; names of members stay."""
        if isinstance(told, str):
            return self.hide(told)
        if isinstance(told, dict):
            return {name: self.hide_in(value) for name, value in told.items()}
        return [self.hide_in(one) for one in told] if isinstance(told, list) else told

    def put_back(self, text: str, *, kinds: Iterable[str] | None = None, instead: str = "…") -> str:
        """What came back with the data in place of their placeholders; `kinds` alone where given, `instead` for the
        others and for placeholders that nothing stands behind."""
        allowed = None if kinds is None else set(kinds)

        def back(found: re.Match[str]) -> str:
            may = allowed is None or found[1] in allowed
            return self._held.get(found[0], instead) if may else instead

        return _HELD.sub(back, text)

    def __len__(self) -> int:
        return len(self._held)

    def _replaced(self, pattern: re.Pattern[str], kind: str, text: str, taken: list[str]) -> str:
        def instead(found: re.Match[str]) -> str:
            name = "it" if "it" in pattern.groupindex else 0
            whole, start = found[0], found.start()
            begins, ends = found.span(name)
            taken.append(self._placeholder(kind, found[name]))
            return f"{whole[: begins - start]}{chr(_STAND_IN + len(taken) - 1)}{whole[ends - start :]}"

        return pattern.sub(instead, text)

    def _placeholder(self, kind: str, value: str) -> str:
        same = (kind, normal(value))
        if same not in self._known:
            number = 1 + sum(one == kind for one, _value in self._known)
            self._known[same] = f"[{kind}-{number}]"
            self._held[self._known[same]] = value
        return self._known[same]


def _as_name(name: str) -> re.Pattern[str]:
    """Wherever it stands; one of Latin letters alone as a word, in any case."""
    spaced = r"\s*".join(re.escape(part) for part in name.split())
    if name.isascii():
        return re.compile(rf"(?<![A-Za-z0-9]){spaced}(?![A-Za-z0-9])", re.IGNORECASE)
    return re.compile(spaced)
