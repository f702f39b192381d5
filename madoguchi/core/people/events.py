"""What can happen to people, their teams and their tokens. Ids and before/after; never a name or an address."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class PersonInvited(Fact):
    type: ClassVar[str] = "person.invited"
    invitation_id: int
    role: str


@dataclass(frozen=True, slots=True)
class InvitationAccepted(Fact):
    """Somebody took their seat; `inbox_ids` are those they were invited to, empty for all or none."""

    type: ClassVar[str] = "invitation.accepted"
    invitation_id: int
    person_id: int
    inbox_ids: list[int]


@dataclass(frozen=True, slots=True)
class InvitationRevoked(Fact):
    type: ClassVar[str] = "invitation.revoked"
    invitation_id: int


@dataclass(frozen=True, slots=True)
class PersonAdded(Fact):
    """A seat was made without an invitation, by whoever runs the installation."""

    type: ClassVar[str] = "person.added"
    person_id: int
    role: str


@dataclass(frozen=True, slots=True)
class PersonChanged(Fact):
    """`changed` names the fields."""

    type: ClassVar[str] = "person.changed"
    person_id: int
    changed: list[str]


@dataclass(frozen=True, slots=True)
class RoleChanged(Fact):
    type: ClassVar[str] = "person.role_changed"
    person_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PersonDeactivated(Fact):
    """They see nothing from now on; live streams and sessions end (`person:ID:revoked`)."""

    type: ClassVar[str] = "person.deactivated"
    person_id: int


@dataclass(frozen=True, slots=True)
class PersonReactivated(Fact):
    type: ClassVar[str] = "person.reactivated"
    person_id: int


@dataclass(frozen=True, slots=True)
class TeamCreated(Fact):
    type: ClassVar[str] = "team.created"
    team_id: int


@dataclass(frozen=True, slots=True)
class TeamRenamed(Fact):
    type: ClassVar[str] = "team.renamed"
    team_id: int


@dataclass(frozen=True, slots=True)
class TeamPeopleChanged(Fact):
    type: ClassVar[str] = "team.people_changed"
    team_id: int
    added: list[int]
    removed: list[int]


@dataclass(frozen=True, slots=True)
class TeamDeleted(Fact):
    type: ClassVar[str] = "team.deleted"
    team_id: int


@dataclass(frozen=True, slots=True)
class TokenCreated(Fact):
    type: ClassVar[str] = "token.created"
    token_id: int
    person_id: int
    scopes: list[str]


@dataclass(frozen=True, slots=True)
class TokenRevoked(Fact):
    type: ClassVar[str] = "token.revoked"
    token_id: int
    person_id: int
