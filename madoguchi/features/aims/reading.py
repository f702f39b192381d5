"""The question and the wish in a customer's own words, by rules that anybody can follow. Pure."""

import re

from madoguchi.features.aims.models import LONGEST
from madoguchi.features.articles.drafting import asked_in

_LONG = 60  # letters of a Japanese wish, from which on its last clause is enough
_MANNERS = re.compile(
    r"(?:教えて|ご?教示|お?伺い|お?聞き|聞き|お?尋ね|お?訊き|質問|ご?相談|問い?合わ?せ|お願い|ご?連絡|ご?確認|確認|知り|して|頂き|いただき|もらい)"
    r"(?:して|いただき|頂き|もらい|し|させて|させていただき)*たい"
)
_WISH_JA = re.compile(r"([^。！？!?\n]{2,120}?(?:たい|たく(?=て|、|思|存)))")
_FOR_JA = re.compile(r"([^。、！？!?\n]{2,60}?(?:[うくすつぬぶむるぐ](?=ため(?:に|、|の))|の(?=ために)))ため")
_STUCK_JA = re.compile(
    r"([^。！？!?\n、]{2,50}?)(?:でき(?:ない|ません|なくて|ず)|(?:出来)(?:ない|ません|なくて|ず))(?:ので|で|ため|から)?、?[^。\n]{0,16}(?:困|お手上げ)"
)
_WISH_EN = re.compile(
    r"\b(?:I|we)(?:'d| would)? ?(?:'m|'re|am|are)? ?(?:really |just )?(?:like|want|need|trying|try|hope|hoping|looking)"
    r" to ([^.?!\n]{3,140})",
    re.IGNORECASE,
)
_SO_EN = re.compile(
    r"\b(?:so that (?:I|we|our \w+|my \w+) (?:can|could)|so (?:I|we) can|in order to) ([^.?!,\n]{3,120})", re.IGNORECASE
)
_MANNERS_EN = re.compile(
    r"^(?:know|ask|check|confirm|hear|enquire|inquire|contact|find out|understand|speak|talk|be told)\b", re.IGNORECASE
)
_LEADS = re.compile(
    r"^(?:[\s、,・]|(?:それで|そこで|なお|また|実は|今回|このたび|ちなみに|あと|ですので|なので|そのため)、?)+"
)


def question_of(text: str) -> str:
    """The sentence in which they ask; "" where they ask nothing."""
    return _cut(asked_in(text))


def wish_of(text: str) -> str:
    """What they say that they want to do; "" where they do not say it."""
    said = text.replace("\r\n", "\n")
    found = _purpose(_FOR_JA, said, "") or _wanted(said) or _purpose(_STUCK_JA, said, "できるようにしたい")
    return _cut(found or _english(said))


def _wanted(text: str) -> str:
    for found in _WISH_JA.finditer(text):
        said = found[1]
        if not _MANNERS.search(said):
            return _clause(re.sub(r"たく$", "たい", said))
    return ""


def _purpose(pattern: re.Pattern[str], text: str, end: str) -> str:
    found = pattern.search(text)
    if found is None or re.search(r"(?:この|その|念の|何の|なんの)$", found[1]):
        return ""
    said = _LEADS.sub("", found[1]).strip()
    return f"{said}{end}" if end else _as_wish(said)


def _as_wish(said: str) -> str:
    """「集計を提出するため」 is 「集計を提出したい」; what is no verb stays a purpose.
    What has happened is a reason."""
    if re.search(r"(?:た|だ|ない|いる|ある|しまう)$", said):
        return ""
    return f"{said[:-2]}したい" if said.endswith("する") else f"{said}ため"


def _english(text: str) -> str:
    for pattern in (_SO_EN, _WISH_EN):
        for found in pattern.finditer(text):
            said = " ".join(found[1].split()).rstrip(" ,;:")
            if not _MANNERS_EN.match(said):
                return said[0].upper() + said[1:]
    return ""


def _clause(said: str) -> str:
    said = re.sub(r"^[^、]{2,40}(?:です|ます|だ)が、(?=.{6})", "", _LEADS.sub("", said)).strip()
    if len(said) > _LONG and "、" in said:
        said = said.rpartition("、")[2] if len(said.rpartition("、")[2]) > 8 else said
    return said


def _cut(said: str) -> str:
    said = " ".join(said.replace("\x00", "").split())
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
