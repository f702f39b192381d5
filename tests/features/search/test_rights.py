"""Nobody finds what they may not see, and nobody learns by searching that it is there."""

import pytest
from django.db import connection

from madoguchi.base.tenancy import set_workspace, tenant
from madoguchi.features.search.queries.conversations import Order
from madoguchi.features.search.queries.people import people_found
from madoguchi.features.search.query.asking import ask
from tests.features.search.saying import TOKYO, begin, look, say, subjects, write_all
from tests.world import World


@pytest.fixture
def spoken(world: World) -> World:
    begin(world, world.hanako, "日本語", "秘密の暗証番号 1234")
    begin(world, world.emma, "English", "the secret number 1234", inbox=world.english)
    begin(world, world.william, "Foreign", "the secret number 1234", inbox=world.harbour_inbox)
    write_all(world.koyomi.id, world.harbour.id)
    return world


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("text", ["1234", "1234 is:open", "secret", "number secret", "is:open"])
def test_a_partner_finds_what_is_in_their_inboxes(spoken: World, text: str, order: Order) -> None:
    assert subjects(spoken, text, of=spoken.olivia, order=order) == ["English"]
    assert subjects(spoken, "秘密 暗証", of=spoken.olivia, order=order) == []
    (row,) = look(spoken, "暗証").rows
    assert look(spoken, f"#{row.conversation.id}", of=spoken.olivia).rows == []


def test_a_partner_finds_the_people_who_write_there(spoken: World) -> None:
    assert people(spoken, "emma", spoken.olivia) == ["Emma Clarke"]
    assert people(spoken, "山田", spoken.olivia) == []
    assert people(spoken, "山田", spoken.misaki) == ["山田 花子"]


def people(world: World, text: str, person: object) -> list[str]:
    actor = world.actor(person)  # type: ignore[arg-type]
    with tenant(actor.workspace_id):
        found = people_found(ask(text, actor=actor, zone=TOKYO), actor=actor)
    return [one.contact.name for one in found.contacts] + [one.company.name for one in found.companies]


def test_another_workspace_is_not_there(spoken: World) -> None:
    assert subjects(spoken, "secret", of=spoken.oscar) == ["Foreign"]
    assert subjects(spoken, "1234", of=spoken.misaki) in (["English", "日本語"], ["日本語", "English"])


@pytest.mark.parametrize("text", ["hanako@kobo.example", "hanako@kobo.ex", "kobo.example", '"hanako@kobo.example"'])
def test_an_address_is_found_by_those_who_may_read_it(spoken: World, text: str) -> None:
    conversation = begin(spoken, spoken.hanako, "宛先", inbox=spoken.english)
    say(conversation, "本文", addresses={"from": [["hanako@kobo.example", ""]]})
    write_all(spoken.koyomi.id)
    for masked in (spoken.ren, spoken.olivia):
        assert subjects(spoken, text, of=masked) == []
        assert "山田 花子" not in people(spoken, text, masked)
    assert subjects(spoken, text) == ["宛先"]
    assert "山田 花子" in people(spoken, text, spoken.misaki)


def test_without_a_workspace_nothing_is_found(spoken: World) -> None:
    statement = "SELECT count(*) FROM search_found(1::smallint, %s, NULL, NULL, NULL, NULL, NULL, 10, '1 s')"
    keys = "'\ue0001234'"
    with connection.cursor() as cursor, tenant(spoken.koyomi.id):
        cursor.execute(statement, [keys])
        assert cursor.fetchone() == (2,)
    with tenant(spoken.harbour.id), connection.cursor() as cursor:
        cursor.execute(statement, [keys])
        assert cursor.fetchone() == (1,)
    set_workspace(None)
    with connection.cursor() as cursor:
        cursor.execute(statement, [keys])
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_look_into_a_volume_starts_no_other_process() -> None:
    """Whatever the planner thinks of a large table: there are hundreds of looks in a search."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'search_found'")
        (settings,) = cursor.fetchone() or ([],)
    assert "max_parallel_workers_per_gather=0" in settings
    assert "jit=off" in settings
