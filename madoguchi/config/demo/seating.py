"""The workspace itself: its people and teams, its inboxes, tags and attributes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from madoguchi.base.addresses import mail_key
from madoguchi.config.demo.content import Cast, Seat
from madoguchi.config.demo.history import History
from madoguchi.core.contacts.events import AttributeDefined
from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.core.conversations.events import TagCreated
from madoguchi.core.conversations.models import Tag
from madoguchi.core.inboxes.events import InboxAccessGranted, InboxCreated
from madoguchi.core.inboxes.models import Inbox, InboxAccess, InboxAddress
from madoguchi.core.inboxes.steps import address_key
from madoguchi.core.people.events import PersonAdded, TeamCreated, TeamPeopleChanged
from madoguchi.core.people.models import Person, Role, Team, TeamMember, User
from madoguchi.core.workspaces.events import WorkspaceSetUp
from madoguchi.core.workspaces.models import Directory, Workspace

BEGAN = timedelta(days=128)  # so long before now the workspace was set up


@dataclass(slots=True)
class House:
    """The rows of one workspace by the keys of the content."""

    workspace: Workspace
    cast: Cast
    history: History
    began_at: datetime
    people: dict[str, Person]
    teams: dict[str, Team]
    inboxes: dict[str, Inbox]
    tags: dict[str, Tag]

    @property
    def id(self) -> int:
        return self.workspace.id

    def actor(self, key: str) -> str:
        return f"person:{self.people[key].id}" if key else "system"


def make_workspace(cast: Cast, now: datetime) -> Workspace:
    settings = cast.settings
    return Workspace.objects.create(
        name=settings["name"],
        language=settings["language"],
        time_zone=settings["time_zone"],
        is_demo=True,
        created_at=now - BEGAN,
    )


def furnish(workspace: Workspace, cast: Cast, now: datetime, password: str) -> House:
    """Make everything that stands before the first mail; inside the workspace's tenant(). `password` is hashed."""
    house = House(workspace, cast, History(workspace.id), now - BEGAN, {}, {}, {}, {})
    _seat_people(house, password)
    _make_teams(house)
    _open_inboxes(house)
    _make_tags(house)
    return house


def _seat_people(house: House, password: str) -> None:
    users = {seat.key: _account(seat, house, password) for seat in house.cast.seats.values()}
    rows = [
        Person(
            workspace_id=house.id,
            user=users[seat.key],
            role=seat.role,
            name=_name(seat),
            name_kana=" ".join((seat.family[1], seat.given[1])).strip() if seat.is_japanese else "",
            email=seat.email,
            all_inboxes=not seat.inboxes and seat.role != Role.PARTNER,
            created_at=house.began_at,
        )
        for seat in house.cast.seats.values()
    ]
    house.people = dict(zip(house.cast.seats, Person.objects.bulk_create(rows), strict=True))
    for key, person in house.people.items():
        fact = WorkspaceSetUp(person.id) if house.cast.seats[key].role == "administrator" else None
        house.history.add(fact or PersonAdded(person.id, person.role), at=house.began_at)


def _account(seat: Seat, house: House, password: str) -> User:
    """The user; somebody who works for several workspaces has one account."""
    known = User.objects.filter(email=mail_key(seat.email)).first()
    if known is not None:
        return known
    language = "ja" if seat.is_japanese else "en"
    kana = (seat.family[1], seat.given[1]) if seat.is_japanese else ("", "")
    return User.objects.create(
        email=mail_key(seat.email),
        password=password,
        family_name=seat.family[0],
        given_name=seat.given[0],
        family_name_kana=kana[0],
        given_name_kana=kana[1],
        language=language,
        time_zone=str(ZoneInfo(house.workspace.time_zone)),
        created_at=house.began_at,
    )


def _name(seat: Seat) -> str:
    order = seat.family[0], seat.given[0]
    return " ".join(order if seat.is_japanese else reversed(order))


def _make_teams(house: House) -> None:
    wanted = house.cast.settings["team"]
    rows = Team.objects.bulk_create([Team(workspace_id=house.id, name=team["name"]) for team in wanted])
    house.teams = {team["key"]: row for team, row in zip(wanted, rows, strict=True)}
    members = []
    for key, team in house.teams.items():
        people = [house.people[seat.key] for seat in house.cast.seats.values() if key in seat.teams]
        members += [TeamMember(workspace_id=house.id, team=team, person=person) for person in people]
        house.history.add(TeamCreated(team.id), at=house.began_at + timedelta(minutes=5))
        fact = TeamPeopleChanged(team.id, [person.id for person in people], [])
        house.history.add(fact, at=house.began_at + timedelta(minutes=6))
    TeamMember.objects.bulk_create(members)


def _open_inboxes(house: House) -> None:
    desks = house.cast.desks.values()
    rows = [
        Inbox(
            workspace_id=house.id,
            name=desk.name,
            address=desk.address,
            sender_name=desk.desk,
            language=desk.language,
            charset=desk.charset,
            signature=desk.signature.strip(),
            created_at=house.began_at,
        )
        for desk in desks
    ]
    house.inboxes = {desk.key: row for desk, row in zip(desks, Inbox.objects.bulk_create(rows), strict=True)}
    for inbox in house.inboxes.values():
        InboxAddress.objects.create(workspace_id=house.id, inbox=inbox, address=inbox.address)
        Directory.objects.create(key=address_key(inbox.address), workspace_id=house.id, target_id=inbox.id)
        house.history.add(InboxCreated(inbox.id), at=house.began_at + timedelta(minutes=10))
    for seat in house.cast.seats.values():
        for key in seat.inboxes:
            inbox, person = house.inboxes[key], house.people[seat.key]
            InboxAccess.objects.create(workspace_id=house.id, person=person, inbox=inbox)
            house.history.add(InboxAccessGranted(inbox.id, person.id), at=house.began_at + timedelta(minutes=12))


def _make_tags(house: House) -> None:
    wanted = house.cast.settings["tag"]
    rows = Tag.objects.bulk_create(
        [Tag(workspace_id=house.id, name=tag["name"], colour=tag["color"]) for tag in wanted]
    )
    house.tags = {row.name: row for row in rows}
    for row in rows:
        house.history.add(TagCreated(row.id), at=house.began_at + timedelta(minutes=20))
    made = AttributeDefinition.objects.bulk_create(
        [
            AttributeDefinition(
                workspace_id=house.id, on="company", key=one["key"], label=one["name"], type=one["kind"]
            )
            for one in house.cast.settings["attribute"]
        ]
    )
    for definition in made:
        house.history.add(AttributeDefined(definition.id), at=house.began_at + timedelta(minutes=25))
