"""Changing what a workspace is called and how it reckons."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.workspaces.checks import (
    check_waits,
    checked_language,
    checked_minutes,
    checked_time_zone,
    checked_workspace_name,
)
from madoguchi.core.workspaces.events import WorkspaceChanged
from madoguchi.core.workspaces.models import Workspace
from madoguchi.core.workspaces.policies import Asking, require

WAITS = ("long_wait_minutes", "too_long_wait_minutes", "unanswered_minutes")
SWITCHES = ("unseen_watching", "tracks_promises")
CHANGEABLE = ("name", "language", "time_zone", *SWITCHES, *WAITS)


def change_workspace(changes: Mapping[str, Any], *, actor: Asking) -> Workspace:
    """Change what CHANGEABLE names; other keys raise Refused("unknown-field")."""
    require(actor, "workspace.manage")
    with tenant(actor.workspace_id):
        workspace = Workspace.objects.select_for_update().get(id=actor.workspace_id)
        changed: dict[str, list[Any]] = {}
        for field, value in changes.items():
            after = checked(field, value)
            if (before := getattr(workspace, field)) != after:
                setattr(workspace, field, after)
                changed[field] = [before, after]
        check_waits(workspace)
        if changed:
            workspace.save(update_fields=list(changed))
            record(WorkspaceChanged(changed), actor=actor, about=Subject())
        return workspace


def checked(field: str, value: Any) -> Any:
    """The value as it is kept. Raises Refused."""
    if field in WAITS:
        return checked_minutes(value, field)
    if field == "name":
        return checked_workspace_name(value)
    if field == "language":
        return checked_language(value)
    if field == "time_zone":
        return checked_time_zone(value)
    if field in SWITCHES and isinstance(value, bool):
        return value
    raise Refused("unknown-field", _("There is no such setting: %(name)s.") % {"name": field}, field=field)
