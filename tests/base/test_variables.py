"""Places in texts that are filled in."""

import pytest

from madoguchi.base.variables import filled, places_in, tidy


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{contact.name}}、{{ agent.name }}です。{{contact.name}}", ["contact.name", "agent.name"]),
        (r"{{contact.family\_name}} {{a.b\|c}}", ["contact.family_name", "a.b"]),
        ("{{}} {{ name }} {contact.name} {{contact.name} {{CONTACT.NAME}} {{contact.\nname}}", []),
    ],
)
def test_the_names_of_the_places(text: str, names: list[str]) -> None:
    assert places_in(text) == names


def test_what_is_known_is_filled_in_and_the_rest_stays_to_be_seen() -> None:
    def fill(name: str, instead: str, after: str) -> str | None:
        return {"a.b": "山田"}.get(name) or instead or (after if name == "c.d" else None)

    assert filled("{{a.b}}様 {{ e.f | there }} {{g.h}} {{c.d}}!?!", fill) == "山田様 there {{g.h}} !?!!?!"


def test_places_are_written_in_one_way() -> None:
    assert tidy(r"{{  contact.family\_name \| お客様 }} {{ a.b }}") == "{{contact.family_name|お客様}} {{a.b}}"


def test_a_long_text_of_braces_takes_no_time() -> None:
    assert places_in("{{a." * 50_000) == []
    assert places_in("{{" + " " * 50_000) == []
