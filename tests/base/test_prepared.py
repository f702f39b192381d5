"""Statements whose plan is kept say the same as any others, for whomever they are asked."""

import pytest
from django.db import IntegrityError, connection, transaction

from madoguchi.base.prepared import prepared
from madoguchi.base.tenancy import tenant
from tests.world import World

INBOXES = "SELECT name FROM inboxes WHERE id > %s ORDER BY id"


def asked(statement: str, *parameters: int | str | list[int]) -> list[object]:
    with prepared() as cursor:
        cursor.execute(statement, parameters)
        return [row[0] for row in cursor.fetchall()]


def test_its_plan_is_kept(koyomi: World) -> None:
    for _ in range(2):
        asked(INBOXES, 0)
    kept = asked("SELECT statement FROM pg_prepared_statements")
    assert kept.count("SELECT name FROM inboxes WHERE id > $1 ORDER BY id") == 1


def test_there_is_one_plan_whatever_the_values(koyomi: World) -> None:
    for number in range(8):
        asked("SELECT name FROM inboxes WHERE id = ANY(%s)", [number, number + 1])
    plans = "SELECT ARRAY[generic_plans, custom_plans] FROM pg_prepared_statements WHERE statement LIKE %s"
    assert asked(plans, "SELECT name FROM inboxes WHERE id = ANY%") == [[8, 0]]


def test_a_kept_plan_is_no_way_to_another_tenant(world: World) -> None:
    for _ in range(6):  # PostgreSQL thinks of a plan for any value after five
        with tenant(world.koyomi.id):
            assert asked(INBOXES, 0) == ["サポート", "English"]
        with tenant(world.harbour.id):
            assert asked(INBOXES, 0) == ["Orders"]
        assert asked(INBOXES, 0) == []


def test_a_rollback_costs_no_more_than_planning_again(koyomi: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        asked("INSERT INTO people (workspace_id) VALUES (%s) RETURNING id", koyomi.koyomi.id)
    assert asked(INBOXES, 0) == ["サポート", "English"]


def test_it_is_seen_by_whoever_watches(koyomi: World) -> None:
    seen = []

    def watch(execute: object, sql: str, *rest: object) -> object:
        seen.append(sql)
        return execute(sql, *rest)  # type: ignore[operator]

    with connection.execute_wrapper(watch):
        asked(INBOXES, 0)
    assert seen == [INBOXES]
