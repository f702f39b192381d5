"""How sure a mean and a difference are."""

from random import Random

import pytest

from madoguchi.features.styles.certainty import Estimate, Sums, difference, mean_of, t95


def sums(customers: list[list[int]]) -> Sums:
    """Of customers, each with the replies of their conversations."""
    n, s = [len(one) for one in customers], [sum(one) for one in customers]
    pairs = list(zip(n, s, strict=True))
    return Sums(
        len(customers),
        sum(n),
        sum(s),
        sum(one * one for one in n),
        sum(one * one for one in s),
        sum(one * other for one, other in pairs),
    )


@pytest.mark.parametrize(("freedom", "table"), [(3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042), (1000, 1.962)])
def test_students_t_is_that_of_the_tables(freedom: int, table: float) -> None:
    assert t95(freedom) == pytest.approx(table, rel=0.01)


def test_one_conversation_each_is_the_usual_interval() -> None:
    found = mean_of(sums([[1], [2], [2], [3], [2]]))
    assert found.value == 2
    assert found.low == pytest.approx(2 - 2.776 * (0.5 / 5) ** 0.5, abs=0.02)


def test_no_question_is_resolved_with_less_than_one_reply() -> None:
    found = mean_of(sums([[1], [1], [4]]))
    assert found.value == 2
    assert found.low == 1


def test_a_customer_who_comes_ten_times_is_no_ten_customers() -> None:
    apart = mean_of(sums([[one] for one in [1, 1, 1, 1, 4, 4, 4, 4] * 5]))
    together = mean_of(sums([[1] * 10, [1] * 10, [4] * 10, [4] * 10]))
    assert apart.value == together.value
    assert (together.high or 0) - (together.low or 0) > 3 * ((apart.high or 0) - (apart.low or 0))


def test_of_one_customer_nothing_is_sure() -> None:
    assert mean_of(sums([[1, 2, 3]])) == Estimate(2)
    assert mean_of(Sums()) == Estimate(None)


def test_few_customers_make_nothing_certain() -> None:
    few = difference([(sums([[5]] * 19), sums([[1]] * 30))])
    assert (few.value, few.low, few.is_certain) == (4, None, False)
    assert difference([]) == Estimate()


def test_inboxes_are_compared_each_with_itself() -> None:
    """At the one inbox everything takes long and most get conversational; that alone is no difference."""
    random = Random(5)
    slow = [[random.randint(4, 6)] for _one in range(200)]
    quick = [[random.randint(1, 3)] for _one in range(200)]
    pairs = [(sums(slow[:160]), sums(slow[160:])), (sums(quick[:40]), sums(quick[40:]))]
    found = difference(pairs)
    assert not found.is_certain
    assert abs(found.value or 9) < 0.5
    pooled = difference([(pairs[0][0] + pairs[1][0], pairs[0][1] + pairs[1][1])])
    assert pooled.is_certain, "which would be wrong"


def test_an_interval_of_95_percent_holds_the_truth_as_often() -> None:
    random, held = Random(11), 0
    for _time in range(400):
        one, other = (
            [[random.choice([1, 1, 2, 3, 5])] * random.choice([1, 1, 3]) for _n in range(40)] for _side in "ab"
        )
        found = difference([(sums(one), sums(other))])
        held += (found.low or 9) <= 0 <= (found.high or -9)
    assert 0.92 <= held / 400 <= 0.98
