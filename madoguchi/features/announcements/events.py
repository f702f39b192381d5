"""What can happen to an announcement. Ids, and whom it is for; never what it says."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class AnnouncementPublished(Fact):
    """It is to be read, for the first time or again. `roles` holds "everybody" where it is for all."""

    type: ClassVar[str] = "announcement.published"
    announcement_id: int
    kind: str
    version: int
    team_ids: list[int]
    roles: list[str]
    must_confirm: bool


@dataclass(frozen=True, slots=True)
class AnnouncementChanged(Fact):
    """Who has read it need not read it again, unless announcement.published follows."""

    type: ClassVar[str] = "announcement.changed"
    announcement_id: int
    version: int
    changed: list[str]


@dataclass(frozen=True, slots=True)
class AnnouncementWithdrawn(Fact):
    type: ClassVar[str] = "announcement.withdrawn"
    announcement_id: int


@dataclass(frozen=True, slots=True)
class AnnouncementConfirmed(Fact):
    """The actor has read this version and says so."""

    type: ClassVar[str] = "announcement.confirmed"
    announcement_id: int
    version: int


@dataclass(frozen=True, slots=True)
class AnnouncementReminded(Fact):
    """These people have not confirmed it yet."""

    type: ClassVar[str] = "announcement.reminded"
    announcement_id: int
    person_ids: list[int]
