"""What the doctor found last. He is of the floor that runs the installation: he is asked, and writes it down here."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.core.people.actor import Actor
from madoguchi.features.onboarding.demo import is_keeper

EXAMINE = "madoguchi.examine"
KEPT = "onboarding.findings"
ASKED = "onboarding.asked"
AT_MOST = timedelta(minutes=2)  # a doctor who has not come back by then does not come


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `state` is "ok", "warning" or "error"; `text` says what to do."""

    check: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found, what is wrong first."""

    at: datetime
    findings: list[Finding]

    @property
    def wrong(self) -> list[Finding]:
        return [one for one in self.findings if one.state != "ok"]


def keep_findings(found: Mapping[str, Sequence[Finding]]) -> None:
    """By the languages in which they are told."""
    told = {language: [asdict(one) for one in findings] for language, findings in found.items()}
    cache.set(KEPT, {"at": now(), "found": told}, timeout=None)


def last_examination() -> tuple[Examination | None, bool]:
    """What was found last, in the running language (None when the doctor never looked), and whether he is looking: he
    was asked, and has written nothing down since."""
    there = cache.get_many([ASKED, KEPT])
    asked, kept = there.get(ASKED), there.get(KEPT)
    if kept is None:
        return None, asked is not None
    told = kept["found"].get((get_language() or "en")[:2]) or kept["found"]["en"]
    order = ("error", "warning", "ok")
    findings = sorted((Finding(**one) for one in told), key=lambda one: order.index(one.state))
    return Examination(kept["at"], findings), asked is not None and kept["at"] < asked


def ask_examination(*, actor: Actor) -> None:
    """Let the doctor look; he takes some seconds."""
    if not is_keeper(actor):
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    cache.set(ASKED, now(), timeout=AT_MOST.total_seconds())
    try:
        app.configure_task(EXAMINE, queueing_lock="examine").defer()
    except AlreadyEnqueued:
        return
