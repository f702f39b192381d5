"""The phrasebook is complete in both languages, and no phrase of it says two things."""

from collections import Counter
from collections.abc import Iterator

from madoguchi.features.answers.phrasebook import FOLDER, LANGUAGES, chatter, intents


def every_phrase() -> Iterator[str]:
    for intent in intents():
        for phrases in intent.phrases.values():
            yield from phrases


def key(text: str) -> str:
    return "".join(text.casefold().split()).rstrip("。.?!？！")


def twice(texts: Iterator[str]) -> list[str]:
    return [text for text, count in Counter(map(key, texts)).items() if count > 1]


def test_there_are_three_hundred_intents_each_with_a_name_of_its_own() -> None:
    assert len(intents()) >= 300
    assert not twice(intent.id for intent in intents())


def test_each_intent_has_titles_and_eight_phrases_in_both_languages() -> None:
    thin = [
        (intent.id, language)
        for intent in intents()
        for language in LANGUAGES
        if not intent.titles[language] or len(intent.phrases[language]) < 8
    ]
    assert not thin


def test_no_phrase_stands_twice_and_none_is_a_title() -> None:
    assert not twice(every_phrase())
    titles = {key(title) for intent in intents() for each in intent.titles.values() for title in each}
    assert not titles & set(map(key, every_phrase()))


def test_no_title_heads_two_intents() -> None:
    assert not twice(title for intent in intents() for each in intent.titles.values() for title in each)


def test_chatter_is_said_in_both_languages_and_is_no_question_of_an_intent() -> None:
    for language in LANGUAGES:
        assert len(chatter(language)) >= 150
        assert not twice(iter(chatter(language)))
        assert not set(map(key, chatter(language))) & set(map(key, every_phrase()))
    assert chatter("xx") == ()


def test_a_file_can_be_read_in_one_go() -> None:
    assert not [path.name for path in FOLDER.glob("*.toml") if len(path.read_text().splitlines()) > 400]
