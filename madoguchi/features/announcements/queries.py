"""The board as a person sees it, and who has read what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from madoguchi.base.clock import now
from madoguchi.base.paging import Page, page_of
from madoguchi.base.text import normal
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person, TeamMember
from madoguchi.features.announcements.models import (
    Announcement,
    AnnouncementAudience,
    AnnouncementFile,
    AnnouncementRead,
)

BOARD = ("-pinned", "-published_at", "-id")
COUNT_UP_TO = 100


def visible_to(actor: Actor) -> QuerySet[Announcement]:
    """What is for the actor's person, what they wrote, and everything for who may announce; nothing withdrawn."""
    found = Announcement.objects.filter(workspace_id=actor.workspace_id, withdrawn_at__isnull=True)
    if not actor.may("announcement.read"):
        return found.none()
    if actor.may("announcement.publish"):
        return found
    return found.filter(for_person(actor) | Q(author_id=actor.own_id))


def for_person(actor: Actor) -> Q:
    """Those that the actor's person is meant by."""
    teams = TeamMember.objects.filter(person_id=actor.own_id).values("team_id")
    named = AnnouncementAudience.objects.filter(announcement=OuterRef("id"))
    return Q(to_everybody=True) | Q(Exists(named.filter(Q(role=actor.role) | Q(team_id__in=teams))))


def _current() -> Q:
    return Q(shown_until__isnull=True) | Q(shown_until__gt=now())


def _is_read(actor: Actor, **more: object) -> Exists:
    return Exists(AnnouncementRead.objects.filter(announcement=OuterRef("id"), person_id=actor.own_id, **more))


def board(actor: Actor, *, text: str = "", over: bool = False, cursor: str = "", limit: int = 30) -> Page[Announcement]:
    """One page: pinned ones first, then the newest. `over`: those whose time to be shown is over.

    Each row says `is_for_me`, `is_read` and `is_confirmed` for the actor's person. One query.
    """
    rows = visible_to(actor).filter(~_current() if over else _current()).select_related("author")
    if text.strip():
        rows = rows.filter(words__contains=normal(text))
    rows = rows.annotate(
        is_for_me=ExpressionWrapper(for_person(actor), output_field=BooleanField()),
        is_read=_is_read(actor, version__gte=OuterRef("read_from")),
        is_confirmed=_is_read(actor, confirmed_version__gte=OuterRef("read_from")),
    )
    return page_of(rows, order=BOARD, cursor=cursor, limit=limit)


def one_visible(announcement_id: int, actor: Actor) -> Announcement | None:
    """One of visible_to(actor) with its author; `my_version` and `my_confirmed` are what the actor's person has read
    and confirmed of it. One query."""
    mine = AnnouncementRead.objects.filter(announcement=OuterRef("id"), person_id=actor.own_id)
    rows = visible_to(actor).select_related("author").filter(id=announcement_id)
    return rows.annotate(
        my_version=Subquery(mine.values("version")), my_confirmed=Subquery(mine.values("confirmed_version"))
    ).first()


def unread_count(actor: Actor) -> int:
    """How many are for the person, current and not read, cut at COUNT_UP_TO. What one wrote oneself is read."""
    mine = visible_to(actor).filter(for_person(actor), _current()).exclude(author_id=actor.own_id)
    return mine.exclude(_is_read(actor, version__gte=OuterRef("read_from")))[:COUNT_UP_TO].count()


def to_confirm(actor: Actor) -> list[Announcement]:
    """Those that the person must confirm and has not, the newest first."""
    mine = visible_to(actor).filter(for_person(actor), _current(), must_confirm=True).exclude(author_id=actor.own_id)
    open_ones = mine.exclude(_is_read(actor, confirmed_version__gte=OuterRef("read_from")))
    return list(open_ones.order_by("-published_at", "-id")[:COUNT_UP_TO])


def audience_of(announcement: Announcement) -> QuerySet[Person]:
    """The people with a seat whom it is for, without its author."""
    people = Person.objects.filter(workspace_id=announcement.workspace_id, deactivated_at__isnull=True)
    people = people.exclude(id=announcement.author_id)
    if announcement.to_everybody:
        return people
    named = AnnouncementAudience.objects.filter(announcement=announcement)
    members = TeamMember.objects.filter(team_id__in=named.filter(team__isnull=False).values("team_id"))
    by_team = Q(id__in=members.values("person_id"))
    return people.filter(by_team | Q(role__in=named.exclude(role="").values("role")))


@dataclass(frozen=True, slots=True)
class Receipt:
    """Whether and when one person has read and confirmed it, as far as that counts for its present version."""

    person_id: int
    name: str
    read_at: datetime | None
    confirmed_at: datetime | None


def receipts(announcement: Announcement) -> list[Receipt]:
    """Everybody whom it is for, by name. One query."""
    theirs = FilteredRelation("announcementread", condition=Q(announcementread__announcement=announcement))
    people = audience_of(announcement).annotate(theirs=theirs).order_by("name_kana", "name", "id")
    known = ("theirs__version", "theirs__read_at", "theirs__confirmed_version", "theirs__confirmed_at")
    rows = people.values_list("id", "name", *known)
    return [_receipt(announcement.read_from, *row) for row in rows]


def _receipt(read_from: int, person_id: int, name: str, *read: Any) -> Receipt:
    version, read_at, confirmed_version, confirmed_at = read
    return Receipt(
        person_id,
        name,
        read_at if version is not None and version >= read_from else None,
        confirmed_at if confirmed_version is not None and confirmed_version >= read_from else None,
    )


def without_confirmation(announcement: Announcement) -> list[int]:
    """The people who have not confirmed it."""
    done = AnnouncementRead.objects.filter(announcement=announcement, confirmed_version__gte=announcement.read_from)
    return list(audience_of(announcement).exclude(id__in=done.values("person_id")).values_list("id", flat=True))


def may_change(announcement: Announcement, actor: Actor) -> bool:
    """Who wrote it may, and whoever announces."""
    if actor.may("announcement.publish"):
        return True
    return announcement.author_id == actor.person_id and actor.may("announcement.hand_over")


def files_visible_to(actor: Actor) -> QuerySet[AnnouncementFile]:
    """The files of those that the actor sees."""
    return AnnouncementFile.objects.filter(announcement__in=visible_to(actor))


def titles_of(ids: Collection[int]) -> dict[int, str]:
    """What those are called that still stand, in the running workspace."""
    standing = Announcement.objects.filter(id__in=ids, withdrawn_at__isnull=True)
    return dict(standing.values_list("id", "title"))
