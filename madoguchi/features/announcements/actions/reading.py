"""Having read, and saying so."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.announcements.events import AnnouncementConfirmed
from madoguchi.features.announcements.models import Announcement, AnnouncementRead
from madoguchi.features.announcements.queries import visible_to


def read(announcement_id: int, *, actor: Actor) -> AnnouncementRead:
    """The actor's person has read it as it is now."""
    require(actor, "notification.own")
    with tenant(actor.workspace_id):
        announcement = _visible(announcement_id, actor)
        row = _row(announcement, actor)
        if row.version < announcement.version:
            row.version, row.read_at = announcement.version, now()
            row.save(update_fields=["version", "read_at"])
        _tell(announcement, actor)
        return row


def confirm(announcement_id: int, *, actor: Actor) -> AnnouncementRead:
    """They say that they have read it as it is now; a second time changes nothing."""
    require(actor, "notification.own")
    with tenant(actor.workspace_id):
        announcement = _visible(announcement_id, actor)
        row = _row(announcement, actor)
        if row.confirmed_version != announcement.version:
            row.version = row.confirmed_version = announcement.version
            row.confirmed_at = now()
            row.save(update_fields=["version", "confirmed_version", "confirmed_at"])
            record(AnnouncementConfirmed(announcement.id, announcement.version), actor=actor, about=Subject())
        _tell(announcement, actor)
        return row


def _visible(announcement_id: int, actor: Actor) -> Announcement:
    found = visible_to(actor).filter(id=announcement_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This announcement does not exist."))
    return found


def _row(announcement: Announcement, actor: Actor) -> AnnouncementRead:
    row, _is_new = AnnouncementRead.objects.select_for_update().get_or_create(
        announcement=announcement,
        person_id=actor.own_id,
        defaults={"workspace_id": actor.workspace_id, "version": announcement.version, "read_at": now()},
    )
    return row


def _tell(announcement: Announcement, actor: Actor) -> None:
    """Their other pages show it as read; so does the list of who has read it."""
    tell(actor.workspace_id, [f"person:{actor.own_id}:announcements", f"announcement:{announcement.id}"])
