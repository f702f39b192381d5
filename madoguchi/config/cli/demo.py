"""madoguchi demo"""

import json

import click

from madoguchi.config import first_run
from madoguchi.config.cli.bars import bars
from madoguchi.config.cli.context import environment, start_django
from madoguchi.config.keys import write_private
from madoguchi.config.texts import gettext as _
from madoguchi.config.texts import ngettext

LABELS = {"conversations": _("Demo data")}


@click.command(help=_("Load the demo data: two workspaces with some 300 conversations in Japanese and English."))
@click.option("--remove", is_flag=True, help=_("Take the demo workspaces away again, with all that is in them."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the log-ins as JSON."))
def demo(remove: bool, as_json: bool) -> None:
    start_django()
    if remove:
        _remove(as_json)
    else:
        _load(as_json)


def _load(as_json: bool) -> None:
    from madoguchi.config.demo import load  # these need Django
    from madoguchi.config.demo.clearing import note

    with bars(LABELS) as progress:
        logins = load(progress=lambda done, total: progress("conversations", done, total))
    first_run.forget(environment().home)
    facts = [{"email": one.email, "password": one.password, "about": one.about} for one in logins]
    file = note(environment().home)
    file.unlink(missing_ok=True)
    write_private(file, json.dumps({"logins": facts}, ensure_ascii=False))
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        click.echo("\n".join(listed(facts)))


def listed(logins: list[dict[str, str]]) -> list[str]:
    """The log-ins as lines for people, under a head."""
    width = max(len(login["email"]) for login in logins)
    lines = (f"    {login['email']:<{width}}  {login['password']}  {login['about']}" for login in logins)
    return [_("  Demo log-ins:"), *lines]


def _remove(as_json: bool) -> None:
    from madoguchi.config.demo.clearing import clear  # needs Django

    gone = clear(environment().home)
    if as_json:
        click.echo(json.dumps({"removed": gone}))
    else:
        text = ngettext("%d demo workspace was removed.", "%d demo workspaces were removed.", gone)
        click.echo(text % gone if gone else _("There is no demo data."))
