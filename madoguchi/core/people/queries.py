"""Finding seats, and the actors that they make."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet

from madoguchi.base.clock import now
from madoguchi.base.prepared import prepared
from madoguchi.base.rows import Wide, row_by, wide_rows_by
from madoguchi.base.tenancy import current_workspace, tenant, whole_tenant
from madoguchi.base.text import digest
from madoguchi.core.people.actor import Actor, acting, acting_by_token
from madoguchi.core.people.invitations import key_of, open_invitations
from madoguchi.core.people.models import AuditEntry, Invitation, Person, Team, Token, User
from madoguchi.core.workspaces.models import Directory, Workspace

USED_AGAIN_AFTER = "5 minutes"  # an interval of PostgreSQL


@dataclass(frozen=True, slots=True)
class Place:
    """One of a user's active seats, as a switcher shows it."""

    workspace_id: int
    workspace: str
    person_id: int
    role: str


def seats_of(user_id: int) -> list[Place]:
    """The user's active seats in all workspaces, by the names of these.

    Readable without a tenant through the policy `own_seats`, for the length of this one question.
    """
    with transaction.atomic():
        _ask_as(user_id)
        rows = list(
            Person.objects.filter(user_id=user_id, deactivated_at__isnull=True).values_list(
                "workspace_id", "id", "role"
            )
        )
        _ask_as(None)
    names = dict(Workspace.objects.filter(id__in=[row[0] for row in rows]).values_list("id", "name"))
    places = [Place(row[0], names[row[0]], row[1], row[2]) for row in rows]
    return sorted(places, key=lambda place: (place.workspace, place.workspace_id))


