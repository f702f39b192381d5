"""What agents type, and the conversation that they mean: it has to be among the first five."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from madoguchi.base.tenancy import tenant
from madoguchi.config.demo import load, remove
from madoguchi.config.owner import owner_connection
from madoguchi.core.people.actor import system
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.search.queries.conversations import conversations_found
from madoguchi.features.search.query.asking import ask
from madoguchi.features.search.query.guessing import corrected
from tests.features.search.saying import write_all

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

JUDGED = Path(__file__).parent / "judged"
WORKSPACES = {"koyomi": "こよみワークス", "harbour": "Harbour & Pine"}
FIRST = 5
LEAST = 0.95


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[dict[str, Workspace]]:
    """The workspaces of the demo by their names, all of their words written down."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        load()
        workspaces = {workspace.name: workspace for workspace in Workspace.objects.filter(is_demo=True)}
        write_all(*(workspace.id for workspace in workspaces.values()))
        with owner_connection(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does within a minute
    yield workspaces
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        remove()


def subjects(text: str, workspace: Workspace) -> list[str]:
    """The subjects of the first conversations, as the page of the desk shows them."""
    actor, zone = system(workspace.id), ZoneInfo(workspace.time_zone)
    asked = ask(text, actor=actor, zone=zone)
    found = conversations_found(asked, actor=actor)
    if not found.rows and (better := corrected(asked, actor=actor)):
        found = conversations_found(ask(better, actor=actor, zone=zone), actor=actor)
    return [row.conversation.subject for row in found.rows]


def test_the_right_one_is_among_the_first_five(demo: dict[str, Workspace]) -> None:
    missed = []
    count = 0
    for name, title in WORKSPACES.items():
        for kind, queries in tomllib.loads((JUDGED / f"{name}.toml").read_text()).items():
            for text, meant in queries.items():
                count += 1
                with tenant(demo[title].id):
                    found = subjects(text, demo[title])[:FIRST]
                if meant not in found:
                    missed.append(f"{name} {kind}: {text} means {meant}; found {found}")
    assert count == 200
    assert len(missed) <= count * (1 - LEAST), "\n".join(missed)
