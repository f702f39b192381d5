"""What was said to everybody, and who has read it."""

from datetime import datetime, timedelta

from madoguchi.config.demo.seating import House
from madoguchi.features.announcements.actions.publish import EVERYBODY
from madoguchi.features.announcements.events import AnnouncementConfirmed, AnnouncementPublished
from madoguchi.features.announcements.models import Announcement, AnnouncementRead
from madoguchi.features.announcements.steps import searchable

READING = timedelta(minutes=11)  # from one reader to the next


def announce(house: House, now: datetime) -> None:
    """The announcements and hand-over notes of `beside.toml`; inside the workspace's tenant()."""
    for item in house.cast.beside.get("announcement", ()):
        at, confirm = now - timedelta(hours=item["hours"]), item.get("confirm", False)
        row = Announcement.objects.create(
            workspace_id=house.id,
            kind=item.get("kind", Announcement.Kind.ANNOUNCEMENT),
            title=item["title"],
            text=item["text"].strip(),
            words=searchable(item["title"], item["text"]),
            author=house.people[item["by"]],
            must_confirm=confirm,
            pinned=item.get("pinned", False),
            published_at=at,
        )
        said = AnnouncementPublished(row.id, row.kind, row.version, [], [EVERYBODY], confirm)
        house.history.add(said, at=at, actor=house.actor(item["by"]))
        for number, key in enumerate(item["read"], 1):
            read_at = at + number * READING
            AnnouncementRead.objects.create(
                workspace_id=house.id,
                announcement=row,
                person=house.people[key],
                version=row.version,
                read_at=read_at,
                confirmed_version=row.version if confirm else None,
                confirmed_at=read_at if confirm else None,
            )
            if confirm:
                house.history.add(AnnouncementConfirmed(row.id, row.version), at=read_at, actor=house.actor(key))
