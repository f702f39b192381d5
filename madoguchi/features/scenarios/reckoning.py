"""What follows from a scenario at 0, 6, 12 and 18 months: contacts, people needed, service level, cost. Pure.

Growth, what a contact takes and the share that is automated are drawn 200 times from normal distributions about what is
supposed; of each result the middle and the range from the 10th to the 90th percentile are kept. The draws are seeded:
the same inputs give the same results, and scenarios are compared on the same luck. In each draw every hour of the week
is an Erlang queue of its own (erlang.py), staffed as the week's contacts are spread: the best rota, which a real one
only comes near to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, log
from random import Random
from typing import Any

from madoguchi.features.scenarios.erlang import needed, service
from madoguchi.features.scenarios.supposing import HOURS, Inputs

HORIZONS = (0, 6, 12, 18)
DRAWS = 200
SEED = 77
WEEKS = 365.25 / 12 / 7  # in a month
DAYS = (5, 2)  # of the week: working, weekend
STEP = 1.05  # loads this near to each other are one


@dataclass(frozen=True, slots=True)
class Drawn:
    """One possible future: growth in points a month, what a contact takes as a factor, automation in points."""

    growth: float
    takes: float
    automation: float


def reckon(inputs: Inputs) -> list[dict[str, Any]]:
    """For each of HORIZONS {"months", "heads", and "cost", and "contacts", "for_people", "needed", "in_time", "left"
    and "busy" as [low, middle, high]}: shares from 0 to 1, contacts and cost (of the heads that there are) a month."""
    found = []
    for months in HORIZONS:
        drawn = [_one(inputs, months, draw) for draw in _draws(inputs)]
        heads = heads_at(inputs, months)
        cost = heads * inputs.week_hours * WEEKS * inputs.hour_cost
        bands = {name: _band([one[name] for one in drawn]) for name in drawn[0]}
        found.append({"months": months, "heads": heads, "cost": round(cost), **bands})
    return found


def heads_at(inputs: Inputs, months: int) -> float:
    return {0: inputs.heads, 6: inputs.heads_6, 12: inputs.heads_12, 18: inputs.heads_18}[months]


def _draws(inputs: Inputs) -> Iterator[Drawn]:
    chance = Random(SEED)  # noqa: S311  # luck of a simulation, not a secret
    for _number in range(DRAWS):
        growth, takes, automation = (chance.gauss(0, 1) for _part in range(3))
        yield Drawn(
            inputs.growth + growth * inputs.growth_doubt,
            max(0.1, 1 + takes * inputs.minutes_doubt / 100),
            automation * inputs.automation_doubt,
        )


def _one(inputs: Inputs, months: int, draw: Drawn) -> dict[str, float]:
    contacts = inputs.volume * max(0.0, 1 + draw.growth / 100) ** months
    way = min(1.0, months / inputs.automation_months)
    automation = inputs.automation + (inputs.automation_goal - inputs.automation) * way
    automation += draw.automation if months else 0
    mine = contacts * (1 - min(100.0, max(0.0, automation)) / 100)
    takes = _step(60 * inputs.minutes * draw.takes)
    ready = heads_at(inputs, months) * inputs.week_hours * (1 - inputs.away / 100)
    wanted, in_time, left, busy = 0.0, 0.0, 0.0, 0.0
    for place, share in enumerate(inputs.profile):
        if not share:
            continue
        days = DAYS[place * 2 // HOURS]
        load = _step(mine / WEEKS * share / days * STEP**takes / 3600)
        wanted += days * ceil(_hands(load, takes, inputs.target, inputs.within, inputs.patience) / inputs.at_once)
        of = _served(load, takes, ready * share / days * inputs.at_once, inputs)
        in_time, left, busy = in_time + share * of[0], left + share * of[1], busy + share * of[2]
    people = wanted / (inputs.week_hours * (1 - inputs.away / 100))
    return {"contacts": contacts, "for_people": mine, "needed": people, "in_time": in_time, "left": left, "busy": busy}


def _served(load: int, takes: int, hands: float, inputs: Inputs) -> tuple[float, ...]:
    """With a fraction of a hand, between those without it and with one more."""
    few, part = floor(hands), hands - floor(hands)
    less, more = (_queue(load, takes, number, inputs.within, inputs.patience) for number in (few, ceil(hands)))
    return tuple(one + part * (other - one) for one, other in zip(less, more, strict=True))


def _step(value: float) -> int:
    """The step on which a value lies: what is near was reckoned before."""
    return round(log(max(value, 1e-6)) / log(STEP))


@lru_cache(maxsize=100_000)
def _queue(load: int, takes: int, hands: int, within: float, patience: float) -> tuple[float, float, float]:
    found = service(STEP**load, hands, takes=STEP**takes, within=within, patience=patience)
    return found.in_time, found.left, found.busy


@lru_cache(maxsize=100_000)
def _hands(load: int, takes: int, target: float, within: float, patience: float) -> int:
    return needed(STEP**load, target / 100, takes=STEP**takes, within=within, patience=patience)


def _band(values: list[float]) -> list[float]:
    """The 10th percentile, the middle, the 90th."""
    ordered = sorted(values)
    return [round(ordered[round(part * (len(ordered) - 1))], 4) for part in (0.1, 0.5, 0.9)]
