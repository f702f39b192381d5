"""Writing drivers down, with who owns them and what is done about them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.drivers.events import DriverChanged, DriverCreated, DriverDeleted
from madoguchi.features.drivers.models import Cause, Driver
from madoguchi.features.drivers.steps import write

MOST = 200  # drivers: more are not told apart by anybody who resolves a conversation


def save_driver(fields: Mapping[str, Any], *, actor: Actor) -> Driver:
    """Write one down. `fields`: any of steps.FIELDS, a name at least. Raises Refused("too-many") and as write()."""
    require(actor, "driver.manage")
    with tenant(actor.workspace_id):
        if Driver.objects.count() >= MOST:
            raise Refused("too-many", _("At most %(most)d drivers.") % {"most": MOST})
        driver = Driver(workspace_id=actor.workspace_id)
        write(driver, fields, actor)
        record(DriverCreated(driver.id), actor=actor, about=Subject())
        return driver


def change_driver(driver_id: int, changes: Mapping[str, Any], *, actor: Actor) -> Driver:
    """Change any of its fields. Raises as write()."""
    require(actor, "driver.manage")
    with tenant(actor.workspace_id):
        driver = _locked(driver_id)
        if changed := write(driver, changes, actor):
            record(DriverChanged(driver.id, changed), actor=actor, about=Subject())
        return driver


def delete_driver(driver_id: int, *, actor: Actor) -> None:
    """Throw it away: its conversations have no driver then; what could have been avoided stays said."""
    require(actor, "driver.manage")
    with tenant(actor.workspace_id):
        driver = _locked(driver_id)
        Cause.objects.filter(driver=driver, avoidable="").delete()
        driver.delete()
        record(DriverDeleted(driver_id), actor=actor, about=Subject())


def _locked(driver_id: int) -> Driver:
    found = Driver.objects.select_for_update(of=("self",)).filter(id=driver_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This driver does not exist."))
    return found
