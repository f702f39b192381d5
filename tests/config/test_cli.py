"""The command line: help everywhere, exit codes, facts as JSON."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from madoguchi.config.cli.main import COMMANDS, madoguchi


def run(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
    return subprocess.run(
        [sys.executable, "-m", "madoguchi", *words],
        input=stdin,
        capture_output=True,
        text=True,
        env={**clean, "LANG": "C.UTF-8", **environment},
    )


def commands() -> list[list[str]]:
    found: list[list[str]] = []
    for name in COMMANDS:
        command = madoguchi.get_command(click.Context(madoguchi), name)
        found.append([name])
        if isinstance(command, click.Group):
            found += [[name, inner] for inner in command.commands]
    return found


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_has_help_for_itself_and_each_option(words: list[str]) -> None:
    group: click.Command = madoguchi
    for word in words:
        assert isinstance(group, click.Group)
        found = group.get_command(click.Context(group), word)
        assert found
        group = found
    assert group.help
    for option in group.params:
        assert isinstance(option, click.Argument) or getattr(option, "help", None), option.name


def test_help_needs_no_django_and_no_database() -> None:
    code = (
        "import sys; sys.argv = ['madoguchi', '--help']\n"
        "from madoguchi.config.cli import main; main()\n"
        "sys.exit('django' in sys.modules or 'psycopg' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def test_a_reader_who_has_seen_enough_is_no_failure(tmp_path: Path) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_text("From: hanako@kobo.example\nSubject: hello\n\nhello\n")
    unread, end = os.pipe()
    os.close(unread)
    command = [sys.executable, "-m", "madoguchi", "mail", "inspect", str(mail)]
    done = subprocess.run(command, stdout=end, stderr=subprocess.PIPE, text=True)
    os.close(end)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_unknown_command_is_a_usage_error() -> None:
    done = run("serv")
    assert (done.returncode, "No such command" in done.stderr) == (2, True)


def test_settings_that_cannot_be_are_told_without_a_traceback() -> None:
    done = run("doctor", MADOGUCHI_PORT="eighty", MADOGUCHI_DEMO="perhaps")
    assert done.returncode == os.EX_CONFIG
    assert done.stderr.splitlines()[:2] == [
        "MADOGUCHI_DEMO must be 1 or 0.",
        "MADOGUCHI_PORT must be a whole number.",
    ]


def test_help_and_refusals_speak_the_language_of_the_terminal() -> None:
    assert run("token", "--help", LANGUAGE="ja").stdout.startswith("使い方: madoguchi token")
    refused = run("setup", "--email", "aoi@example.jp", LANGUAGE="ja")
    assert (refused.returncode, refused.stderr.splitlines()[-1]) == (
        2,
        "エラー: 必須のオプションがありません: '--workspace'.",
    )
    unread = run("doctor", LANGUAGE="ja", MADOGUCHI_PORT="eighty", MADOGUCHI_SMTP_URL="smtp://a?timeout=soon")
    assert unread.stderr.splitlines()[:2] == [
        "MADOGUCHI_PORT: 整数を指定してください。",
        "MADOGUCHI_SMTP_URL: timeout は 0 より大きく 600 以下の秒数で指定してください。",
    ]


@pytest.mark.parametrize(
    "words", [["user", "list"], ["migrate", "--check"], ["backup", "/tmp/madoguchi.mado"]], ids=" ".join
)
def test_a_database_that_is_away_is_told_without_a_traceback(words: list[str]) -> None:
    done = run(*words, DATABASE_URL="postgresql://madoguchi@127.0.0.1:1/madoguchi")
    assert (done.returncode, "Traceback" in done.stderr) == (os.EX_UNAVAILABLE, False)
    assert done.stderr.startswith("The database does not answer: ")


def test_a_file_that_cannot_be_written_is_told_without_a_traceback() -> None:
    done = run("backup", "/nowhere/at.all", DATABASE_URL=os.environ["TEST_SERVER_URL"])
    assert (done.returncode, "Traceback" in done.stderr) == (os.EX_IOERR, False)


def test_mail_inspect_reads_mail_without_a_database(tmp_path: Path) -> None:
    first, second = tmp_path / "b.eml", tmp_path / "a.eml"
    first.write_bytes(b"From: =?utf-8?b?5bGx55Sw?= <yamada@example.jp>\nSubject: hello\n\nworld\n")
    second.write_bytes(b"Subject: second\n\n")
    done = run(
        "mail", "inspect", str(first), str(second), str(tmp_path / "none.eml"), DATABASE_URL="postgresql://x:1/x"
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(facts["path"]).name for facts in found] == ["b.eml", "a.eml", "none.eml"]
    assert (found[0]["from_name"], found[0]["subject"]) == ("山田", "hello")
    assert found[2]["error"]
    assert done.returncode == os.EX_NOINPUT
    assert run("mail", "inspect", str(first), str(second)).returncode == 0


@pytest.mark.parametrize(
    ("mail", "address", "code"),
    [("", "support@example.jp", os.EX_DATAERR), ("Subject: x\n\n", "nobody@example.jp", os.EX_TEMPFAIL)],
)
def test_mail_receive_answers_a_mail_server(mail: str, address: str, code: int) -> None:
    nowhere = "postgresql://madoguchi@127.0.0.1:1/madoguchi"
    assert run("mail", "receive", "--inbox", address, stdin=mail, DATABASE_URL=nowhere).returncode == code


def test_mail_receive_refuses_wrong_words_with_a_code_for_mail_servers() -> None:
    assert run("mail", "receive").returncode == os.EX_USAGE
    assert run("mail", "receive", "--inbx", "support@example.jp").returncode == os.EX_USAGE


def test_a_database_that_may_lose_mail_is_refused() -> None:
    url = os.environ["TEST_SERVER_URL"]  # it runs without fsync
    done = run("web", DATABASE_URL=url)
    assert done.returncode == os.EX_CONFIG
    assert "fsync of the database is 'off'" in done.stderr
