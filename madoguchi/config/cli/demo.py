"""madoguchi demo"""

import json

import click

from madoguchi.config.cli.bars import bars
from madoguchi.config.cli.context import environment, start_django
from madoguchi.config.cli.texts import gettext as _
from madoguchi.config.keys import write_private

LABELS = {"conversations": _("Demo data")}


@click.command(help=_("Load the demo data: two workspaces with some 300 conversations in Japanese and English."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the log-ins as JSON."))
def demo(as_json: bool) -> None:
    start_django()
    from madoguchi.config.demo import load  # needs Django

    with bars(LABELS) as progress:
        logins = load(progress=lambda done, total: progress("conversations", done, total))
    facts = [{"email": one.email, "password": one.password, "about": one.about} for one in logins]
    note = environment().home / "demo.json"  # serve shows them at every start
    note.unlink(missing_ok=True)
    write_private(note, json.dumps({"logins": facts}, ensure_ascii=False))
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
