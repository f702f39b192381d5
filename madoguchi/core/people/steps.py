"""Steps of other people's transactions: the audit log, and finding rows to change."""

import time
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import current_workspace
from madoguchi.core.people.models import AuditEntry, Person, Team, User
from madoguchi.core.workspaces.models import Directory

VIEW_AGAIN_AFTER = "1 hour"  # an interval of PostgreSQL
SHORTCUT_SECONDS = 1800.0
MOST_LOOKS = 20_000  # of one process

VIEW_ONCE = """
INSERT INTO audit_entries (workspace_id, kind, actor, subject, detail, address)
SELECT %(workspace)s, %(kind)s, %(actor)s, %(subject)s, '{}', %(address)s::inet
WHERE NOT EXISTS (
  SELECT FROM audit_entries WHERE workspace_id = %(workspace)s AND actor = %(actor)s AND subject = %(subject)s
  AND kind = %(kind)s AND at > now() - %(again)s::interval
)
"""


def audit(
    kind: str, *, actor: object, subject: str = "", detail: dict[str, Any] | None = None, address: str | None = None
) -> None:
    """Write one line into the audit log of the running workspace; `address` is the asker's IP address.

    For what is not a fact of the ledger (sign-ins, views). Facts come into it by the subscriber `keep_audit`.
    """
    AuditEntry.objects.create(
        workspace_id=current_workspace(),
        kind=kind,
        actor=str(actor),
        subject=subject,
        detail=detail or {},
        address=address or None,
    )


def audit_view(kind: str, *, actor: object, subject: str, address: str | None) -> None:
    """Write down that somebody looked at personal data, once an hour for the same eyes and the same thing.

    What this process has just written it remembers: a person who goes to and fro between conversations costs nothing.
    """
    look = (current_workspace(), kind, str(actor), subject)
    if _looks.has(look):
        return
    transaction.on_commit(lambda: _looks.add(look))
    with connection.cursor() as cursor:
        cursor.execute(
            VIEW_ONCE,
            {
                "workspace": current_workspace(),
                "kind": kind,
                "actor": str(actor),
                "subject": subject,
                "address": address or None,
                "again": VIEW_AGAIN_AFTER,
            },
        )


class Looks:
    """Which views were written down a while ago. Only a shortcut: the database knows, and says it again after it."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._until: dict[tuple[object, ...], float] = {}

    def has(self, look: tuple[object, ...]) -> bool:
        return self._until.get(look, 0.0) > time.monotonic()

    def add(self, look: tuple[object, ...]) -> None:
        if len(self._until) >= MOST_LOOKS:
            self._until = {}
        self._until[look] = time.monotonic() + self.seconds


_looks = Looks(SHORTCUT_SECONDS)


def locked_person(person_id: int) -> Person:
    """A seat of the running workspace, locked. Raises NotAllowed when there is none."""
    person = Person.objects.select_for_update().filter(id=person_id).first()
    if person is None:
        raise NotAllowed("not-found", _("This person does not exist."))
    return person


def locked_team(team_id: int) -> Team:
    """A team of the running workspace, locked. Raises NotAllowed when there is none."""
    team = Team.objects.select_for_update().filter(id=team_id).first()
    if team is None:
        raise NotAllowed("not-found", _("This team does not exist."))
    return team


def seat(user: User, *, role: str, all_inboxes: bool = True) -> Person:
    """Make a user's seat in the running workspace; it carries the user's name."""
    return Person.objects.create(
        workspace_id=current_workspace(),
        user=user,
        role=role,
        name=user.name,
        name_kana=kana_of(user),
        email=user.email,
        all_inboxes=all_inboxes and role != "partner",
    )


def kana_of(user: User) -> str:
    return " ".join(part for part in (user.family_name_kana, user.given_name_kana) if part)


def list_key(key: str, target_id: int) -> None:
    """Make a row of the running workspace findable by `key` before the workspace is known."""
    Directory.objects.create(key=key, workspace_id=current_workspace(), target_id=target_id)


def unlist_key(key: str) -> None:
    Directory.objects.filter(key=key).delete()
