"""madoguchi doctor"""

import json

import click

from madoguchi.config.cli.context import database_url, environment
from madoguchi.config.failures import NotStarted
from madoguchi.config.texts import gettext as _

MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "error": ("✗", "red")}


@click.command(help=_("Check settings and services; say what is wrong and what to do. Exit code 1 if anything is."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the findings as JSON."))
def doctor(as_json: bool) -> int:
    from madoguchi.config.doctor import State, examine  # psycopg takes its time: not for a mere --help

    settings = environment()
    try:
        url = database_url()
    except NotStarted as problem:
        click.echo(str(problem), err=True)
        url = "postgresql:///madoguchi?host=/nonexistent"
    bad, shown = False, []
    for finding in examine(settings, url):
        bad = bad or finding.state is State.ERROR
        shown.append({"check": finding.check, "state": finding.state.value, "text": finding.text})
        if not as_json:
            mark, colour = MARKS[finding.state.value]
            click.echo(f"{click.style(mark, fg=colour)} {finding.text}")
    if as_json:
        click.echo(json.dumps({"ok": not bad, "checks": shown}, ensure_ascii=False))
    return 1 if bad else 0
