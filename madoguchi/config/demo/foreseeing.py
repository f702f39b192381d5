"""What each workspace supposes of its next eighteen months."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.config.demo.seating import House
from madoguchi.core.people.actor import system
from madoguchi.features.scenarios.events import ScenarioSaved
from madoguchi.features.scenarios.models import Scenario
from madoguchi.features.scenarios.queries import measured
from madoguchi.features.scenarios.reckoning import reckon
from madoguchi.features.scenarios.supposing import inputs_of

SUPPOSED = {"volume": 4200, "minutes": 14, "growth": 3, "heads": 7, "heads_6": 7, "heads_12": 7, "heads_18": 7}


def foresee(house: House) -> None:
    """Three scenarios of a chat that has grown; inside the workspace's tenant()."""
    base = inputs_of(SUPPOSED, measured(system(house.id), "chat", ZoneInfo(house.workspace.time_zone)))
    with override(house.workspace.language):
        wanted = {
            _("As it is"): {},
            _("More automation"): {"automation_goal": 40, "automation_months": 9},
            _("Three more people"): {"heads_6": 8, "heads_12": 9, "heads_18": 10},
        }
    for name, changes in wanted.items():
        inputs = inputs_of(changes, base)
        row = Scenario.objects.create(
            workspace_id=house.id, name=name, inputs=inputs.kept(), results={"horizons": reckon(inputs)}
        )
        house.history.add(ScenarioSaved(row.id), at=house.began_at + timedelta(days=100))
