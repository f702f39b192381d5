"""How a chat looks: what may be said of it, and what it is where nothing was said."""

from typing import Any

import pytest

from madoguchi.base.errors import Refused
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.look import DEFAULTS, Look, look_of, typed_look


def test_a_chat_of_which_nothing_was_said_looks_as_usual() -> None:
    assert look_of(Inbox(channel="chat", settings={"sites": []})) == DEFAULTS


def test_what_was_typed_is_kept() -> None:
    typed = typed_look(
        {"colour": " #A02C5A ", "position": "left", "launcher": {"ja": " ご相談  はこちら", "en": ""}, "greeting": {}}
    )
    assert typed == Look("#a02c5a", "left", {"ja": "ご相談 はこちら"})
    assert look_of(Inbox(channel="chat", settings={"chat": typed.kept()})) == typed


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"colour": "red"}, "bad-colour"),
        ({"colour": "#fff;}"}, "bad-colour"),
        ({"position": "top"}, "bad-position"),
        ({"greeting": {"tlh": "nuqneH"}}, "bad-language"),
        ({"launcher": {"ja": "あ" * 41}}, "too-long"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        typed_look(given)
    assert refused.value.code == code


@pytest.mark.parametrize(("colour", "ink"), [("#165e83", "#ffffff"), ("#ffd54a", "#000000"), ("#e60012", "#ffffff")])
def test_what_stands_on_the_colour_can_be_read(colour: str, ink: str) -> None:
    assert Look(colour).ink == ink
