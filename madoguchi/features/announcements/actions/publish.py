"""Saying something to many: publishing, changing, taking back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, gathering, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Role, Team
from madoguchi.core.people.policies import require
from madoguchi.features.announcements.events import (
    AnnouncementChanged,
    AnnouncementPublished,
    AnnouncementWithdrawn,
)
from madoguchi.features.announcements.models import Announcement, AnnouncementAudience, AnnouncementVersion
from madoguchi.features.announcements.steps import locked, searchable

EVERYBODY = "everybody"
LONGEST_TITLE = 200
LONGEST_TEXT = 100_000
FIELDS = ("title", "text", "must_confirm", "pinned", "shown_until")


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it is for: everybody, or whoever is of one of the teams or has one of the roles."""

    to_everybody: bool = True
    team_ids: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()

    def check(self) -> None:
        """Raises Refused("nobody", "no-such-team", "no-such-role")."""
        if self.to_everybody:
            return
        if not (self.team_ids or self.roles):
            raise Refused("nobody", _("Choose whom it is for."), field="audience")
        if not self.roles <= set(Role.values):
            raise Refused("no-such-role", _("This role does not exist."), field="roles")
        if Team.objects.filter(id__in=self.team_ids).count() != len(self.team_ids):
            raise Refused("no-such-team", _("This team does not exist."), field="teams")


@dataclass(frozen=True, slots=True)
class Words:
    """What is said and how. `shown_until` None: as long as it stands."""

    title: str
    text: str = ""
    must_confirm: bool = False
    pinned: bool = False
    shown_until: datetime | None = None

    def check(self, *, until: datetime | None = None) -> None:
        """`until`: its end of before. Raises Refused("no-title", "too-long", "over-already")."""
        if not self.title.strip() or len(self.title.strip()) > LONGEST_TITLE:
            raise Refused("no-title", _("Enter a title of at most 200 letters."), field="title")
        if len(self.text) > LONGEST_TEXT:
            raise Refused("too-long", _("This text is too long."), field="text")
        if self.shown_until is not None and self.shown_until != until and self.shown_until <= now():
            raise Refused("over-already", _("Choose a time in the future."), field="shown_until")


def publish(words: Words, *, to: Audience, kind: str = Announcement.Kind.ANNOUNCEMENT, actor: Actor) -> Announcement:
    """Say it. A hand-over note is for every agent to write, an announcement for whoever leads."""
    require(actor, "announcement.hand_over" if kind == Announcement.Kind.HAND_OVER else "announcement.publish")
    if actor.person_id is None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    words.check()
    with tenant(actor.workspace_id):
        to.check()
        row = Announcement.objects.create(
            workspace_id=actor.workspace_id,
            kind=kind,
            title=words.title.strip(),
            text=words.text.strip(),
            words=searchable(words.title, words.text),
            author_id=actor.person_id,
            to_everybody=to.to_everybody,
            must_confirm=words.must_confirm,
            pinned=words.pinned and actor.may("announcement.publish"),
            shown_until=words.shown_until,
        )
        _address(row, to)
        record(_published(row, to), actor=actor, about=Subject())
        return row


def change(announcement_id: int, *, words: Words, to: Audience, again: bool = False, actor: Actor) -> Announcement:
    """Change it; what it said before stays readable. `again`: everybody is to read, and confirm, the new version."""
    with tenant(actor.workspace_id), gathering():
        row = locked(announcement_id, actor)
        words.check(until=row.shown_until)
        to.check()
        wanted = _wanted(words, actor, row)
        changed = [field for field in FIELDS if getattr(row, field) != wanted[field]]
        changed += ["audience"] if _audience_of(row) != to else []
        if not changed and not again:
            return row
        _keep_version(row, actor)
        for field, value in wanted.items():
            setattr(row, field, value)
        row.words, row.to_everybody = searchable(row.title, row.text), to.to_everybody
        row.version += 1
        row.changed_at = now()
        if again:
            row.read_from, row.reminded_at = row.version, None
        row.save()
        _address(row, to)
        record(AnnouncementChanged(row.id, row.version, changed), actor=actor, about=Subject())
        if again:
            record(_published(row, to), actor=actor, about=Subject())
        return row


def withdraw(announcement_id: int, *, actor: Actor) -> None:
    """Take it back: nobody sees it any more."""
    with tenant(actor.workspace_id):
        row = locked(announcement_id, actor)
        row.withdrawn_at = now()
        row.save(update_fields=["withdrawn_at"])
        record(AnnouncementWithdrawn(row.id), actor=actor, about=Subject())


def _wanted(words: Words, actor: Actor, row: Announcement) -> Mapping[str, Any]:
    return {
        "title": words.title.strip(),
        "text": words.text.strip(),
        "must_confirm": words.must_confirm,
        "pinned": words.pinned if actor.may("announcement.publish") else row.pinned,
        "shown_until": words.shown_until,
    }


def _keep_version(row: Announcement, actor: Actor) -> None:
    AnnouncementVersion.objects.create(
        workspace_id=row.workspace_id,
        announcement=row,
        number=row.version,
        title=row.title,
        text=row.text,
        written_by_id=row.author_id,
        at=row.changed_at or row.published_at,
    )


def _audience_of(row: Announcement) -> Audience:
    named = list(AnnouncementAudience.objects.filter(announcement=row))
    return Audience(
        row.to_everybody,
        frozenset(one.team_id for one in named if one.team_id),
        frozenset(one.role for one in named if one.role),
    )


def _address(row: Announcement, to: Audience) -> None:
    AnnouncementAudience.objects.filter(announcement=row).delete()
    if to.to_everybody:
        return
    made = [AnnouncementAudience(workspace_id=row.workspace_id, announcement=row, team_id=one) for one in to.team_ids]
    made += [AnnouncementAudience(workspace_id=row.workspace_id, announcement=row, role=one) for one in to.roles]
    AnnouncementAudience.objects.bulk_create(made)


def _published(row: Announcement, to: Audience) -> AnnouncementPublished:
    roles = [EVERYBODY] if to.to_everybody else sorted(to.roles)
    team_ids = [] if to.to_everybody else sorted(to.team_ids)
    return AnnouncementPublished(row.id, row.kind, row.version, team_ids, roles, row.must_confirm)
