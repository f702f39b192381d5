"""madoguchi migrate"""

import json

import click

from madoguchi.config import first_run
from madoguchi.config.cli.context import environment, start_django
from madoguchi.config.texts import gettext as _
from madoguchi.config.texts import ngettext


@click.command(help=_("Bring the tables up to this version. Changes nothing when they are."))
@click.option("--check", is_flag=True, help=_("Change nothing; exit with 1 when there is something to do."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the result as JSON."))
def migrate(check: bool, as_json: bool) -> int:
    start_django()
    from madoguchi.config import migrating  # needs Django

    waiting = migrating.waiting()
    if not check:
        migrating.migrate()
    if as_json:
        click.echo(json.dumps({"migrations": waiting, "applied": not check, "empty": migrating.is_empty()}))
    elif not waiting:
        click.echo(_("The tables are up to date."))
    else:
        done = ngettext("%d migration applied.", "%d migrations applied.", len(waiting))
        todo = ngettext("%d migration waits.", "%d migrations wait.", len(waiting))
        click.echo((todo if check else done) % len(waiting))
    if not as_json and not check and migrating.is_empty():
        first_run.offer(environment().home)
        click.echo(_("First steps: %s") % first_run.address(environment().public_url, environment().home))
    return 1 if check and waiting else 0
