"""Leaving steps of the checklist out."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.onboarding.models import SkippedStep
from madoguchi.features.onboarding.steps import STEPS


def skip_step(name: str, *, actor: Actor) -> None:
    """Leave a step out; twice is as once."""
    _check(name, actor)
    with tenant(actor.workspace_id):
        SkippedStep.objects.get_or_create(workspace_id=actor.workspace_id, step=name)


def take_up_step(name: str, *, actor: Actor) -> None:
    """Take a step up again that was left out."""
    _check(name, actor)
    with tenant(actor.workspace_id):
        SkippedStep.objects.filter(workspace_id=actor.workspace_id, step=name).delete()


def _check(name: str, actor: Actor) -> None:
    require(actor, "workspace.manage")
    if name not in STEPS:
        raise NotAllowed("not-found", _("There is no such step."))
