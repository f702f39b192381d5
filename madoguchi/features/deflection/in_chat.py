"""The help centre inside of a chat: whether it is there, and what may be read in it."""

from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.articles.models import HelpCentre
from madoguchi.features.articles.queries.pages import public_centre


def is_offered(inbox: Inbox) -> bool:
    """Whether this chat shows the help centre, where there is one; it does where nothing else was set."""
    return bool(inbox.settings.get("chat", {}).get("help", True))


def centre_in(inbox: Inbox) -> HelpCentre | None:
    """The help centre that a chat shows; None where it shows none. One query."""
    return public_centre(inbox.workspace_id) if is_offered(inbox) else None


def language_of(centre: HelpCentre, spoken: str) -> str:
    """In which of its languages a panel that speaks `spoken` is answered."""
    fits = (code for code in centre.languages if code == spoken or code.startswith(f"{spoken}-"))
    return next(fits, centre.language)
