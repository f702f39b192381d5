"""Keys as they are kept and compared.

A key is one chord, or two in a row ("g m"). A chord is a sign in lower case or a named key, behind its modifiers in
their order: "e", "?", "Shift+j", "Mod+Enter". Mod is Cmd on a Mac and Ctrl elsewhere. A sign that needs Shift is the
sign itself ("?"); letters name their Shift, because Caps Lock is none.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.features.commands.registry import COMMANDS

MODIFIERS = ("Mod", "Ctrl", "Alt", "Shift")
NAMED = (
    *("Enter", "Tab", "Escape", "Space", "Backspace", "Delete", "Home", "End", "PageUp", "PageDown"),
    *("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", *(f"F{number}" for number in range(1, 13))),
)
CHORD = re.compile(rf"(?:Mod\+)?(?:Ctrl\+)?(?:Alt\+)?(?:Shift\+)?(?:[!-@\[-~]|{'|'.join(NAMED)})")
STEERING = {"Enter", "Tab", "Shift+Tab", "Escape", "Space", "Home", "End", "PageUp", "PageDown", "Backspace", "Delete"}
ARROWS = {f"{shift}Arrow{way}" for shift in ("", "Shift+") for way in ("Up", "Down", "Left", "Right")}
BROWSER = {
    *(f"Mod+{letter}" for letter in "acfhlnopqrtvwxz0123456789-+="),
    *(f"Mod+Shift+{letter}" for letter in "cijnrtw"),
    *("F5", "F6", "F11", "F12", "Alt+F4", "Alt+ArrowLeft", "Alt+ArrowRight", "Mod+Tab", "Mod+Shift+Tab"),
}


def checked_key(value: str) -> str:
    """A key that a command may have; "" for none. Raises Refused("bad-key"), "reserved-key" for the browser's own."""
    chords = value.split()
    if len(chords) > 2 or not all(CHORD.fullmatch(chord) for chord in chords):
        raise Refused("bad-key", _("This is no key that a command can have."), field="key")
    if any(chord in STEERING | ARROWS | BROWSER for chord in chords):
        raise Refused("reserved-key", _("The browser needs this key for itself. Choose another."), field="key")
    return " ".join(chords)


def is_character(key: str) -> bool:
    """Whether typing a plain sign is enough to press it (WCAG 2.2, 2.1.4): those can be switched off."""
    return any(
        chord.removeprefix("Shift+") not in NAMED and not re.match("Mod|Ctrl|Alt", chord) for chord in key.split()
    )


def collides(one: str, other: str) -> bool:
    """Whether two keys cannot both be told: they are the same, or one begins the other."""
    shorter, longer = sorted((one.split(), other.split()), key=len)
    return bool(shorter) and longer[: len(shorter)] == shorter


def keymap(own: Mapping[str, str], *, characters: bool = True) -> dict[str, str]:
    """The key of each command that has one: a person's own before the defaults, which give way to them.

    `own` may name what is no command any more; without `characters` those that a plain sign presses are left out.
    """
    return dict(_keymap(tuple(sorted(own.items())), len(COMMANDS), characters))


@lru_cache(maxsize=1_000)
def _keymap(owned: tuple[tuple[str, str], ...], _commands: int, characters: bool) -> dict[str, str]:
    own = dict(owned)
    found = {name: key for name, key in own.items() if key and name in COMMANDS}
    for command in COMMANDS.values():
        if command.key and command.name not in own and not any(collides(command.key, key) for key in found.values()):
            found[command.name] = command.key
    found |= {one.name: found[one.shares] for one in COMMANDS.values() if one.shares in found}
    return {name: key for name, key in found.items() if characters or not is_character(key)}
