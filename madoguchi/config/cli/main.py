"""The group of all commands, and what becomes of an error: one sentence and an exit code, no traceback."""

import importlib
import os
import sys
from typing import Any

import click

from madoguchi import __version__
from madoguchi.base.errors import Refused
from madoguchi.config.environment import EnvironmentProblems
from madoguchi.config.failures import NotStarted, Unsafe
from madoguchi.config.texts import gettext as _

# sysexits.h, which mail servers and service managers understand
UNAVAILABLE = os.EX_UNAVAILABLE
CONFIGURATION = os.EX_CONFIG

COMMANDS = {
    "serve": ("serve:serve", _("Run everything: database, web, worker and inbound mail.")),
    "web": ("processes:web", _("Run one web process.")),
    "worker": ("processes:worker", _("Run one worker: jobs, schedules, consequences.")),
    "smtp": ("processes:smtp", _("Run the listener for inbound mail.")),
    "migrate": ("migrate:migrate", _("Bring the tables up to this version.")),
    "setup": ("setup:setup", _("Make a workspace, its administrator and an API token.")),
    "demo": ("demo:demo", _("Load the demo data.")),
    "user": ("user:user", _("List, invite, change and close accounts.")),
    "token": ("token:token", _("List, make and revoke API tokens.")),
    "mail": ("mail:mail", _("Inspect, receive and replay mail.")),
    "search": ("search:search", _("Write down the words by which is searched.")),
    "articles": ("articles:articles", _("Bring articles of the help centre in, and take them out.")),
    "answers": ("answers:answers", _("Find which article answers a question.")),
    "doctor": ("doctor:doctor", _("Check settings and services.")),
    "backup": ("backup:backup", _("Write everything into one file.")),
    "restore": ("backup:restore", _("Read everything back from such a file.")),
    "export": ("export:export", _("Write a workspace as JSON Lines.")),
}


class LazyGroup(click.Group):
    """Knows names and one-line helps; a command's own module is imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command = getattr(importlib.import_module(f"madoguchi.config.cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader (head, less) has seen enough; nothing more may be written, not even at the interpreter's end.
            # Told here, for click makes a failure of it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, about) for name, (_path, about) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    help=_("Madoguchi, the counter where a person is met. Settings come from MADOGUCHI_* and DATABASE_URL."),
    epilog=_("madoguchi COMMAND --help says more of each."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="madoguchi", message="%(prog)s %(version)s")
def madoguchi() -> None:
    pass


def main() -> int:
    """Runs the command of sys.argv; the result is the exit code."""
    try:
        code = madoguchi.main(prog_name="madoguchi", standalone_mode=False)
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("Stopped."), err=True)
        return 130
    except EnvironmentProblems as problem:
        return _failed(CONFIGURATION, *problem.problems, _("Nothing was started. Please correct the settings."))
    except NotStarted as problem:
        return _failed(UNAVAILABLE, str(problem))
    except Unsafe as problem:
        return _failed(CONFIGURATION, *problem.reasons)
    except Refused as refusal:
        return _failed(1, refusal.text)
    except OSError as problem:
        return _failed(os.EX_IOERR, f"{problem.filename}: {problem.strerror}" if problem.filename else str(problem))
    except Exception as problem:
        if "UndefinedTable" in repr(problem.__cause__):
            return _failed(CONFIGURATION, _("The tables are not made yet: madoguchi migrate"))
        if _is_database_away(problem):
            return _failed(UNAVAILABLE, _("The database does not answer: %s") % problem)
        raise
    return code if isinstance(code, int) else 0


def _is_database_away(problem: Exception) -> bool:
    import psycopg  # takes its time: only for who has failed

    from madoguchi.base.troubles import trouble_of  # as above

    return isinstance(problem, psycopg.OperationalError) or trouble_of(problem) == "database_away"


def _failed(code: int, *lines: str) -> int:
    for line in lines:
        click.echo(line, err=True)
    return code
