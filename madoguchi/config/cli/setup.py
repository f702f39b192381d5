"""madoguchi setup"""

import json
import sys
from typing import Any

import click

from madoguchi.config.cli.context import environment, start_django
from madoguchi.config.texts import gettext as _
from madoguchi.config.texts import language as terminal_language


@click.command(help=_("Make a workspace with its administrator, and print an API token, shown this once."))
@click.option("--workspace", required=True, metavar="NAME", help=_("Name of the workspace."))
@click.option("--email", required=True, help=_("Mail address of the administrator."))
@click.option(
    "--password", envvar="MADOGUCHI_PASSWORD", help=_("Password; asked for on a terminal, or read from there.")
)
@click.option("--name", default="", metavar="NAME", help=_("Name of the administrator, family name first in Japanese."))
@click.option("--language", type=click.Choice(["ja", "en"]), help=_("Language of the workspace [of the terminal]."))
@click.option("--time-zone", default="Asia/Tokyo", show_default=True, help=_("Time zone, as Asia/Tokyo."))
@click.option("--inbox", default="", metavar="ADDRESS", help=_("Also make an inbox for this mail address."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the result as JSON."))
def setup(password: str | None, as_json: bool, **wish: Any) -> None:
    start_django()
    from madoguchi.config.setting_up import Wish, set_up_everything  # needs Django

    wish["language"] = wish["language"] or terminal_language()
    made = set_up_everything(Wish(password=password or asked_password(), **wish))
    facts = {**made, "url": environment().public_url}
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    click.echo(_("Workspace %(name)s (%(id)s)") % made["workspace"])
    click.echo(_("Sign in as %(email)s at %(url)s") % {"email": wish["email"], "url": facts["url"]})
    click.echo(_("API token, shown this once: %s") % made["token"])


def asked_password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt(_("Password"), hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\n")
