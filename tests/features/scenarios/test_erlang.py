"""Erlang's queues, against known values and against a simulation."""

import heapq
from random import Random

import pytest

from madoguchi.features.scenarios.erlang import incomplete_beta, needed, service, waits

TAKES, WITHIN, PATIENCE = 300.0, 45.0, 180.0


def simulated(load: float, people: int) -> tuple[float, float]:
    """The shares answered in time and given up, of 60,000 who came."""
    chance, at, known = Random(3), 0.0, 60_000
    free = [0.0] * people
    in_time = left = 0
    for _number in range(known):
        at += chance.expovariate(load / TAKES)
        start = max(at, free[0])
        if start - at > chance.expovariate(1 / PATIENCE):
            left += 1
            continue
        heapq.heapreplace(free, start + chance.expovariate(1 / TAKES))
        in_time += start - at <= WITHIN
    return in_time / known, left / known


@pytest.mark.parametrize(("load", "people"), [(10, 9), (3, 2), (20, 24)])
def test_erlang_a_agrees_with_a_simulation(load: float, people: int) -> None:
    found = service(load, people, takes=TAKES, within=WITHIN, patience=PATIENCE)
    in_time, left = simulated(load, people)
    assert found.in_time == pytest.approx(in_time, abs=0.02)
    assert found.left == pytest.approx(left, abs=0.02)
    assert found.busy == pytest.approx(load * (1 - found.left) / people)


def test_erlang_c_has_the_values_of_the_tables() -> None:
    assert waits(8, 10) == pytest.approx(0.4092, abs=1e-4)
    assert waits(10, 10) == 1
    found = service(8, 10, takes=180, within=20)
    assert found.in_time == pytest.approx(1 - 0.4092 * 2.718281828 ** (-2 * 20 / 180), abs=1e-3)
    assert service(8, 8, takes=180, within=20).in_time == 0


def test_needed_is_the_fewest_that_reach_the_target() -> None:
    for patience in (0.0, 120.0):
        people = needed(8, 0.8, takes=180, within=20, patience=patience)
        levels = [service(8, one, takes=180, within=20, patience=patience).in_time for one in (people - 1, people)]
        assert levels[0] < 0.8 <= levels[1]
    assert needed(0, 0.8, takes=180, within=20) == 0


def test_the_incomplete_beta_function() -> None:
    assert incomplete_beta(2, 3, 0.5) == pytest.approx(11 / 16)
    assert incomplete_beta(1, 1, 0.3) == pytest.approx(0.3)
    assert (incomplete_beta(2, 2, 0), incomplete_beta(2, 2, 1)) == (0, 1)


def test_nobody_there_and_nothing_to_do() -> None:
    assert service(0, 0, takes=60, within=10).in_time == 1
    assert service(1, 0, takes=60, within=10, patience=60).left == 1
