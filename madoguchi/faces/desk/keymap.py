"""The commands of one person: which they may use, by which keys, and how these are written for their machine."""

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property

from django.http import HttpRequest
from django.urls import reverse

from madoguchi.core.people.models import User
from madoguchi.faces.desk.seat import Seat
from madoguchi.features.commands.command import GROUPS, Command
from madoguchi.features.commands.keys import keymap
from madoguchi.features.commands.pages import PAGES
from madoguchi.features.commands.registry import COMMANDS

CHORD = re.compile(r"((?:(?:Mod|Ctrl|Alt|Shift)\+)*)(.+)")
MACS = ("Mac OS X", "iPhone", "iPad")
CAPS = {"Mod": "Ctrl", "ArrowUp": "↑", "ArrowDown": "↓", "ArrowLeft": "←", "ArrowRight": "→", "Escape": "Esc"}
MAC_CAPS = CAPS | {"Mod": "⌘", "Ctrl": "⌃", "Alt": "⌥", "Shift": "⇧", "Enter": "⏎"}


@dataclass(frozen=True)
class Keymap:
    """`keys` are those of the person by the names of their commands; `is_mac` says how they are written."""

    keys: dict[str, str]
    is_mac: bool = False
    own: frozenset[str] = frozenset()  # the commands whose keys are not the defaults

    def caps(self, name: str) -> list[str]:
        """What stands on the keys of a command, one text a chord: ["E"], ["G", "M"], ["Ctrl+Enter"], ["⌘⏎"]."""
        return [self._written(chord) for chord in self.keys.get(name, "").split()]

    def _written(self, chord: str) -> str:
        if self.is_mac:
            return "".join(MAC_CAPS.get(part, part.upper()) for part in _parts(chord))
        return "+".join(CAPS.get(part, part if len(part) > 1 else part.upper()) for part in _parts(chord))


def keymap_of(request: HttpRequest) -> Keymap:
    """The keys of whoever asks; the defaults before sign-in."""
    user = getattr(request, "user", None)
    is_mac = any(mark in request.headers.get("User-Agent", "") for mark in MACS)
    if not isinstance(user, User):
        return Keymap(keymap({}), is_mac)
    return Keymap(keymap(user.keys, characters=user.character_keys), is_mac, frozenset(user.keys))


@dataclass(frozen=True)
class Commands:
    """What the templates ask: the commands that this person may use, and their keys."""

    seat: Seat
    keymap: Keymap

    @cached_property
    def allowed(self) -> list[Command]:
        return [one for one in COMMANDS.values() if not one.permission or self.seat.may(one.permission)]

    @property
    def groups(self) -> list[tuple[str, list[tuple[Command, list[str]]]]]:
        """(heading, [(command, caps)]) of those that have a key, for the sheet of keys; one key is told once."""
        shown = [(one, self.keymap.caps(one.name)) for one in self.allowed if not one.shares]
        return [
            (str(label), lines)
            for group, label in GROUPS.items()
            if (lines := [(one, caps) for one, caps in shown if caps and one.group == group])
        ]

    @property
    def remappable(self) -> list[tuple[str, list[tuple[Command, bool, str]]]]:
        """(heading, [(command, whether its key is the person's own, the default as written)]) of all with a key."""
        usual = Keymap({one.name: one.key for one in self.allowed}, self.keymap.is_mac)
        lines = [
            (one, one.name in self.keymap.own, " ".join(usual.caps(one.name))) for one in self.allowed if not one.shares
        ]
        return [(str(label), [line for line in lines if line[0].group == group]) for group, label in GROUPS.items()]

    @property
    def pages(self) -> list[tuple[str, list[tuple[Command, str]]]]:
        """(heading, [(page, address)]) of the settings that this person may open."""
        shown = [
            (str(heading), [(one, address_of(one.to)) for one in pages if one in self.allowed])
            for heading, pages in PAGES
        ]
        return [(heading, pages) for heading, pages in shown if pages]

    @property
    def choices(self) -> list[tuple[Command, str, str]]:
        """(command, address, heading) of what the palette offers: everything but itself."""
        shown = [one for one in self.allowed if one.name != "palette"]
        return [(one, address_of(one.to), str(GROUPS[one.group])) for one in shown]

    @property
    def as_json(self) -> str:
        """[[key, name, address]] for keyboard.js."""
        known = self.keymap.keys
        return json.dumps(
            [[known[one.name], one.name, address_of(one.to)] for one in self.allowed if one.name in known]
        )


@cache
def address_of(to: str) -> str:
    """Where a command leads, of its `to`; "" for one that the page performs."""
    name, *given = to.split() or [""]
    return reverse(name, args=given) if name else ""


def _parts(chord: str) -> list[str]:
    found = CHORD.fullmatch(chord)
    return [*found[1].split("+")[:-1], found[2]] if found else [chord]
