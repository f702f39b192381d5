"""A list that is asked for again is the list of now, whoever's thread asks, and never another's."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import QuerySet

from madoguchi.base import kept
from madoguchi.base.kept import kept_rows
from madoguchi.core.contacts.models import Contact
from tests.world import World


def named(name: str) -> Callable[[], QuerySet[Contact]]:
    return lambda: Contact.objects.filter(family_name=name).select_related("company").order_by("id")


def test_rows_are_those_of_the_moment(koyomi: World) -> None:
    assert kept_rows(("of", "佐藤山"), named("佐藤山")) == []
    made = Contact.objects.create(workspace_id=koyomi.koyomi.id, family_name="佐藤山")
    (found,) = kept_rows(("of", "佐藤山"), named("佐藤山"))
    assert (found, found.company, found.created_at) == (made, None, made.created_at)
    made.delete()
    assert kept_rows(("of", "佐藤山"), named("佐藤山")) == []


def test_another_key_is_another_list(koyomi: World) -> None:
    Contact.objects.create(workspace_id=koyomi.koyomi.id, family_name="佐藤山")
    assert len(kept_rows(("of", "佐藤山"), named("佐藤山"))) == 1
    assert kept_rows(("of", "鈴木山"), named("鈴木山")) == []


def test_what_nobody_may_see_is_empty(koyomi: World) -> None:
    assert kept_rows("nothing", Contact.objects.none) == []


def test_the_longest_unused_are_forgotten(koyomi: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_kept", type(kept._kept)())
    monkeypatch.setattr(kept, "MOST", 2)
    for key in ("a", "b", "a", "c"):
        kept_rows(key, named(key))
    assert list(kept._kept) == ["a", "c"]


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection() -> None:
    pids: list[int] = []

    def ask() -> None:
        kept_rows("threads", named("nobody"))
        assert connection.connection is not None
        pids.append(connection.connection.info.backend_pid)
        connection.close()

    ask()
    other = threading.Thread(target=ask)
    other.start()
    other.join()
    assert len(set(pids)) == 2
