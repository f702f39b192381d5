"""Which keys a command may have, and which key it has for one person."""

import pytest

from madoguchi.base.errors import Refused
from madoguchi.features.commands.keys import checked_key, collides, is_character, keymap


@pytest.mark.parametrize(
    "key", ["e", "?", "/", "+", "Shift+j", "Mod+Enter", "Mod+Shift+Enter", "Alt+1", "Alt++", "g m", "Mod+k g", "F2"]
)
def test_a_key_is_one_chord_or_two(key: str) -> None:
    assert checked_key(key) == key


@pytest.mark.parametrize("key", ["E", "Shift+Mod+j", "g m x", "あ", "Hyper+x", "Mod+", "ee"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(Refused) as caught:
        checked_key(key)
    assert caught.value.code == "bad-key"


@pytest.mark.parametrize("key", ["Enter", "Tab", "Escape", "ArrowDown", "Mod+w", "Mod+c", "g Enter", "F5"])
def test_what_the_browser_needs_is_refused(key: str) -> None:
    with pytest.raises(Refused) as caught:
        checked_key(key)
    assert caught.value.code == "reserved-key"


def test_a_key_that_begins_another_is_in_its_way() -> None:
    assert collides("g", "g m")
    assert collides("g m", "g")
    assert collides("e", "e")
    assert not collides("g m", "g u")
    assert not collides("m", "g m")
    assert not collides("", "")


def test_the_own_keys_come_before_the_defaults() -> None:
    found = keymap({"snooze": "e", "assign": "", "gone-long-ago": "x"})
    assert found["snooze"] == "e"
    assert "resolve" not in found  # it gives way, and does not move to another key by itself
    assert "reopen" not in found
    assert "assign" not in found
    assert "gone-long-ago" not in found


def test_reopening_has_the_key_of_resolving() -> None:
    assert keymap({})["reopen"] == "e"
    assert keymap({"resolve": "x"})["reopen"] == "x"


def test_plain_signs_can_be_switched_off() -> None:
    found = keymap({"snooze": "F2"}, characters=False)
    assert found["send"] == "Mod+Enter"
    assert found["snooze"] == "F2"
    assert "resolve" not in found
    assert "go-mine" not in found
    assert is_character("Shift+j")
    assert not is_character("Alt+1")
