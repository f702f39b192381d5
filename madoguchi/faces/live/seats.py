"""Who a live stream belongs to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from madoguchi.base.asgi import Scope
from madoguchi.base.text import digest


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's session in one workspace, with what it could see when the stream was opened.

    `inbox_ids` None: all inboxes. `credential` is what the session was signed with: a new password breaks it.
    """

    workspace_id: int
    person_id: int
    user_id: int
    session_key: str
    inbox_ids: frozenset[int] | None
    credential: str = ""

    @property
    def session_name(self) -> str:
        """The session as notifications name it: a digest, for the key itself opens the desk."""
        return digest(self.session_key)


Authenticate = Callable[[Scope], Awaitable[Seat | None]]
"""Who asks for a stream; None where nobody is signed in."""

FindDead = Callable[[list[Seat]], Awaitable[set[Seat]]]
"""Which of these seats must be shown nothing more: signed out, deactivated, or with other inboxes now."""
