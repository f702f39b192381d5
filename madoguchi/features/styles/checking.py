"""What a draft lacks of the style that is wanted: a hint to whoever writes, never more.

It counts and looks for words, and understands nothing. Letters of Japanese count one, all others a half (a Japanese
sentence says about twice as much in a letter); quoted lines, what stands below a signature's line, and addresses of
links do not count.
"""

import re
import unicodedata

from madoguchi.features.styles.models import Style

MOST_LETTERS = {True: 200, False: 400}  # of a conversational answer: in a chat, by mail
MOST_STEPS = 3
FEWEST_LETTERS = 15  # below that it has only been begun

_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)
_SIGNATURE = re.compile(r"^-- ?$.*", re.MULTILINE | re.DOTALL)
_ADDRESS = re.compile(r"(?<=\])\([^)\s]*\)|https?://\S+")
_ITEM = re.compile(r"^\s{0,3}(?:\d{1,3}[.)]|[-*+])\s+\S", re.MULTILINE)
_LINK = re.compile(r"\]\(\S+\)|https?://\S+")
_GOES_ON = re.compile(
    r"次[にはへの]|その後|そのあと|続[けい]て|まず|もし|場合|際[はに]|あわせて|併せて|ご不明|ください|下さい|お試し|改めて|までに"
    r"|ご連絡(?:いた|し|を)|\b(?:next|then|afterwards|first|if|in case|please|let (?:us|me) know|once|until"
    r"|(?:we|i)(?:'| wi)ll|you can|try)\b",
    re.IGNORECASE,
)


def lacking(style: str, text: str, *, is_chat: bool) -> list[str]:
    """For a conversational answer "long" and "steps" (too many at once), for a comprehensive one "next" (nothing says
    what comes next); none where it fits, and where hardly anything is written."""
    whole = _SIGNATURE.sub("", _QUOTED.sub("", text))
    letters = letters_in(_ADDRESS.sub("", whole))
    if letters < FEWEST_LETTERS:
        return []
    items = len(_ITEM.findall(whole))
    if style == Style.CONVERSATIONAL:
        found = {"long": letters > MOST_LETTERS[is_chat], "steps": items > MOST_STEPS}
    elif style == Style.COMPREHENSIVE:
        found = {"next": not items and not _LINK.search(whole) and not _GOES_ON.search(whole)}
    else:
        found = {}
    return [name for name, is_so in found.items() if is_so]


def letters_in(text: str) -> float:
    """How long a text is: letters of Japanese count one, others a half."""
    return sum(1 if unicodedata.east_asian_width(one) in "WF" else 0.5 for one in text if not one.isspace())
