"""Laws for every command: it can be found, its key is free, and something performs it."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import override

from madoguchi.base.romaji import spelled
from madoguchi.core.workspaces.policies import PERMISSIONS
from madoguchi.features.commands.command import GROUPS, Command, words_of
from madoguchi.features.commands.keys import checked_key, collides
from madoguchi.features.commands.registry import COMMANDS

DESK = Path(__file__).parents[3] / "madoguchi/faces/desk"
TEMPLATES = {path: path.read_text(encoding="utf-8") for path in sorted((DESK / "templates").rglob("*.html"))}
MODULES = "\n".join(path.read_text(encoding="utf-8") for path in (DESK / "static/desk/js").glob("*.js"))
every_command = pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.name)


@every_command
def test_it_is_called_something_in_both_languages(command: Command) -> None:
    with override("en"):
        english = str(command.label)
    with override("ja"):
        japanese = str(command.label)
    assert english.isascii()
    assert not japanese.isascii()
    assert re.fullmatch(r"[ぁ-んー]+", command.reading), command.reading
    assert command.group in GROUPS


@every_command
def test_it_has_an_icon_and_a_permission_that_exist(command: Command) -> None:
    assert f'id="{command.icon}"' in (DESK / "static/desk/icons.svg").read_text(encoding="utf-8")
    assert not command.permission or command.permission in PERMISSIONS["administrator"]


@every_command
def test_something_performs_it(command: Command) -> None:
    if command.to:
        name, *given = command.to.split()
        assert reverse(name, args=given).startswith(("/desk/", "/accounts/"))
    else:
        named = rf'{{% command "{command.name}"|"{command.name}"|\b{command.name}: '
        assert any(
            re.search(rf'{{% (?:command|tool) "{command.name}"', text) for text in TEMPLATES.values()
        ) or re.search(named, MODULES)


def test_no_key_is_given_twice() -> None:
    keys = {command.name: command.key for command in COMMANDS.values() if command.key}
    assert all(checked_key(key) == key for key in keys.values())
    assert [pair for pair in combinations(keys, 2) if collides(keys[pair[0]], keys[pair[1]])] == []


def test_what_shares_a_key_names_a_command_with_one() -> None:
    assert all(COMMANDS[command.shares].key for command in COMMANDS.values() if command.shares)


def test_no_template_writes_a_key_itself() -> None:
    written = re.compile(r"data-key=|<kbd>|aria-keyshortcuts|\((?:Ctrl\+)?[A-Z?/]\)\"")
    assert [path.name for path, text in TEMPLATES.items() if written.search(text)] == []


def test_every_command_in_a_template_is_known() -> None:
    named = {name for text in TEMPLATES.values() for name in re.findall(r'{% (?:command|key|tip|tool) "([^"]+)"', text)}
    assert named <= COMMANDS.keys()


@pytest.mark.parametrize(
    ("name", "romaji"),
    [
        ("take-over", "hikitsugi"),
        ("hand-over", "hikitugi"),
        ("assign", "wariate"),
        ("search", "sagasu"),
        ("settings-appearance", "tema"),
    ],
)
def test_other_words_in_kana_are_found_by_romaji_too(name: str, romaji: str) -> None:
    assert spelled(romaji) in words_of(COMMANDS[name]).split("|")
