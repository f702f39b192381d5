"""A no with a long background: which part of a reply tells reasons that nobody has asked for yet (MISSION 2). Pure.

It only makes somebody look twice, so it rather misses a case than asks in vain.
"""

import re
import unicodedata
from dataclasses import dataclass

from madoguchi.base.folds import BEGIN, folded
from madoguchi.core.conversations.wording import BEGINNING, own_words

MOST = 240  # columns of reasons that nobody minds: 120 Japanese letters, two lines of English
TITLES = {"ja": "理由を見る", "en": "See the reasons"}

_NO = re.compile(
    r"(?:でき|出来|いただけ|頂け|行え|使え|選べ|変えられ|送れ|承れ|応じられ|お受けでき|対応して(?:おり|い))ませ|できかね|いたしかね|不可(?:能|です|と)"
    r"|(?:未|非)対応|ございませ|ありませ(?!んか)|予定(?:は|が)(?:ござい|あり)ませ|^いいえ"
    r"|\b(?:cannot|can't|can’t|unable to|not (?:possible|available|supported|able)|isn't (?:possible|available)"
    r"|(?:do(?:es)? not|don't) support|unfortunately not)\b|^no\b",
    re.IGNORECASE | re.MULTILINE,
)
_WHY = re.compile(
    r"(?:ため|為)(?:[、。にです]|$)|(?:ので|から)(?:[、。です]|$)|理由|背景|経緯|事情|仕様(?:上|と|です)|設計(?:上|思想)|歴史|もともと|元々|なぜなら|というのも"
    r"|都合(?:上|により)|観点(?:から|で)|方針|\b(?:because|since|due to|the reason|historically|originally|by design"
    r"|architecture|for (?:security|technical|legal|historical) reasons|in order to|as our)\b",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"代わり|代替|別の方法|その場合は|以下の(?:手順|方法)|次の(?:手順|方法)|お試し|ご検討|ご利用ください|ご案内|可能です|いただけます|できます|ご確認ください|押し|開き"
    r"|\b(?:instead|alternative|workaround|you (?:can|could|may)|please|here is how|we can)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"よろしく|お手数|お気軽|失礼いたし|申し訳|\b(?:regards|sincerely|thank you|sorry|apolog)", re.IGNORECASE
)
_LIST = re.compile(r"^\s*(?:[-*+>|#]|\d{1,3}[.)]|:::)", re.MULTILINE)
_SENTENCE = re.compile(r"[^\n。！!？?.]*(?:[。！!？?]+|\.(?=\s|$)|\n|$)")
_JAPANESE = re.compile("[ぁ-ゖァ-ヺ]")


@dataclass(frozen=True, slots=True)
class Background:
    """`letters` of reasons beside a no, and the text with them folded behind a title."""

    letters: int
    folded: str


def background_in(text: str) -> Background | None:
    """None where it says no no, gives few reasons, or folds them already."""
    said = own_words(text)
    no = _NO.search(said[:BEGINNING])
    if no is None or any(BEGIN.fullmatch(line) for line in text.split("\n")):
        return None
    reasons = [part for part in _after(said, no.end()) if _is_reason(part)]
    letters = sum(_columns(part) for part in reasons)
    return Background(sum(map(len, reasons)), _with_fold(text, reasons)) if letters > MOST else None


def _after(text: str, verdict: int) -> list[str]:
    """The parts that may be reasons: the paragraphs after the one with the verdict, and of that what follows its
    sentence. Lists are steps, and no reasons."""
    end = next((found.end() for found in _SENTENCE.finditer(text) if found.end() >= verdict), len(text))
    return [part for part in re.split(r"\n\s*\n", text[end:]) if part.strip() and not _LIST.search(part)]


def _is_reason(part: str) -> bool:
    """What tells why, and no other way; a way is what a customer reads the letter for."""
    return bool(_WHY.search(part)) and not _WAY.search(part) and not (_CLOSING.search(part) and _columns(part) < MOST)


def _with_fold(text: str, reasons: list[str]) -> str:
    """They move behind their title, to where the first of them stood."""
    title = TITLES["ja" if _JAPANESE.search(text) else "en"]
    fold = folded(title, "\n\n".join(part.strip() for part in reasons))
    for part in reasons[1:]:
        text = text.replace(part, "", 1)
    text = text.replace(reasons[0], f"\n\n{fold}\n\n", 1)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text.strip())
