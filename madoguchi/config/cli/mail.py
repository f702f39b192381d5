"""madoguchi mail"""

import json
import os
import sys
from pathlib import Path

import click

from madoguchi.config.cli.user import workspace_option
from madoguchi.config.environment import EnvironmentProblems
from madoguchi.config.failures import NotStarted, Unsafe
from madoguchi.config.texts import gettext as _


@click.group(help=_("Inspect, receive and replay mail."))
def mail() -> None:
    pass


@mail.command(
    help=_(
        "Print what we read in .eml files or folders, one JSON object a line. Needs no database. "
        "Exit code 66 when a file is missing or cannot be read; the others are printed all the same."
    )
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def inspect(paths: tuple[Path, ...]) -> int:
    from madoguchi.adapters.channels.email.inspect import PARSER_FAILED, inspect_paths  # the parser: only here

    code = os.EX_OK
    for facts in inspect_paths(paths):
        sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
        if facts["error"] not in (None, PARSER_FAILED):
            code = os.EX_NOINPUT
    sys.stdout.flush()
    return code


class Misused(click.UsageError):
    exit_code = os.EX_USAGE


class ForMailServers(click.Command):
    """Words that it does not take end it with a code that mail servers know."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as problem:
            raise Misused(problem.format_message(), ctx) from problem


@mail.command(
    cls=ForMailServers,
    help=_(
        "Take one mail from standard input, as the pipe of a mail server. Exit codes of sysexits.h: 0 it is stored, "
        "64 wrong arguments, 65 it cannot be a mail, 67 no such inbox or it is stopped, 75 try again later."
    ),
)
@click.option("--inbox", required=True, metavar="ADDRESS", help=_("Address of the inbox."))
@click.option("--sender", default="", metavar="ADDRESS", help=_("Envelope sender; empty for a bounce."))
def receive(inbox: str, sender: str) -> int:
    try:
        return _receive(inbox, sender)
    except Exception as problem:  # noqa: BLE001 (whatever it is, the mail stays with the mail server, which tries again)
        told = isinstance(problem, EnvironmentProblems | NotStarted | Unsafe)  # in words for people
        click.echo(str(problem) if told else f"{type(problem).__name__}: {problem}", err=True)
        return os.EX_TEMPFAIL


def _receive(inbox: str, sender: str) -> int:
    from madoguchi.config.cli.context import environment, start_service  # only when it is needed

    limit = environment().smtp_max_bytes
    raw = sys.stdin.buffer.read(limit + 1)
    if not raw.strip():
        click.echo(_("There is no mail on the standard input."), err=True)
        return os.EX_DATAERR
    if len(raw) > limit:
        click.echo(_("The mail has more than %s bytes (MADOGUCHI_SMTP_MAX_BYTES).") % limit, err=True)
        return os.EX_DATAERR
    start_service()
    from madoguchi.core.inboxes.actions.accept import Parcel, accept, find_open_inbox  # needs Django

    home = find_open_inbox(inbox)
    if home is None:
        click.echo(_("There is no inbox %s, or it is stopped.") % inbox, err=True)
        return os.EX_NOUSER
    accept(Parcel(raw, "pipe", {"mail_from": sender, "rcpt_to": [inbox]}), to=home)
    return os.EX_OK


@mail.command(help=_("Read mails once more that were set aside: by their numbers, or all of one state."))
@click.argument("numbers", nargs=-1, type=int)
@click.option(
    "--state", type=click.Choice(["quarantined", "suspended", "suppressed"]), help=_("All mails of this state.")
)
@click.option("--force", is_flag=True, help=_("Let them in although they are spam, blocked or automatic."))
@workspace_option
@click.option("--json", "as_json", is_flag=True, help=_("Print the result as JSON."))
def replay(numbers: tuple[int, ...], state: str | None, force: bool, workspace: str, as_json: bool) -> None:
    if not numbers and not state:
        raise click.UsageError(_("Name mails by their numbers, or all of one --state."))
    from madoguchi.config.cli.context import start_django  # only when it is needed

    start_django()
    from madoguchi.base.tenancy import tenant  # needs Django
    from madoguchi.config.cli.workspaces import chosen, console
    from madoguchi.core.inboxes.actions.aside import replay as read_again
    from madoguchi.core.inboxes.models import RawIntake

    place = chosen(workspace)
    if state:
        with tenant(place.id):
            waiting = RawIntake.objects.filter(state=state).order_by("id")
            numbers = (*numbers, *waiting.values_list("id", flat=True))
    items = [read_again(number, forced=force, actor=console(place)) for number in dict.fromkeys(numbers)]
    known = sum(item.state == RawIntake.State.MESSAGE for item in items)
    if as_json:
        click.echo(json.dumps({"replayed": len(items) - known, "already_messages": known}))
        return
    click.echo(_("Mails to be read once more: %s") % (len(items) - known))
    if known:
        click.echo(_("Mails that are messages already: %s") % known)
