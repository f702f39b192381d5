"""The people who may be told, with all that decides on which ways: one statement for a batch."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from madoguchi.base.prepared import prepared
from madoguchi.base.tenancy import current_workspace
from madoguchi.features.notifications.kinds import channels_of
from madoguchi.features.notifications.models import Preference
from madoguchi.features.notifications.quiet import Quiet
from madoguchi.features.notifications.rules import ALL_ROLES, Whom

DEFAULTS = Preference()
PEOPLE = """
SELECT person.id, person.role,
       CASE WHEN NOT person.all_inboxes
            THEN ARRAY(SELECT inbox_id FROM inbox_access WHERE person_id = person.id) END,
       ARRAY(SELECT team_id FROM team_members WHERE person_id = person.id),
       coalesce(users.time_zone, 'UTC'), wish.id IS NOT NULL, wish.channels::text,
       wish.quiet_from, wish.quiet_to, wish.quiet_days, wish.follow_when_mentioned, wish.follow_when_answering,
       wish.active_at, ARRAY(SELECT id FROM push_devices WHERE person_id = person.id ORDER BY id)
FROM people person
LEFT JOIN users ON users.id = person.user_id
LEFT JOIN notification_preferences wish ON wish.person_id = person.id AND wish.workspace_id = person.workspace_id
WHERE person.workspace_id = %(workspace)s AND person.deactivated_at IS NULL
  AND (%(all)s::boolean OR person.id = ANY(%(people)s::bigint[]) OR person.role = ANY(%(roles)s::text[])
       OR EXISTS (SELECT FROM team_members WHERE person_id = person.id AND team_id = ANY(%(teams)s::bigint[]))
       OR wish.channels ?| %(choosers)s::text[])
ORDER BY person.id
"""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person with a seat. `inbox_ids` None means every inbox."""

    id: int
    role: str
    inbox_ids: frozenset[int] | None
    team_ids: frozenset[int]
    channels: dict[str, Any]
    quiet: Quiet
    follows_when_mentioned: bool
    follows_when_answering: bool
    active_at: datetime | None
    device_ids: tuple[int, ...]

    def sees(self, inbox_id: int | None) -> bool:
        return inbox_id is None or self.inbox_ids is None or inbox_id in self.inbox_ids

    def is_meant(self, whom: Whom) -> bool:
        return (
            self.id in whom.people
            or self.role in whom.roles
            or ALL_ROLES in whom.roles
            or not self.team_ids.isdisjoint(whom.teams)
            or (whom.choosers != "" and bool(channels_of(whom.choosers, self.channels)))
        )


def recipients(whoms: Iterable[Whom]) -> list[Recipient]:
    """Everybody who is meant by one of these, and has a seat."""
    whoms = list(whoms)
    asked: dict[str, Any] = {
        "workspace": current_workspace(),
        "all": any(ALL_ROLES in whom.roles for whom in whoms),
        "people": sorted(frozenset[int]().union(*(whom.people for whom in whoms))),
        "roles": sorted(frozenset[str]().union(*(whom.roles for whom in whoms))),
        "teams": sorted(frozenset[int]().union(*(whom.teams for whom in whoms))),
        "choosers": sorted({whom.choosers for whom in whoms if whom.choosers}),
    }
    with prepared() as cursor:
        cursor.execute(PEOPLE, asked)
        return [_recipient(*row) for row in cursor.fetchall()]


def _recipient(*row: Any) -> Recipient:
    person_id, role, inbox_ids, team_ids, zone, has_wish, *wish, active_at, device_ids = row
    if not has_wish:
        wish = [
            "{}",
            DEFAULTS.quiet_from,
            DEFAULTS.quiet_to,
            DEFAULTS.quiet_days,
            DEFAULTS.follow_when_mentioned,
            DEFAULTS.follow_when_answering,
        ]
    channels, begins, ends, days, mentioned, answering = wish
    return Recipient(
        id=person_id,
        role=role,
        inbox_ids=None if inbox_ids is None else frozenset(inbox_ids),
        team_ids=frozenset(team_ids),
        channels=json.loads(channels),
        quiet=Quiet(begins, ends, frozenset(days), ZoneInfo(zone)),
        follows_when_mentioned=mentioned,
        follows_when_answering=answering,
        active_at=active_at,
        device_ids=tuple(device_ids),
    )
