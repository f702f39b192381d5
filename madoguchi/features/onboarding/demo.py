"""The demo data, and taking it away: by a job, because only the floor that runs the installation can."""

from typing import Literal

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.jobs import FIRST
from madoguchi.core.people.actor import Actor
from madoguchi.core.workspaces.models import Workspace

REMOVE = "madoguchi.remove_demo"
State = Literal["none", "there", "running", "failed"]


def is_keeper(actor: Actor) -> bool:
    """Whether the actor looks after the installation: administers its first real workspace, or with none the demo."""
    first = Workspace.objects.order_by("is_demo", "id").values_list("id", "is_demo").first()
    if first is None or not actor.may("workspace.manage"):
        return False
    return actor.workspace_id == first[0] or (first[1] and Workspace.objects.get(id=actor.workspace_id).is_demo)


def demo_state() -> State:
    """Whether there is demo data, and how its removal stands."""
    if not Workspace.objects.filter(is_demo=True).exists():
        return "none"
    last = ProcrastinateJob.objects.filter(task_name=REMOVE).order_by("-id").values_list("status", flat=True).first()
    if last in ("todo", "doing"):
        return "running"
    return "failed" if last == "failed" else "there"


def ask_demo_removal(*, actor: Actor) -> None:
    """Let a worker take all demo workspaces away, with the people who are nowhere else. Twice is as once.

    Raises Refused("no-demo").
    """
    if not is_keeper(actor):
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    state = demo_state()
    if state == "none":
        raise Refused("no-demo", _("There is no demo data."))
    if state == "running":
        return
    try:
        app.configure_task(REMOVE, lock="demo", queueing_lock="demo", priority=FIRST).defer()
    except AlreadyEnqueued:
        return
