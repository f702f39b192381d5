"""Writes the plan into the database: all of it in one transaction, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from madoguchi.base import clock
from madoguchi.base.tenancy import tenant
from madoguchi.config.demo import PASSWORD, LogIn, Progress
from madoguchi.config.demo.aiming import read_aims
from madoguchi.config.demo.announcing import announce
from madoguchi.config.demo.assisting import let_assist
from madoguchi.config.demo.chatting import chat_with_visitors
from madoguchi.config.demo.chronicle import write_down
from madoguchi.config.demo.content import Cast, casts
from madoguchi.config.demo.driving import say_why_they_wrote
from madoguchi.config.demo.foreseeing import foresee
from madoguchi.config.demo.keeping import keep_replies
from madoguchi.config.demo.knowing import know_the_product
from madoguchi.config.demo.meeting import meet
from madoguchi.config.demo.plan import Plan, plan
from madoguchi.config.demo.playing import follow_playbooks
from madoguchi.config.demo.publishing import open_help_centre
from madoguchi.config.demo.putting_aside import put_aside
from madoguchi.config.demo.seating import furnish, make_workspace
from madoguchi.config.demo.sorting import tell_apart
from madoguchi.config.demo.standing_beside import stand_beside
from madoguchi.config.demo.styling import want_styles
from madoguchi.config.demo.visiting import visit_help_centre
from madoguchi.config.texts import gettext as _
from madoguchi.core.people.models import Role
from madoguchi.core.workspaces.models import Workspace


def load(progress: Progress, *, now: datetime | None = None) -> Sequence[LogIn]:
    """Load what is not there yet. `progress(done, total)` counts conversations."""
    at = now or clock.now()
    wanted = casts()
    present = set(Workspace.objects.filter(is_demo=True).values_list("name", flat=True))
    missing = [plan(cast, at) for cast in wanted if cast.settings["name"] not in present]
    counted = Counter(progress, sum(len(one.scripts) for one in missing))
    with transaction.atomic():
        password = make_password(PASSWORD) if missing else ""
        for one in missing:
            _load(one, at, password, counted.tick)
    return [log_in for cast in wanted for log_in in _log_ins(cast)]


@dataclass(slots=True)
class Counter:
    """Tells how many conversations are written."""

    progress: Progress
    total: int
    done: int = 0

    def tick(self) -> None:
        self.done += 1
        self.progress(self.done, self.total)


def _load(wanted: Plan, now: datetime, password: str, tick: Callable[[], None]) -> None:
    workspace = make_workspace(wanted.cast, now)
    with tenant(workspace.id):
        house = furnish(workspace, wanted.cast, now, password)
        contacts = meet(house, wanted.scripts)
        conversations = write_down(house, contacts, wanted.scripts, now, tick)
        stand_beside(house, contacts, wanted.scripts, conversations)
        keep_replies(house, now)
        know_the_product(house, now)
        announce(house, now)
        open_help_centre(house, now, conversations)
        visit_help_centre(house, now)
        put_aside(house, wanted.aside)
        chat_with_visitors(house, now)
        let_assist(house, now)
        want_styles(house, now)
        say_why_they_wrote(house, now)
        read_aims(house, now)
        tell_apart(house)
        follow_playbooks(house, now)
        foresee(house)
        house.history.write()


def _log_ins(cast: Cast) -> list[LogIn]:
    return [
        LogIn(seat.email, PASSWORD, f"{_(str(Role(seat.role).label))} · {cast.settings['name']}")
        for seat in cast.seats.values()
        if seat.log_in
    ]
