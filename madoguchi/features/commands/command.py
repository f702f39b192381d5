"""What a command is."""

from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from madoguchi.base.romaji import spelled
from madoguchi.core.workspaces.models import LANGUAGES

# Where a command applies, in the order of the sheet of keys. The first three need what they name on the page.
GROUPS: dict[str, str | Promise] = {
    "list": _("In the list"),
    "conversation": _("In a conversation"),
    "composer": _("While writing"),
    "anywhere": _("Everywhere"),
    "go": _("Go to"),
    "settings": _("Settings"),
}


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a person can tell the desk to do.

    `label` is written in both languages by its translation; `reading` is the Japanese one in hiragana, and `more`
    holds further words by which somebody may look for it. `key` is the default ("e", "Mod+Enter", "g m"); a command
    that `shares` has the key of the other, because never both of them apply. `to` is an address by its name and
    arguments ("desk:list mine"); without one the page performs it: by the element that says data-command="name", or
    by whatever listens to the event desk:command.
    """

    name: str
    label: str | Promise
    reading: str
    group: str
    key: str = ""
    icon: str = ""
    permission: str = ""
    to: str = ""
    more: str = ""
    shares: str = ""


@cache
def words_of(command: Command) -> str:
    """By what a command is found, with "|" between: its names in all languages, the reading, romaji, the others."""
    names = []
    for code, _language in LANGUAGES:
        with override(code):
            names.append(str(command.label))
    others = command.more.split()
    latin = [spelled(word) for word in others if not word.isascii()]
    kana_alone = [word for word in latin if word.isascii()]
    return "|".join([*names, command.reading, spelled(command.reading), *others, *kana_alone])
