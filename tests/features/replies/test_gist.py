"""What a saved reply is about: lists tell replies apart by more than their greetings."""

import pytest

from madoguchi.features.replies.gist import LONGEST, gist_of

OPENINGS = {
    "Japanese": "{{contact.name}}\nお世話になっております。{{agent.family_name}}です。\n返金は3日かかります。",
    "Japanese, with an honorific": "{{contact.family_name}}様\n\nいつもお世話になっております。\n返金は3日かかります。",
    "Japanese, with thanks": "お問い合わせいただき、ありがとうございます。返金は3日かかります。",
}


@pytest.mark.parametrize("text", OPENINGS.values(), ids=OPENINGS)
def test_greetings_are_left_out(text: str) -> None:
    assert gist_of(text) == "返金は3日かかります。"


def test_english_ones_too() -> None:
    text = "Hello {{contact.given_name|there}},\n\nThank you for your message. Your refund is **on its way**."
    assert gist_of(text) == "Your refund is on its way."


def test_what_is_nothing_else_is_shown() -> None:
    assert gist_of("{{contact.name}}\nお世話になっております。") == "… お世話になっております。"


def test_what_only_sounds_like_one_stays() -> None:
    assert gist_of("Dear customers, we are closed. Until Monday.") == "Dear customers, we are closed. Until Monday."
    assert gist_of("{{conversation.subject}}の件、承知しました。") == "…の件、承知しました。"


def test_it_is_short_and_quick() -> None:
    assert len(gist_of("あ" * 100_000)) == LONGEST
    assert len(gist_of("a. " * 100_000)) <= LONGEST
    assert 0 < len(gist_of("お世話になっております。" * 100_000)) <= LONGEST
