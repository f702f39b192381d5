"""madoguchi serve: everything from one command."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import click

from madoguchi import __version__
from madoguchi.config import first_run
from madoguchi.config.cli import steady
from madoguchi.config.cli.context import environment, set_environment, start_service
from madoguchi.config.cli.demo import listed
from madoguchi.config.cli.processes import count_together, take_mail, web_works, work, work_long
from madoguchi.config.cli.taken import refuse_taken_ports
from madoguchi.config.embedded import EmbeddedServer
from madoguchi.config.environment import Environment, suggestion
from madoguchi.config.safety import check_database
from madoguchi.config.supervisor import House, Work
from madoguchi.config.supervisor.ports import bound
from madoguchi.config.supervisor.voices import Voices
from madoguchi.config.texts import gettext as _


@click.command(
    help=_(
        "Run everything: the embedded database (unless DATABASE_URL names another), web, worker and inbound mail. "
        "Ctrl-C stops it in order."
    )
)
@click.option("--demo/--no-demo", default=None, help=_("Load demo data on the first start, or do not ask."))
def serve(demo: bool | None) -> None:
    settings = environment()
    _warn(settings)
    refuse_taken_ports(
        [
            ("MADOGUCHI_PORT", settings.host, settings.port),
            ("MADOGUCHI_SMTP_PORT", settings.smtp_host, settings.smtp_port),
            *([("MADOGUCHI_LMTP_PORT", settings.smtp_host, settings.lmtp_port)] if settings.lmtp_port else []),
        ]
    )
    server = None if settings.database_url else EmbeddedServer(settings.home, settings.postgres_user)
    try:
        url = settings.database_url or _started(server)
        check_database(url, allow_unsafe=settings.unsafe_database)
        set_environment(DATABASE_URL=url)
        _prepare(settings, settings.demo if demo is None else demo, embedded=server is not None)
        with bound(settings.host, settings.port) as door:
            House(_works(door, settings), server=server, voices=Voices()).keep(lambda: _announce(settings))
    finally:
        if server is not None:
            server.leave()
    click.echo(_("Stopped."), err=True)


def _works(door: socket.socket, settings: Environment) -> list[Work]:
    """Loads what the processes need; afterwards each is only forked."""
    if "MADOGUCHI_LOG_LEVEL" not in os.environ:  # under one roof only warnings are shown
        set_environment(MADOGUCHI_LOG_LEVEL="warning")
    count_together(settings.home, str(settings.port))
    start_service()
    from madoguchi.config import bulk, mail_in, worker  # noqa: F401 (shared by all once they are here)

    def apart(name: str, does: Callable[[], None]) -> Work:
        def alone() -> None:
            door.close()  # of the web alone
            count_together(settings.home, name)
            does()

        return name, alone

    return [
        *web_works(door, settings, settings.web_processes),
        apart("worker", lambda: work(settings)),
        apart("bulk", lambda: work_long(settings)),
        apart("smtp", lambda: take_mail(settings, settings.smtp_host, settings.smtp_port)),
    ]


def _warn(settings: Environment) -> None:
    for name in settings.unknown:
        meant = suggestion(name)
        hint = _(" Did you mean %s?") % meant if meant else ""
        click.echo(_("%s is no setting of Madoguchi.") % name + hint, err=True)


def _started(server: EmbeddedServer | None) -> str:
    assert server is not None
    return server.ensure(lambda text: click.echo(text, err=True)).url


def _prepare(settings: Environment, demo: bool | None, *, embedded: bool) -> None:
    """Tables and, on the first start, demo data. Each in a process of its own: this one stays small."""
    if embedded and steady.is_current(settings.home):
        return
    click.echo(_("Preparing the database ..."), err=True)
    found = json.loads(_run("migrate", "--json").stdout)
    if found["empty"]:
        if demo is None:
            demo = _wants_demo()
        if demo:
            if not sys.stderr.isatty():  # a terminal is shown how far it is
                click.echo(_("Loading the demo data ..."), err=True)
            _run("demo", "--json")
        else:
            first_run.offer(settings.home)
    if embedded:
        steady.remember(settings.home)


def _wants_demo() -> bool:
    if not sys.stdin.isatty():
        return True
    return click.confirm(_("This is the first start. Load demo data to try it with?"), default=True, err=True)


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, "-m", "madoguchi", *command], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise click.ClickException(_("madoguchi %s failed; what it said stands above.") % command[0])
    return done


def _announce(settings: Environment) -> None:
    lines: list[Any] = [
        "",
        f"  Madoguchi {__version__}   {settings.public_url}",
        _("  mail in: %(host)s port %(port)s") % {"host": settings.smtp_host, "port": settings.smtp_port},
        _("  data: %s") % settings.home,
        *_logins(settings),
        *_first_steps(settings),
        "",
        _("  Ctrl-C stops everything."),
        "",
    ]
    click.echo("\n".join(lines), err=True)


def _first_steps(settings: Environment) -> list[str]:
    """Where an empty installation is set up, for whoever reads this; the code keeps others from doing it."""
    address = first_run.address(settings.public_url, settings.home)
    return ["", _("  first steps: %s") % address] if address else []


def _logins(settings: Environment) -> list[str]:
    """Those of the demo data, as the loader left them."""
    note = settings.home / "demo.json"
    if not note.exists():
        return []
    return ["", *listed(json.loads(note.read_text(encoding="utf-8"))["logins"])]
