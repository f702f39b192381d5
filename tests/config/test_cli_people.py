"""`madoguchi user` and `madoguchi token`: a sentence for people, the same facts as JSON for programs."""

import json
from datetime import datetime, timedelta
from typing import Any

import click
import pytest
from click.testing import CliRunner

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.config.cli.token import SCOPES, token
from madoguchi.config.cli.user import user
from madoguchi.core.people import policies
from madoguchi.core.people.models import Invitation, Person
from tests.world import PASSWORD, World


def run(group: click.Group, world: World, *words: str) -> str:
    done = CliRunner().invoke(group, [*words, "--workspace", str(world.koyomi.id)])
    assert done.exit_code == 0, done.output
    return done.stdout


def facts(group: click.Group, world: World, *words: str) -> dict[str, Any]:
    return dict(json.loads(run(group, world, *words, "--json")))


def test_a_seat_is_told_as_it_is_then(world: World) -> None:
    made = facts(user, world, "add", "Nao@koyomi.example", "--name", "林 直", "--role", "agent", "--password", PASSWORD)
    with tenant(world.koyomi.id):
        seat = Person.objects.get(email="nao@koyomi.example")
    shown = {"id": seat.id, "email": "nao@koyomi.example", "name": "林 直", "role": "agent", "active": True}
    assert made == shown
    assert facts(user, world, "role", "NAO@koyomi.example", "supervisor") == {**shown, "role": "supervisor"}
    assert facts(user, world, "close", seat.email) == {**shown, "role": "supervisor", "active": False}


def test_an_invitation_is_told_without_its_secret(world: World) -> None:
    sent = facts(user, world, "invite", "minato@koyomi.example", "--role", "light")
    with tenant(world.koyomi.id):
        row = Invitation.objects.get(email="minato@koyomi.example")
    assert sent == {
        "id": row.id,
        "email": "minato@koyomi.example",
        "role": "light",
        "expires_at": row.expires_at.isoformat(),
    }


def test_a_token_that_was_revoked(world: World) -> None:
    made = facts(token, world, "create", "連携")
    assert facts(token, world, "revoke", str(made["id"])) == {"id": made["id"], "revoked": True}


def test_a_token_may_have_any_scope_that_there_is() -> None:
    assert list(policies.SCOPES) == SCOPES


def test_of_a_token_its_end_is_told(world: World) -> None:
    facts(token, world, "create", "連携", "--days", "3")
    facts(token, world, "create", "常時")
    passing, lasting = json.loads(run(token, world, "list", "--json"))
    assert (passing["name"], lasting["expires_at"]) == ("連携", None)
    ends_at = datetime.fromisoformat(passing["expires_at"])
    assert timedelta(days=2, hours=23) < ends_at - now() <= timedelta(days=3)
    told = run(token, world, "list").splitlines()
    assert told[0].endswith(f"連携 (until {ends_at.date()})")
    assert told[1].endswith("常時")


@pytest.mark.parametrize("words", [["role", "misaki@koyomi.example", "manager"], ["close", "misaki@koyomi.example"]])
def test_people_read_a_sentence(world: World, words: list[str]) -> None:
    assert "misaki@koyomi.example" in run(user, world, *words)
    assert "{" not in run(user, world, "list")
