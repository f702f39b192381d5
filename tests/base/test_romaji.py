"""Kana found by Latin letters, however somebody spells them."""

import pytest

from madoguchi.base.romaji import one_spelling, spelled

TYPED = {
    "かいけつ": ("kaiketsu", "kaiketu"),
    "ほけん": ("hoken", "hokenn"),
    "ほりゅう": ("horyuu", "horyu"),
    "しんぶん": ("shinbun", "shimbun", "sinbunn"),
    "まっちゃ": ("matcha", "maccha", "mattya"),
    "じゅんび": ("junbi", "jyunbi", "zyunbi"),
    "チーム": ("chiimu", "chimu", "timu"),
    "ちょうせい": ("chousei", "tyousei", "chosei"),
    "フィルタ": ("firuta", "hiruta"),
    "さんぽ": ("sampo", "sanpo"),
    "つづき": ("tsuzuki", "tuduki"),
    "けんいん": ("ken'in", "kennin"),
    "ﾀｸﾞ": ("tagu",),
}


@pytest.mark.parametrize(("kana", "latin"), [(kana, latin) for kana, typed in TYPED.items() for latin in typed])
def test_every_spelling_finds_the_kana(kana: str, latin: str) -> None:
    assert one_spelling(latin) == spelled(kana)


@pytest.mark.parametrize("latin", ["k", "ka", "kaik", "kaike", "kaiket", "kaikets"])
def test_what_is_half_typed_finds_it_too(latin: str) -> None:
    assert spelled("かいけつ").startswith(one_spelling(latin))


def test_what_is_no_kana_stays() -> None:
    assert spelled("API の かぎ 7") == "api no kagi 7"
