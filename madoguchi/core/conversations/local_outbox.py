"""The local outbox: where mail goes as long as no server is set. Read by the faces, kept by a channel.

Faces never import adapters: the channel's two functions are registered here, in config/registry.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


@dataclass(frozen=True, slots=True)
class SentMail:
    """One mail as it would have gone out. `name` is its key; newer names are greater."""

    name: str
    sent_at: datetime
    size: int
    mail_from: str
    recipients: tuple[str, ...]
    subject: str


@dataclass(frozen=True, slots=True)
class LocalOutbox:
    """`entries(workspace_id, limit, before)`, the newest first; `content(workspace_id, name)`: FileNotFoundError."""

    entries: Callable[[int, int, str], Sequence[SentMail]]
    content: Callable[[int, str], bytes]


_registered: list[LocalOutbox] = []


def register(outbox: LocalOutbox) -> None:
    """A second registration replaces the first."""
    _registered[:] = [outbox]


def sent_mails(actor: Actor, *, limit: int, before: str = "") -> Sequence[SentMail]:
    """The newest mails, older than the one named `before` where given."""
    require(actor, "outbox.read")
    return [mail for outbox in _registered for mail in outbox.entries(actor.workspace_id, limit, before)]


def sent_mail(name: str, actor: Actor) -> bytes:
    """One mail as bytes. Raises NotAllowed when it is not there."""
    require(actor, "outbox.read")
    try:
        return next(outbox.content(actor.workspace_id, name) for outbox in _registered)
    except (FileNotFoundError, StopIteration) as error:
        raise NotAllowed("not-found", _("This mail does not exist.")) from error
