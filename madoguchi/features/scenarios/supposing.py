"""What a scenario supposes. Pure; what is typed or sent is held against the bounds of each number."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused

HOURS = 48  # 24 of a working day, 24 of a day of the weekend
CHANNELS = ("chat", "email")
BOUNDS: Mapping[str, tuple[float, float]] = {
    "volume": (0, 10_000_000),
    "growth": (-50, 100),
    "growth_doubt": (0, 50),
    "minutes": (0.1, 600),
    "minutes_doubt": (0, 90),
    "at_once": (1, 20),
    "automation": (0, 100),
    "automation_doubt": (0, 50),
    "automation_goal": (0, 100),
    "automation_months": (1, 18),
    "heads": (0, 100_000),
    "heads_6": (0, 100_000),
    "heads_12": (0, 100_000),
    "heads_18": (0, 100_000),
    "week_hours": (1, 80),
    "away": (0, 90),
    "target": (1, 99.9),
    "within": (0, 604_800),
    "patience": (0, 86_400),
    "hour_cost": (0, 10_000_000),
}


@dataclass(frozen=True, slots=True)
class Inputs:
    """`volume` contacts a month now; `growth` a month, `automation` (the share that is answered without a person) now
    and at its goal after so many months, `away` (breaks, training, leave) and `target` in percent; the doubts are
    standard deviations, of growth and automation in points, of minutes in percent. `heads` are people now, and from the
    sixth, twelfth, eighteenth month on; `at_once` contacts that one handles. `within` and `patience` in seconds (0: who
    waits, waits for ever). `profile`: which share of the week's contacts falls into each hour of a working day, then of
    a day of the weekend; of those hours in which nothing comes, nobody is there."""

    channel: str = "chat"
    volume: float = 0
    growth: float = 0
    growth_doubt: float = 1
    minutes: float = 6
    minutes_doubt: float = 10
    at_once: float = 1
    automation: float = 0
    automation_doubt: float = 5
    automation_goal: float = 0
    automation_months: float = 6
    heads: float = 1
    heads_6: float = 1
    heads_12: float = 1
    heads_18: float = 1
    week_hours: float = 40
    away: float = 30
    target: float = 80
    within: float = 45
    patience: float = 180
    hour_cost: float = 3000
    profile: tuple[float, ...] = (1 / HOURS,) * HOURS

    def kept(self) -> dict[str, Any]:
        return {**asdict(self), "profile": list(self.profile)}


def inputs_of(given: Mapping[str, Any], base: Inputs) -> Inputs:
    """`base` with what is given. Raises Refused("bad-number", "bad-channel", "bad-profile")."""
    new = {**asdict(base), **{one.name: given[one.name] for one in fields(Inputs) if one.name in given}}
    if new["channel"] not in CHANNELS:
        raise Refused("bad-channel", _("Choose a channel."), field="channel")
    for name, (low, high) in BOUNDS.items():
        try:
            number = float(str(new[name]).replace(",", "").strip())
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            text = _("Enter a number from %(low)s to %(high)s.") % {"low": f"{low:,g}", "high": f"{high:,g}"}
            raise Refused("bad-number", text, field=name)
        new[name] = number
    new["profile"] = _profile(new["profile"])
    return Inputs(**new)


def _profile(given: Any) -> tuple[float, ...]:
    shares = [float(one) for one in given] if isinstance(given, list | tuple) else []
    whole = sum(shares)
    if len(shares) != HOURS or min(shares) < 0 or whole <= 0:
        raise Refused("bad-profile", _("The profile has 48 hours, none of them below 0."), field="profile")
    return tuple(one / whole for one in shares)