def _ask_as(user_id: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('madoguchi.user', %s, true)", ["" if user_id is None else str(user_id)])


@dataclass(frozen=True, slots=True)
class Invited:
    """An open invitation as its page shows it. `language` and `time_zone` are the workspace's."""

    email: str
    role: str
    workspace: str
    inviter: str
    has_account: bool
    language: str
    time_zone: str


def invited_by_secret(secret: str) -> Invited | None:
    """What the secret of a mail invites to; None when it is over or never was."""
    secret_digest = digest(secret)
    entry = Directory.objects.select_related("workspace").filter(key=key_of(secret_digest)).first()
    if entry is None:
        return None
    with tenant(entry.workspace_id):
        invitation = open_invitations().filter(digest=secret_digest).select_related("invited_by").first()
    if invitation is None:
        return None
    return Invited(
        email=invitation.email,
        role=invitation.get_role_display(),
        workspace=entry.workspace.name,
        inviter=invitation.invited_by.name if invitation.invited_by else entry.workspace.name,
        has_account=User.objects.filter(email=invitation.email).exists(),
        language=entry.workspace.language,
        time_zone=entry.workspace.time_zone,
    )


SEATED = Wide(Person, tenant=Workspace)


def person_for(user_id: int, workspace_id: int) -> Person | None:
    """The user's active seat in one workspace, whose `tenant()` is open; None where there is none."""
    return row_by(Person, workspace_id, "user_id = %s AND deactivated_at IS NULL", [user_id])


def seat_for(user_id: int, workspace_id: int) -> tuple[Person, Workspace] | None:
    """The same with the workspace, in one statement."""
    condition = '"people".user_id = %s AND "people".deactivated_at IS NULL'
    found = wide_rows_by(SEATED, workspace_id, condition, [user_id])
    return (found[0], found[0].__dict__["workspace"]) if found else None


def actor_for(person: Person) -> Actor:
    """The person at the desk, with the inboxes they see; inside `tenant()`."""
    return acting(person, inbox_ids=inbox_ids_of(person))


def acting_now(person: Person, token_id: int | None) -> Actor | None:
    """Whoever wanted something earlier, with the rights of now; None for a seat that was closed and a token that was
    revoked. Inside `tenant()`."""
    if not person.is_active:
        return None
    actor = actor_for(person)
    if token_id is None:
        return actor
    token = Token.objects.filter(id=token_id, revoked_at=None).first()
    return acting_by_token(actor, token_id=token.id, scopes=token.scopes) if token else None


def inbox_ids_of(person: Person) -> frozenset[int] | None:
    """None for every inbox."""
    return None if person.all_inboxes else frozenset(person.inbox_access.values_list("inbox_id", flat=True))


BELONGS = "SELECT workspace_id FROM directory WHERE key = %s"


@contextmanager
def entered_by_token(clear: str) -> Iterator[Actor | None]:
    """The whole_tenant() of a bearer token's workspace, with whoever it speaks for.

    None for a token that is unknown, over, revoked, or whose person left. Notes that it was used, at most every five
    minutes.
    """
    token_digest = digest(clear)
    with whole_tenant(BELONGS, [f"token:{token_digest}"]) as workspace_id:
        yield None if workspace_id is None else _speaks_for(token_digest)


def actor_for_token(clear: str) -> Actor | None:
    """Whoever a bearer token speaks for; None as entered_by_token()."""
    with entered_by_token(clear) as actor:
        return actor


# By hand, because every request of a program begins with it: what Django makes of it costs more than its answer.
LIVING = """
SELECT token.id, token.scopes::text, person.id, person.role, person.name,
       CASE WHEN NOT person.all_inboxes
            THEN ARRAY(SELECT inbox_id FROM inbox_access WHERE person_id = person.id) END,
       token.last_used_at IS NULL OR token.last_used_at < now() - %(again)s::interval
FROM tokens token
JOIN people person ON person.id = token.person_id
LEFT JOIN users ON users.id = person.user_id
WHERE token.digest = %(digest)s AND token.revoked_at IS NULL
  AND (token.expires_at IS NULL OR token.expires_at > now())
  AND person.deactivated_at IS NULL AND coalesce(users.is_active, true)
"""


def _speaks_for(token_digest: str) -> Actor | None:
    with prepared() as cursor:
        cursor.execute(LIVING, {"digest": token_digest, "again": USED_AGAIN_AFTER})
        row = cursor.fetchone()
    if row is None:
        return None
    token_id, scopes, person_id, role, name, inbox_ids, is_used_again = row
    if is_used_again:
        Token.objects.filter(id=token_id).update(last_used_at=now())
    person = Person(id=person_id, workspace_id=current_workspace(), role=role, name=name)
    seen = None if inbox_ids is None else frozenset(inbox_ids)
    return acting_by_token(acting(person, inbox_ids=seen), token_id=token_id, scopes=json.loads(scopes))


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """Everybody who has or had a seat, by name."""
    found = Person.objects.filter(workspace_id=actor.workspace_id).order_by("name_kana", "name", "id")
    return found if actor.may("person.read") else found.none()


def active_people(actor: Actor) -> QuerySet[Person]:
    """Those who can be given something."""
    return people_visible_to(actor).filter(deactivated_at__isnull=True)


def teams_visible_to(actor: Actor) -> QuerySet[Team]:
    """Every team, by name."""
    found = Team.objects.filter(workspace_id=actor.workspace_id).order_by("name", "id")
    return found if actor.may("person.read") else found.none()


def tokens_visible_to(actor: Actor) -> QuerySet[Token]:
    """One's own tokens that live; everybody's with token.manage."""
    found = Token.objects.filter(workspace_id=actor.workspace_id, revoked_at__isnull=True).select_related("person")
    if not actor.may("token.manage"):
        found = found.filter(person_id=actor.person_id or 0)
    return found.order_by("-id") if actor.may("token.own") else found.none()


def audit_visible_to(actor: Actor) -> QuerySet[AuditEntry]:
    """The audit log, the newest first."""
    found = AuditEntry.objects.filter(workspace_id=actor.workspace_id).order_by("-id")
    return found if actor.may("audit.read") else found.none()


def invited(invitation_ids: Iterable[int], *, actor: Actor) -> dict[int, str]:
    """Which address each of these invitations went to, open or not, for who reads the audit log."""
    rows = Invitation.objects.filter(workspace_id=actor.workspace_id, id__in=list(invitation_ids))
    return dict(rows.values_list("id", "email")) if actor.may("audit.read") else {}


def invitations_visible_to(actor: Actor) -> QuerySet[Invitation]:
    """Those that are open, the newest first."""
    found = open_invitations().filter(workspace_id=actor.workspace_id).select_related("invited_by").order_by("-id")
    return found if actor.may("person.manage") else found.none()
