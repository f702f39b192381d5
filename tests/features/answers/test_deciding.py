"""It answers where it is sure, asks back where one fact is missing, and gives everything else to a person."""

from madoguchi.features.answers.deciding import Tried, decide, differ_by_one
from madoguchi.features.answers.ranking import Ranked, Ranking

TITLES = {"1": "商品を返品する", "2": "商品を交換する", "3": "請求書を発行する"}


def ranked(*scores: tuple[str, float], confidence: float = 0.5, answer: bool = False) -> Ranking:
    return Ranking(tuple(Ranked(article_id, score) for article_id, score in scores), confidence, answer)


def test_what_it_is_sure_of_is_answered() -> None:
    found = decide(ranked(("1", 0.9), ("3", 0.1), confidence=0.97, answer=True), 0.9, TITLES, Tried())
    assert (found.what, found.article_ids, found.looked_at[0]) == ("answer", ("1",), ("1", 0.9))


def test_two_that_differ_by_one_thing_are_asked_back_for_at_most_twice() -> None:
    close = ranked(("1", 0.5), ("2", 0.45), confidence=0.6)
    assert decide(close, 0.9, TITLES, Tried()).what == "ask"
    assert decide(close, 0.9, TITLES, Tried()).article_ids == ("1", "2")
    assert decide(close, 0.9, TITLES, Tried(backs=2)).what == "person"


def test_two_that_have_nothing_to_do_with_each_other_are_not_asked_for() -> None:
    assert decide(ranked(("1", 0.5), ("3", 0.49), confidence=0.6), 0.9, TITLES, Tried()).why == "unsure"


def test_what_is_far_from_sure_goes_to_a_person_at_once() -> None:
    assert decide(ranked(("1", 0.5), ("2", 0.49), confidence=0.1), 0.9, TITLES, Tried()).why == "unsure"


def test_what_may_not_be_told_or_did_not_help_is_passed_over() -> None:
    sure = ranked(("9", 0.9), ("1", 0.1), confidence=0.97, answer=True)
    assert decide(sure, 0.9, TITLES, Tried()).why == "unsure", "the best one is not for them"
    assert decide(sure, 0.9, {}, Tried()).why == "no_article"
    again = ranked(("1", 0.9), confidence=0.97, answer=True)
    assert decide(again, 0.9, TITLES, Tried(answers=1, useless=frozenset({"1"}))).what == "person"


def test_after_four_answers_a_person_has_it() -> None:
    sure = ranked(("1", 0.9), confidence=0.97, answer=True)
    assert decide(sure, 0.9, TITLES, Tried(answers=4)).why == "tries"


def test_titles_that_differ_by_one_thing() -> None:
    assert differ_by_one("商品を返品する", "商品を交換する")
    assert differ_by_one("Cancel an order", "Change an order")
    assert not differ_by_one("商品を返品する", "請求書を発行する")
    assert not differ_by_one("商品を返品する", "商品を返品する")
