"""How long people wait when so many come and so many answer. Pure.

Arrivals are a Poisson stream, what one contact takes is exponential, who has come first is answered first. Without
patience the queue is Erlang's (C formula, 1917). With it, each waits an exponential time of their own and then leaves:
Palm's queue, Erlang A (Mandelbaum & Zeltyn, Service Engineering in Action: The Palm/Erlang-A Queue, 2007). Whoever
finds m people waiting before n busy ones waits for m+1 ends, which come at the rates n/s, n/s + 1/p, ..., n/s + m/p (s:
what one takes, p: patience); exp(-wait/p) then has the law Beta(p*n/s, m+1), which gives the service level in closed
form.
"""

from dataclasses import dataclass
from math import exp, lgamma, log

MOST_WAITING = 5000
NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Service:
    """`in_time`: the share of all who come that is answered within the time; `left`: the share that gives up; `busy`:
    how much of their time those who answer are at work. All from 0 to 1."""

    in_time: float
    left: float
    busy: float


def service(load: float, people: int, *, takes: float, within: float, patience: float = 0) -> Service:
    """`load` in Erlang (arrivals a second × `takes`); `takes`, `within` and `patience` in seconds, 0 for who waits for
    ever. Without patience and with more load than people, nobody is answered in time in the end."""
    if load <= 0:
        return Service(1.0, 0.0, 0.0)
    if people <= 0:
        return Service(0.0, 1.0 if patience else 0.0, 1.0)
    return _with_patience(load, people, takes, within, patience) if patience else _without(load, people, takes, within)


def needed(load: float, share: float, *, takes: float, within: float, patience: float = 0) -> int:
    """The fewest people with whom `share` of all is answered within the time."""
    if load <= 0:
        return 0
    low, high = 0, max(1, int(load) + 1)
    while service(load, high, takes=takes, within=within, patience=patience).in_time < share:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if service(load, middle, takes=takes, within=within, patience=patience).in_time < share:
            low = middle
        else:
            high = middle
    return high


def waits(load: float, people: int) -> float:
    """Erlang C: the share that has to wait at all, by way of Erlang B and its recursion."""
    if people <= load:
        return 1.0
    blocked = 1.0
    for number in range(1, people + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked / (1 - load / people * (1 - blocked))


def _without(load: float, people: int, takes: float, within: float) -> Service:
    if people <= load:
        return Service(0.0, 0.0, 1.0)
    return Service(1 - waits(load, people) * exp(-(people - load) * within / takes), 0.0, load / people)


def _with_patience(load: float, people: int, takes: float, within: float, patience: float) -> Service:
    shares = _states(load, people, takes / patience)
    free = sum(shares[:people])
    ends, edge = patience * people / takes, exp(-within / patience)
    in_time, queue = free, 0.0
    for waiting, share in enumerate(shares[people:]):
        stays = ends / (ends + waiting + 1)  # until it is their turn
        in_time += share * stays * (1 - incomplete_beta(ends + 1, waiting + 1, edge))
        queue += share * waiting
    left = min(1.0, queue * takes / (patience * load))
    return Service(min(1.0, in_time), left, min(1.0, load * (1 - left) / people))


def _states(load: float, people: int, impatience: float) -> list[float]:
    """How likely 0, 1, 2, ... are there; `impatience`: takes over patience. In logarithms, from the likeliest."""
    logs = [0.0]
    for number in range(1, people + MOST_WAITING):
        rate = min(number, people) + max(0, number - people) * impatience
        logs.append(logs[-1] + log(load / rate))
        if number > people and rate > load and logs[-1] < max(logs[people // 2 :]) - 40:
            break
    most = max(logs)
    weights = [exp(one - most) for one in logs]
    whole = sum(weights)
    return [weight / whole for weight in weights]


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz; Press et al., Numerical Recipes,
    6.4)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, 300):
        even = m * (b - m) / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) / ((a + 2 * m) * (a + 2 * m + 1))
        for part in (even, odd):
            d, c = 1 / _not_zero(1 + part * x * d), _not_zero(1 + part * x / c)
            found *= c * d
        if abs(c * d - 1) < NOTHING:
            break
    return front * found


def _not_zero(value: float) -> float:
    return value if abs(value) > 1e-30 else 1e-30
