"""Which conversations are asked about, until when, and the link by which a mail asks.

The link has one purpose and is signed. Opening it changes nothing: programs that look at mail open links too.
"""

from datetime import timedelta

from madoguchi.base.clock import now
from madoguchi.base.links import place_in, token_for
from madoguchi.core.conversations.models import Status
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.csat.models import Rating

ASKED_FOR = timedelta(days=30)
MAY_CHANGE_FOR = timedelta(days=7)


def asks(inbox: Inbox) -> bool:
    """Whether customers of an inbox are asked: only those of a chat can be."""
    return inbox.channel == "chat" and bool(inbox.settings.get("csat"))


def is_open(rating: Rating) -> bool:
    """Whether it can be said or changed now: asked about while it is resolved, changed as long as a week."""
    if rating.rated_at is not None:
        return now() <= rating.rated_at + MAY_CHANGE_FOR
    return rating.conversation.status == Status.RESOLVED and now() <= rating.asked_at + ASKED_FOR


def token_of(rating: Rating) -> str:
    """What opens this rating and nothing else."""
    return token_for("csat", rating.workspace_id, rating.id)


def place_of(token: str) -> tuple[int, int] | None:
    """The workspace and the rating of a token of ours; None for any other."""
    return place_in("csat", token)
