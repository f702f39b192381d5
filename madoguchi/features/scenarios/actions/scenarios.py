"""Keeping scenarios: what is supposed is reckoned through when it is saved."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.scenarios.events import ScenarioDeleted, ScenarioSaved
from madoguchi.features.scenarios.models import Scenario
from madoguchi.features.scenarios.reckoning import reckon
from madoguchi.features.scenarios.supposing import Inputs, inputs_of

MOST = 50


def save_scenario(name: str, given: Mapping[str, Any], *, base: Inputs, actor: Actor) -> Scenario:
    """Keep one that supposes `base` with what is given. Raises Refused("too-many", "empty", "name-taken") and as
    inputs_of()."""
    require(actor, "driver.manage")
    with tenant(actor.workspace_id):
        if Scenario.objects.count() >= MOST:
            raise Refused("too-many", _("At most %(most)d scenarios.") % {"most": MOST})
        return _write(Scenario(workspace_id=actor.workspace_id), name, inputs_of(given, base), actor)


def change_scenario(scenario_id: int, given: Mapping[str, Any], *, name: str | None = None, actor: Actor) -> Scenario:
    """Suppose something else. Raises as save_scenario()."""
    require(actor, "driver.manage")
    with tenant(actor.workspace_id):
        scenario = _locked(scenario_id)
        inputs = inputs_of(given, inputs_of(scenario.inputs, Inputs()))
        return _write(scenario, scenario.name if name is None else name, inputs, actor)


def delete_scenario(scenario_id: int, *, actor: Actor) -> None:
    require(actor, "driver.manage")
    with tenant(actor.workspace_id):
        _locked(scenario_id).delete()
        record(ScenarioDeleted(scenario_id), actor=actor, about=Subject())


def _locked(scenario_id: int) -> Scenario:
    found = Scenario.objects.select_for_update(of=("self",)).filter(id=scenario_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This scenario does not exist."))
    return found


def _write(scenario: Scenario, name: str, inputs: Inputs, actor: Actor) -> Scenario:
    scenario.name = " ".join(name.split())[:80]
    if not scenario.name:
        raise Refused("empty", _("Give the scenario a name."), field="name")
    scenario.inputs, scenario.results = inputs.kept(), {"horizons": reckon(inputs)}
    scenario.person_id, scenario.changed_at = actor.person_id, now()
    try:
        with transaction.atomic():
            scenario.save()
    except IntegrityError as error:
        raise Refused("name-taken", _("There is a scenario of this name already."), field="name") from error
    record(ScenarioSaved(scenario.id), actor=actor, about=Subject())
    return scenario
