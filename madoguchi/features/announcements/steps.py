"""Finding an announcement to change it, and the form in which its words are searched."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.base.text import normal
from madoguchi.core.people.actor import Actor
from madoguchi.features.announcements.models import Announcement
from madoguchi.features.announcements.queries import may_change, visible_to


def locked(announcement_id: int, actor: Actor) -> Announcement:
    """One that the actor may change, its row locked. Raises NotAllowed."""
    found = visible_to(actor).filter(id=announcement_id).select_for_update(of=("self",)).first()
    if found is None:
        raise NotAllowed("not-found", _("This announcement does not exist."))
    if not may_change(found, actor):
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    return found


def searchable(title: str, text: str) -> str:
    """Width, case and kana do not matter."""
    return normal(f"{title}\n{text}")
