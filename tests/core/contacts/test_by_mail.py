"""Finding people by the address that a mail came from."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.contacts.steps import find_or_create_by_mail
from madoguchi.core.events.models import Event
from tests.world import World, build


def test_somebody_who_is_known_costs_two_queries(koyomi: World) -> None:
    with CaptureQueriesContext(connection) as queries:
        found = find_or_create_by_mail(koyomi.koyomi.id, "HANAKO@kobo.example", "別の名前", "ja")
    assert found == koyomi.hanako
    assert found.name == "山田 花子"
    assert len(queries) == 2


def test_a_stranger_is_made_with_name_company_and_fact(koyomi: World) -> None:
    made = find_or_create_by_mail(koyomi.koyomi.id, "Ichiro@sales.kobo.example", "鈴木　一郎", "ja")
    assert (made.family_name, made.given_name, made.display_name) == ("鈴木", "一郎", "")
    assert made.company == koyomi.kobo
    event = Event.objects.latest("id")
    assert (event.type, event.contact_id, event.actor) == ("contact.created", made.id, f"contact:{made.id}")


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("山田 太郎", ("山田", "太郎", "")),
        ("やまだ タロー", ("やまだ", "タロー", "")),
        ("Taro Yamada", ("", "", "Taro Yamada")),
        ("山田 Taro", ("", "", "山田 Taro")),
        ("株式会社 山田 太郎", ("", "", "株式会社 山田 太郎")),
        ("山田太郎", ("", "", "山田太郎")),
        ('"山田 太郎"', ("山田", "太郎", "")),
        ("evil\r\nBcc: x", ("", "", "evil  Bcc: x")),
        ("", ("", "", "")),
    ],
)
def test_names_as_mails_write_them(koyomi: World, written: str, parts: tuple[str, str, str]) -> None:
    made = find_or_create_by_mail(koyomi.koyomi.id, "new@x.example", written)
    assert (made.family_name, made.given_name, made.display_name) == parts


def test_a_name_that_comes_later_is_taken_where_there_was_none(koyomi: World) -> None:
    first = find_or_create_by_mail(koyomi.koyomi.id, "new@x.example")
    assert find_or_create_by_mail(koyomi.koyomi.id, "new@x.example", "森 桜").id == first.id
    first.refresh_from_db()
    assert first.name == "森 桜"


@pytest.mark.parametrize("address", ["x@gmail.com", "x@docomo.ne.jp", "x@t.vodafone.ne.jp", "x@other.example"])
def test_free_mail_and_carriers_have_no_company(koyomi: World, address: str) -> None:
    assert find_or_create_by_mail(koyomi.koyomi.id, address).company is None


def test_the_same_address_in_another_workspace_is_another_person(world: World) -> None:
    with tenant(world.harbour.id):
        assert find_or_create_by_mail(world.harbour.id, "hanako@kobo.example").id != world.hanako.id


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_mails_at_once_make_one_person(transactional_db: Any) -> None:
    world = build()
    ready = threading.Barrier(4)
    found: list[int] = []

    def receive() -> None:
        try:
            ready.wait(timeout=10)
            with tenant(world.koyomi.id):
                found.append(find_or_create_by_mail(world.koyomi.id, "twice@x.example", "二木 二").id)
        finally:
            connection.close()

    threads = [threading.Thread(target=receive) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    with tenant(world.koyomi.id):
        assert Identity.objects.filter(value="twice@x.example").count() == 1
        assert Contact.objects.filter(family_name="二木").count() == 1
        assert Event.objects.filter(type="contact.created").count() == 1
