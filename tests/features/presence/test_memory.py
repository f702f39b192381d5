"""Who is where, made of nothing but signs."""

import itertools

import pytest

from madoguchi.features.presence.memory import Memory
from madoguchi.features.presence.signs import EACH_SECONDS, GONE_AFTER, Sign, sign_of

AOI, BEN = 7, 8
_numbers = itertools.count(1)


def sign(person_id: int, conversation_id: int, doing: str = "", *, tab: str = "a", inbox_id: int = 3) -> Sign:
    return Sign(1, person_id, tab, next(_numbers), conversation_id, inbox_id, doing)


def test_somebody_looks_writes_and_goes() -> None:
    memory = Memory()
    assert memory.hear(sign(AOI, 42), at=0) == {(1, 42)}
    assert memory.people_in(1, 42) == {AOI: ""}
    assert memory.hear(sign(AOI, 42, "reply"), at=1) == {(1, 42)}
    assert memory.people_in(1, 42) == {AOI: "reply"}
    assert memory.hear(sign(AOI, 0), at=2) == {(1, 42)}
    assert memory.people_in(1, 42) == {}


def test_a_sign_that_says_the_same_is_no_news() -> None:
    memory = Memory()
    memory.hear(sign(AOI, 42), at=0)
    assert memory.hear(sign(AOI, 42), at=4) == set()


def test_whoever_goes_on_to_another_has_left_the_first() -> None:
    memory = Memory()
    memory.hear(sign(AOI, 42), at=0)
    assert memory.hear(sign(AOI, 43), at=1) == {(1, 42), (1, 43)}
    assert memory.people_in(1, 42) == {}
    assert memory.people_in(1, 43) == {AOI: ""}


def test_a_person_in_two_tabs_is_one_person_until_both_are_closed() -> None:
    memory = Memory()
    memory.hear(sign(AOI, 42, "note", tab="a"), at=0)
    assert memory.hear(sign(AOI, 42, tab="b"), at=0) == set()
    assert memory.people_in(1, 42) == {AOI: "note"}
    memory.hear(sign(AOI, 42, "reply", tab="b"), at=1)
    assert memory.people_in(1, 42) == {AOI: "reply"}
    memory.hear(sign(AOI, 0, tab="b"), at=2)
    assert memory.people_in(1, 42) == {AOI: "note"}
    assert memory.hear(sign(AOI, 0, tab="a"), at=2) == {(1, 42)}


def test_a_sign_that_comes_late_brings_nobody_back() -> None:
    memory = Memory()
    first, last = sign(AOI, 42), sign(AOI, 0)
    memory.hear(last, at=0)
    assert memory.hear(first, at=0) == set()
    assert memory.people_in(1, 42) == {}


def test_whoever_is_silent_is_gone_within_ten_seconds() -> None:
    assert 2 * EACH_SECONDS < GONE_AFTER < 9.5
    memory = Memory()
    memory.hear(sign(AOI, 42), at=0)
    memory.hear(sign(BEN, 42), at=5)
    assert memory.expire(at=GONE_AFTER - 0.1) == set()
    assert memory.expire(at=GONE_AFTER) == {(1, 42)}
    assert memory.people_in(1, 42) == {BEN: ""}
    assert memory.expire(at=100) == {(1, 42)}
    assert memory.people_in(1, 42) == {}


def test_a_tab_that_was_closed_without_a_word_leaves_the_other_one() -> None:
    memory = Memory()
    memory.hear(sign(AOI, 42, "reply", tab="a"), at=0)
    memory.hear(sign(AOI, 42, tab="b"), at=5)
    assert memory.expire(at=GONE_AFTER) == {(1, 42)}
    assert memory.people_in(1, 42) == {AOI: ""}


def test_nothing_is_kept_of_those_who_are_gone() -> None:
    memory = Memory()
    for person_id in range(100):
        memory.hear(sign(person_id, 42), at=0)
    memory.expire(at=100)
    assert (memory._tabs, memory._places) == ({}, {})


def test_workspaces_are_apart() -> None:
    memory = Memory()
    memory.hear(sign(AOI, 42), at=0)
    assert memory.people_in(2, 42) == {}
    assert memory.among(2, [42], None) == {}


def test_of_many_conversations_those_with_somebody_in_them_and_in_these_inboxes() -> None:
    memory = Memory()
    memory.hear(sign(AOI, 42), at=0)
    memory.hear(sign(BEN, 42), at=0)
    memory.hear(sign(BEN, 43, tab="b", inbox_id=4), at=0)
    assert memory.among(1, [41, 42, 43], None) == {42: [AOI, BEN], 43: [BEN]}
    assert memory.among(1, [41, 42, 43], frozenset({3})) == {42: [AOI, BEN]}
    assert memory.among(1, [41, 42, 43], frozenset()) == {}


def test_a_sign_travels_as_a_name() -> None:
    one = Sign(1, AOI, "k3fz", 17, 42, 3, "reply")
    assert one.name == "beat:42@3:7:k3fz:17:reply"
    assert sign_of(1, one.name) == one
    assert sign_of(1, "beat:0@0:7:a:1:") == Sign(1, AOI, "a", 1)


@pytest.mark.parametrize(
    "name", ["beat:", "beat:42@3:7:k3fz:17:text", "beat:x@3:7:a:1:", "beat:42@3:7:A B:1:", "beat:42@3:7:a:1:reply\n"]
)
def test_what_is_no_sign_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no sign"):
        sign_of(1, name)
