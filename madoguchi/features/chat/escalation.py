"""What happens as long as somebody in a chat waits for a person: steps after so many seconds (MISSION 17, 59).

Kept in Inbox.settings["chat"], in their order: `"too_long": 45`,
`"steps": [{"after": 30, "does": "tell_responsible", "team_id": null}]`. What is not kept there is as DEFAULT and
TOO_LONG say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.models import Team
from madoguchi.features.chat.patience import LONG, TOO_LONG

TELLS = ("tell_responsible", "tell_takers", "tell_team", "tell_supervisors")
HANDS = ("hand_to_team", "hand_to_free")
OF_A_TEAM = frozenset({"tell_team", "hand_to_team"})
MOST = 6
LONGEST = 3_600  # seconds


@dataclass(frozen=True, slots=True)
class Step:
    """After so many seconds of a wait: `does` is one of TELLS or HANDS, `team_id` the team of those that name one."""

    after: int
    does: str
    team_id: int | None = None


DEFAULT = (Step(LONG, "tell_responsible"),)


def steps_of(inbox: Inbox) -> tuple[Step, ...]:
    """Those of a chat, the earliest first."""
    kept = inbox.settings.get("chat", {}).get("steps")
    return DEFAULT if kept is None else tuple(Step(**one) for one in kept)


def alarm_times(settings: Mapping[str, Any]) -> tuple[int, int]:
    """From the settings of an inbox: seconds after which a wait is long (the first step), and after which too long."""
    chat = settings.get("chat") or {}
    too_long = chat.get("too_long", TOO_LONG)
    return min([one["after"] for one in chat.get("steps") or []] or [min(LONG, too_long)]), too_long


def earlier_steps(steps: Sequence[Step], too_long: int) -> list[dict[str, Any]]:
    """The same steps for a clock that burns after so many seconds: the first at two thirds of it, the others as long
    after the first as they were."""
    first = max(1, too_long * 2 // 3)
    return [asdict(replace(step, after=min(LONGEST, first + step.after - steps[0].after))) for step in steps]


def typed_steps(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As it is kept. Raises Refused("bad-step", "bad-seconds", "too-many-steps", "no-such-team")."""
    if len(given) > MOST:
        raise Refused("too-many-steps", _("At most %(most)d steps.") % {"most": MOST}, field="steps")
    steps = sorted((_typed(one) for one in given), key=lambda step: step.after)
    wanted = {step.team_id for step in steps if step.team_id is not None}
    if Team.objects.filter(id__in=wanted).count() != len(wanted):
        raise Refused("no-such-team", _("This team does not exist."), field="steps")
    return [asdict(step) for step in steps]


def typed_seconds(given: object, field: str) -> int:
    """Raises Refused("bad-seconds")."""
    if isinstance(given, int) and 1 <= given <= LONGEST:
        return given
    raise Refused("bad-seconds", _("From 1 to %(most)d seconds.") % {"most": LONGEST}, field=field)


def _typed(given: Mapping[str, Any]) -> Step:
    does, team_id = given.get("does"), given.get("team_id")
    if does not in TELLS + HANDS:
        raise Refused("bad-step", _("Choose what the step does."), field="steps")
    if does not in OF_A_TEAM:
        team_id = None
    elif not isinstance(team_id, int):
        raise Refused("bad-step", _("Choose a team for this step."), field="steps")
    return Step(typed_seconds(given.get("after"), "steps"), does, team_id)
