"""The shared world: two workspaces, their people, their inboxes, and who writes to them.

こよみワークス is a small Japanese software firm; Harbour & Pine is an English-speaking client of an outsourced desk.
Olivia works for both: a partner at the one, an agent at the other. Everything is made anew for each test that asks.

The fixtures `world` and `koyomi` (tests/fixtures.py) build it.
"""

import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Model

from madoguchi.base.row_security import APP_ROLE
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import Company, CompanyDomain, Contact, ContactKey, Identity
from madoguchi.core.contacts.names import keys_of
from madoguchi.core.inboxes.models import Inbox, InboxAccess, InboxAddress
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person, Team, TeamMember, User
from madoguchi.core.people.queries import actor_for
from madoguchi.core.workspaces.models import Directory, Workspace

PASSWORD = "こよみの窓口 counter 2026"  # everybody's

# name: family, given, furigana, mail address, language
USERS = {
    "aoi": ("青木", "葵", "あおき", "あおい", "aoi@koyomi.example", "ja"),
    "mana": ("小林", "真奈", "こばやし", "まな", "mana@koyomi.example", "ja"),
    "kenji": ("田村", "健二", "たむら", "けんじ", "kenji@koyomi.example", "ja"),
    "misaki": ("藤井", "美咲", "ふじい", "みさき", "misaki@koyomi.example", "ja"),
    "ren": ("西", "蓮", "にし", "れん", "ren@koyomi.example", "ja"),
    "olivia": ("Reed", "Olivia", "", "", "olivia@deskpartner.example", "en"),
    "oscar": ("Lund", "Oscar", "", "", "oscar@harbourpine.example", "en"),
    "stranger": ("", "", "", "", "stranger@elsewhere.example", "en"),
}
SEATS = [
    ("aoi", "koyomi", "administrator"),
    ("mana", "koyomi", "manager"),
    ("kenji", "koyomi", "supervisor"),
    ("misaki", "koyomi", "agent"),
    ("ren", "koyomi", "light"),
    ("olivia", "koyomi", "partner"),
    ("oscar", "harbour", "administrator"),
    ("olivia", "harbour", "agent"),
]


@dataclass(slots=True)
class World:
    """Workspaces and rows by their names. `users` has accounts, the people are seats."""

    koyomi: Workspace
    harbour: Workspace
    users: dict[str, User]
    aoi: Person  # administrator
    mana: Person  # manager
    kenji: Person  # supervisor
    misaki: Person  # agent, in the team
    ren: Person  # light
    olivia: Person  # partner, sees the English inbox alone
    oscar: Person  # administrator of Harbour & Pine
    olivia_at_harbour: Person  # agent
    team: Team
    support: Inbox
    english: Inbox
    harbour_inbox: Inbox
    kobo: Company
    hanako: Contact  # 山田 花子, of こうぼ商店
    taro: Contact  # 佐藤 太郎
    emma: Contact  # Emma Clarke, writes English to こよみワークス
    william: Contact  # of Harbour & Pine

    def actor(self, person: Person) -> Actor:
        """The person at the desk; opens the tenant for a moment if none is open."""
        with tenant(person.workspace_id):
            return actor_for(person)


MADE = (  # in an order in which each finds what it names
    *(Workspace, User, Person, Inbox, InboxAddress, Directory, InboxAccess, Team, TeamMember),
    *(Company, CompanyDomain, Contact, Identity, ContactKey),
)
_kept: tuple[bytes, str] | None = None


def build() -> World:
    """Make the whole world. Nearly every test pays for it, so that from the second time on it is the same rows again,
    inserted at once; where there are others already, it is made anew."""
    global _kept  # noqa: PLW0603  # of this process
    shutil.rmtree(settings.MADOGUCHI.home / "outbox", ignore_errors=True)  # of the same workspaces in a test before
    with _over_the_walls():
        if Workspace.objects.exists():
            return _made()
        if _kept is None:
            _kept = _objects(_made()), _inserts()
        else:
            with connection.cursor() as cursor:
                cursor.execute(_kept[1])
    world: World = pickle.loads(_kept[0])
    return world


