"""It answers where it is sure, asks back where one fact is missing, and gives everything else to a person."""

from madoguchi.features.answers.deciding import Tried, decide, differ_by_one, leaves_open
from madoguchi.features.answers.ranking import Ranked, Ranking

ASKED = "買ったもののサイズが合いません。"
TITLES = {"1": "商品を返品する", "2": "商品を交換する", "3": "請求書を発行する"}


def ranked(*scores: tuple[str, float], confidence: float = 0.5, answer: bool = False) -> Ranking:
    return Ranking(tuple(Ranked(article_id, score) for article_id, score in scores), confidence, answer)


def test_what_it_is_sure_of_is_answered() -> None:
    found = decide(ASKED, ranked(("1", 0.9), ("3", 0.1), confidence=0.97, answer=True), 0.9, TITLES, Tried())
    assert (found.what, found.article_ids, found.looked_at[0]) == ("answer", ("1",), ("1", 0.9))


def test_two_that_differ_by_one_thing_are_asked_back_for_at_most_twice() -> None:
    close = ranked(("1", 0.5), ("2", 0.45), confidence=0.6)
    assert decide(ASKED, close, 0.9, TITLES, Tried()).what == "ask"
    assert decide(ASKED, close, 0.9, TITLES, Tried()).article_ids == ("1", "2")
    assert decide(ASKED, close, 0.9, TITLES, Tried(backs=2)).what == "person"


def test_how_sure_it_is_of_the_two_together_says_whether_to_ask() -> None:
    assert decide(ASKED, ranked(("1", 0.5), ("2", 0.45), confidence=0.3), 0.9, TITLES, Tried()).what == "ask"
    assert decide(ASKED, ranked(("1", 0.9), ("2", 0.02), confidence=0.3), 0.9, TITLES, Tried()).why == "unsure"


def test_two_that_have_nothing_to_do_with_each_other_are_not_asked_for() -> None:
    assert decide(ASKED, ranked(("1", 0.5), ("3", 0.49), confidence=0.6), 0.9, TITLES, Tried()).why == "unsure"


def test_what_the_question_says_itself_is_not_asked_back_for() -> None:
    assert leaves_open("通知が届きません", "iPhoneで通知を受け取る", "Androidで通知を受け取る")
    assert not leaves_open("Androidの通知が届きません", "iPhoneで通知を受け取る", "Androidで通知を受け取る")
    assert (
        decide("商品を交換したい", ranked(("1", 0.5), ("2", 0.45), confidence=0.6), 0.9, TITLES, Tried()).why
        == "unsure"
    )


def test_a_third_that_is_near_leaves_it_to_a_person() -> None:
    steep = ranked(("1", 0.98), ("2", 0.02), confidence=0.6)
    assert decide(ASKED, steep, 0.9, TITLES, Tried()).what == "ask", "the best of two that are alike takes nearly all"
    three = ranked(("1", 0.98), ("2", 0.02), ("3", 0.018), confidence=0.6)
    assert decide(ASKED, three, 0.9, TITLES, Tried()).why == "unsure"


def test_what_is_far_from_sure_goes_to_a_person_at_once() -> None:
    assert decide(ASKED, ranked(("1", 0.5), ("2", 0.49), confidence=0.1), 0.9, TITLES, Tried()).why == "unsure"


def test_what_may_not_be_told_or_did_not_help_is_passed_over() -> None:
    sure = ranked(("9", 0.9), ("1", 0.1), confidence=0.97, answer=True)
    assert decide(ASKED, sure, 0.9, TITLES, Tried()).why == "unsure", "the best one is not for them"
    assert decide(ASKED, sure, 0.9, {}, Tried()).why == "no_article"
    again = ranked(("1", 0.9), confidence=0.97, answer=True)
    assert decide(ASKED, again, 0.9, TITLES, Tried(answers=1, useless=frozenset({"1"}))).why == "useless"


def test_after_four_answers_a_person_has_it() -> None:
    sure = ranked(("1", 0.9), confidence=0.97, answer=True)
    assert decide(ASKED, sure, 0.9, TITLES, Tried(answers=4)).why == "tries"


def test_titles_that_differ_by_one_thing() -> None:
    assert differ_by_one("商品を返品する", "商品を交換する")
    assert differ_by_one("Cancel an order", "Change an order")
    assert not differ_by_one("商品を返品する", "請求書を発行する")
    assert not differ_by_one("商品を返品する", "商品を返品する")
