"""The doctor finds what endangers an installation."""

import os
from pathlib import Path

import psycopg
import pytest
from psycopg import conninfo

from madoguchi.config.doctor import State, examine
from madoguchi.config.environment import Environment, read_environment
from madoguchi.config.safety import broken_promises
from tests.mail.sink import Sink


def environment(home: Path, **more: str) -> Environment:
    return read_environment({"HOME": str(home), "MADOGUCHI_HOME": str(home), **more})


def states(home: Path, url: str, **more: str) -> dict[str, State]:
    return {finding.check: finding.state for finding in examine(environment(home, **more), url)}


@pytest.mark.django_db
def test_a_server_that_may_lose_mail_is_an_error(tmp_path: Path) -> None:
    found = states(tmp_path, os.environ["DATABASE_URL"])
    assert found["durability"] is State.ERROR, "the server of the tests runs without fsync"
    assert found["storage"] is found["row-security"] is found["migrations"] is found["clock"] is State.OK


@pytest.mark.parametrize(("value", "is_broken"), [("local", False), ("remote_apply", False), ("off", True)])
def test_what_waits_for_the_own_disk_is_enough(value: str, is_broken: bool) -> None:
    url = conninfo.make_conninfo(os.environ["TEST_SERVER_URL"], options=f"-csynchronous_commit={value}")
    said = [reason for reason in broken_promises(url) if "synchronous_commit" in reason]
    assert bool(said) is is_broken


def test_nothing_is_said_of_walls_before_there_are_tables(tmp_path: Path) -> None:
    found = states(tmp_path, os.environ["TEST_SERVER_URL"])
    assert found["migrations"] is State.WARNING
    assert "row-security" not in found


@pytest.mark.django_db(transaction=True)
def test_a_table_without_its_wall_is_an_error(tmp_path: Path) -> None:
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (workspace_id bigint)")
        try:
            assert states(tmp_path, url)["row-security"] is State.ERROR
        finally:
            connection.execute("DROP TABLE bare")


def test_a_database_that_is_away_is_an_error_and_the_rest_is_still_looked_at(tmp_path: Path) -> None:
    found = states(tmp_path, "postgresql://nobody@127.0.0.1:1/nothing")
    assert found["database"] is State.ERROR
    assert "mail-out" in found


def test_keys_that_others_can_read_are_an_error(tmp_path: Path) -> None:
    _made = environment(tmp_path).encryption_keys
    (tmp_path / "keys" / "encryption").chmod(0o644)
    assert states(tmp_path, "postgresql://nobody@127.0.0.1:1/nothing")["keys"] is State.ERROR


def test_passwords_in_the_clear_are_a_warning(tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    assert states(tmp_path, nowhere, MADOGUCHI_HOST="0.0.0.0")["address"] is State.WARNING
    assert states(tmp_path, nowhere, MADOGUCHI_HOST="0.0.0.0", MADOGUCHI_URL="https://a.jp")["address"] is State.OK


def test_a_mail_server_that_refuses_our_own_sender_is_an_error(tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    with Sink() as sink:
        here = f"smtp://127.0.0.1:{sink.port}?tls=none"
        assert states(tmp_path, nowhere, MADOGUCHI_SMTP_URL=here)["mail-out"] is State.OK
        sink.script.mail = "553 5.1.8 who are you"
        assert states(tmp_path, nowhere, MADOGUCHI_SMTP_URL=here)["mail-out"] is State.ERROR
        assert sink.received == [], "nothing is sent"


def test_a_mail_server_that_refuses_is_an_error(tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    assert states(tmp_path, nowhere, MADOGUCHI_SMTP_URL="smtp://127.0.0.1:1")["mail-out"] is State.ERROR