def _inserts() -> str:
    """Statements that make every row of these tables again, but for when it was made."""
    statements = []
    with connection.cursor() as cursor:
        for model in MADE:
            name = connection.ops.quote_name(model._meta.db_table)
            named = [str(field.column) for field in model._meta.concrete_fields if field.name != "created_at"]
            columns = ", ".join(map(connection.ops.quote_name, named))
            cursor.execute(f"SELECT quote_literal(json_agg(t)::text) FROM {name} AS t")
            rows = f"json_populate_recordset(NULL::{name}, {cursor.fetchone()[0]})"
            statements.append(f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {rows}")
    return "; ".join(statements)


def _objects(world: World) -> bytes:
    """Without when they were made, which is asked for where somebody wants to know it."""
    for row in [*world.users.values(), *(getattr(world, field.name) for field in fields(world))]:
        if isinstance(row, Model):
            row.__dict__.pop("created_at", None)
    return pickle.dumps(world)


def _made() -> World:
    koyomi, harbour = Workspace.objects.bulk_create(
        [
            Workspace(name="こよみワークス", language="ja", time_zone="Asia/Tokyo"),
            Workspace(name="Harbour & Pine", language="en", time_zone="Europe/London"),
        ]
    )
    users = _users()
    people = _seats({"koyomi": koyomi, "harbour": harbour}, users)
    support, english, orders = _inboxes(
        (koyomi, "サポート", "support@koyomi.example", "ja"),
        (koyomi, "English", "help@koyomi.example", "en"),
        (harbour, "Orders", "orders@harbourpine.example", "en"),
    )
    InboxAccess.objects.create(workspace_id=koyomi.id, person=people["olivia"], inbox=english)
    team = Team.objects.create(workspace_id=koyomi.id, name="サポート")
    TeamMember.objects.bulk_create(
        TeamMember(workspace_id=koyomi.id, team=team, person=people[name]) for name in ("kenji", "misaki")
    )
    kobo = Company.objects.create(
        workspace_id=koyomi.id, name="こうぼ商店", name_kana="こうぼしょうてん", domains=["kobo.example"]
    )
    CompanyDomain.objects.create(workspace_id=koyomi.id, company=kobo, domain="kobo.example")
    hanako, taro, emma, william = _contacts(koyomi, harbour, kobo)
    return World(
        koyomi=koyomi,
        harbour=harbour,
        users=users,
        **people,
        team=team,
        support=support,
        english=english,
        harbour_inbox=orders,
        kobo=kobo,
        hanako=hanako,
        taro=taro,
        emma=emma,
        william=william,
    )


@contextmanager
def _over_the_walls() -> Iterator[None]:
    """A transaction of the owner of the tables, who writes rows of both workspaces in one statement."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        yield
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")


def _users() -> dict[str, User]:
    made = [
        User(
            email=email,
            password=_password(),
            family_name=family,
            given_name=given,
            family_name_kana=family_kana,
            given_name_kana=given_kana,
            language=language,
            time_zone="Asia/Tokyo" if language == "ja" else "Europe/London",
        )
        for family, given, family_kana, given_kana, email, language in USERS.values()
    ]
    return dict(zip(USERS, User.objects.bulk_create(made), strict=True))


@cache
def _password() -> str:
    return make_password(PASSWORD)


def _seats(places: dict[str, Workspace], users: dict[str, User]) -> dict[str, Person]:
    """By their names; at a second place, with that of the place."""
    made = [
        Person(
            workspace_id=places[place].id,
            user=users[name],
            role=role,
            name=users[name].name,
            name_kana=f"{users[name].family_name_kana} {users[name].given_name_kana}".strip(),
            email=users[name].email,
            all_inboxes=role != "partner",
        )
        for name, place, role in SEATS
    ]
    people: dict[str, Person] = {}
    for (name, place, _role), person in zip(SEATS, Person.objects.bulk_create(made), strict=True):
        people[f"{name}_at_{place}" if name in people else name] = person
    return people


def _inboxes(*wanted: tuple[Workspace, str, str, str]) -> list[Inbox]:
    made = Inbox.objects.bulk_create(
        Inbox(workspace_id=workspace.id, name=name, address=address, language=language)
        for workspace, name, address, language in wanted
    )
    InboxAddress.objects.bulk_create(
        InboxAddress(workspace_id=inbox.workspace_id, inbox=inbox, address=inbox.address) for inbox in made
    )
    Directory.objects.bulk_create(
        Directory(key=f"address:{inbox.address}", workspace_id=inbox.workspace_id, target_id=inbox.id) for inbox in made
    )
    return made


def _contacts(koyomi: Workspace, harbour: Workspace, kobo: Company) -> list[Contact]:
    hanako = Contact(
        workspace_id=koyomi.id,
        family_name="山田",
        given_name="花子",
        family_name_kana="やまだ",
        given_name_kana="はなこ",
        language="ja",
        company=kobo,
    )
    wanted = {
        "hanako@kobo.example": hanako,
        "taro..sato.@docomo.ne.jp": Contact(
            workspace_id=koyomi.id, family_name="佐藤", given_name="太郎", language="ja"
        ),
        "emma@clarke.example": Contact(workspace_id=koyomi.id, display_name="Emma Clarke", language="en", honorific=""),
        "william@hart.example": Contact(workspace_id=harbour.id, display_name="William Hart", language="en"),
    }
    made = Contact.objects.bulk_create(wanted.values())
    Identity.objects.bulk_create(
        Identity(workspace_id=contact.workspace_id, contact=contact, kind="mail", value=address)
        for address, contact in zip(wanted, made, strict=True)
    )
    ContactKey.objects.bulk_create(
        ContactKey(workspace_id=contact.workspace_id, contact=contact, key=key)
        for contact in made
        for key in keys_of(contact)
    )
    return made
