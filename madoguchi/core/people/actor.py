"""Who is asking: made by a face, checked by the policies, written into the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from madoguchi.core.people.models import Person
from madoguchi.core.people.policies import PERMISSIONS, SCOPES


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor in one workspace. `inbox_ids` None means every inbox; `scopes` None means no token."""

    workspace_id: int
    kind: str  # "person", "token", "contact", "assistant", "system"
    id: int = 0
    person_id: int | None = None
    role: str = ""
    inbox_ids: frozenset[int] | None = None
    scopes: frozenset[str] | None = None
    name: str = field(default="", compare=False)  # of the person, for what is shown at once

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @property
    def own_id(self) -> int:
        """The person to look rows up by; 0, which nobody has, for an actor who is none."""
        return self.person_id or 0

    def may(self, permission: str) -> bool:
        """Whether the role has the permission, and the token (if any) a scope that holds it."""
        if self.kind == "system":
            return True
        if permission not in PERMISSIONS.get(self.role, frozenset()):
            return False
        return self.scopes is None or any(permission in SCOPES[scope] for scope in self.scopes)

    def sees_inbox(self, inbox_id: int) -> bool:
        return self.inbox_ids is None or inbox_id in self.inbox_ids


def system(workspace_id: int) -> Actor:
    """The product itself, in one workspace."""
    return Actor(workspace_id, "system")


def assistant(workspace_id: int) -> Actor:
    """The assistant, which answers customers; it may nothing but that (features/answers)."""
    return Actor(workspace_id, "assistant")


def acting(person: Person, *, inbox_ids: frozenset[int] | None) -> Actor:
    """A person at the desk."""
    return Actor(person.workspace_id, "person", person.id, person.id, person.role, inbox_ids, name=person.name)


def acting_by_token(person: Actor, *, token_id: int, scopes: Iterable[str]) -> Actor:
    """A program with a person's token: that person's rights, cut to the token's scopes."""
    return replace(person, kind="token", id=token_id, scopes=frozenset(scopes))
