"""Names: what a mail calls somebody, how a letter addresses them, and the forms by which a search may begin."""

import re
from dataclasses import dataclass

from madoguchi.base.text import normal
from madoguchi.core.contacts.models import Contact

_JAPANESE = re.compile(r"[々〆〇ヶぁ-ゖァ-ヺー一-鿿㐀-䶿豈-﫿\U00020000-\U0003134f]+")
_SPACES = re.compile(r"[\s　・,、]+")
_KEY_LENGTH = 200
_MOST_KEYS = 24
_SUFFIXES_UP_TO = 24  # letters of an unbroken Japanese name of which every end can be searched


@dataclass(frozen=True, slots=True)
class Name:
    """A name in parts where it shows them, else as a whole in `display`."""

    family: str = ""
    given: str = ""
    display: str = ""


def read_name(written: str) -> Name:
    """The name that a mail gives: "山田 太郎" has parts; "Taro Yamada" in any order stays whole."""
    whole = re.sub(r"[\x00-\x1f\x7f]", " ", written).strip().strip("\"'").strip()[:200]
    parts = re.split(r"[ 　]", whole)
    if len(parts) == 2 and all(_JAPANESE.fullmatch(part) and len(part) <= 80 for part in parts):
        return Name(family=parts[0], given=parts[1])
    return Name(display=whole)


def addressed(contact: Contact) -> str:
    """A contact's name as it stands on a letter: 山田 花子 様, Olivia Clarke."""
    return f"{contact.name} {honorific_of(contact)}".strip()


def honorific_of(contact: Contact, *, letter_in: str = "") -> str:
    """様 and its like belong to Japanese names; "Jordan Kim 様" helps nobody, and an address is no name.

    In a letter they belong to its language (`letter_in`), whoever gets it.
    """
    if not contact.name or "@" in contact.name:
        return ""
    language = letter_in or contact.language or ("en" if contact.name.isascii() else "ja")
    return contact.honorific if language == "ja" else ""


def names_of(contact: Contact) -> list[str]:
    """All by which one could tell who it is: their names and their company's, where nobody else is to read them. One
    query where the company is not at hand."""
    names = [
        *(contact.name, contact.display_name, contact.family_name, contact.given_name),
        *(contact.family_name_kana, contact.given_name_kana, contact.company.name if contact.company else ""),
    ]
    return [name for name in dict.fromkeys(names) if name]


def keys_of(contact: Contact) -> list[str]:
    """The normal forms of a contact's names: each part, the whole in both orders, each word."""
    wholes = [
        [contact.family_name, contact.given_name],
        [contact.family_name_kana, contact.given_name_kana],
        _SPACES.split(contact.display_name),
    ]
    found: dict[str, None] = {}
    for parts in wholes:
        words = [key for part in parts if (key := normal(part).replace(" ", ""))]
        for key in [*words, "".join(words), "".join(reversed(words)), *_ends(words)]:
            found[key[:_KEY_LENGTH]] = None
    return [key for key in found if key][:_MOST_KEYS]


def key_of(text: str) -> str:
    """What somebody typed into a search, in the form of the keys."""
    return _SPACES.sub("", normal(text))[:_KEY_LENGTH]


def _ends(words: list[str]) -> list[str]:
    """For a Japanese name written in one piece, where nobody knows where the given name begins."""
    if len(words) != 1 or len(words[0]) > _SUFFIXES_UP_TO or words[0].isascii():
        return []
    return [words[0][start:] for start in range(1, len(words[0]) - 1)]
