"""madoguchi token"""

import datetime
import json
from typing import Any

import click

from madoguchi.config.cli.context import start_django
from madoguchi.config.cli.told import json_option, tell
from madoguchi.config.cli.user import workspace_option
from madoguchi.config.texts import gettext as _

SCOPES = ["read", "conversations", "contacts", "articles", "registry", "settings"]  # policies need Django


@click.group(help=_("List, make and revoke API tokens."))
def token() -> None:
    pass


@token.command("list", help=_("List the tokens of a workspace; their secrets are not kept."))
@workspace_option
@click.option("--json", "as_json", is_flag=True, help=_("Print them as JSON."))
def list_tokens(workspace: str, as_json: bool) -> None:
    start_django()
    from madoguchi.base.tenancy import tenant  # needs Django
    from madoguchi.config.cli.workspaces import chosen
    from madoguchi.core.people.models import Token

    with tenant(chosen(workspace).id):
        tokens = [
            {
                "id": one.id,
                "name": one.name,
                "person": one.person.email,
                "ends_with": one.hint,
                "scopes": one.scopes,
                "expires_at": one.expires_at.isoformat() if one.expires_at else None,
                "revoked": one.revoked_at is not None,
            }
            for one in Token.objects.select_related("person").order_by("id")
        ]
    if as_json:
        click.echo(json.dumps(tokens, ensure_ascii=False))
        return
    for one in tokens:
        end = _end_of(one)
        click.echo(
            f"{one['id']:>5}  …{one['ends_with']}  {one['person']:<36} {' '.join(one['scopes'])}  {one['name']}{end}"
        )


def _end_of(token: dict[str, Any]) -> str:
    if token["revoked"]:
        return _(" (revoked)")
    return _(" (until %s)") % token["expires_at"][:10] if token["expires_at"] else ""


@token.command(help=_("Make a token that acts for a person; it is shown this once."))
@click.argument("name")
@click.option("--person", default="", metavar="EMAIL", help=_("Whose rights it has [the first administrator's]."))
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help=_("What it may do [everything]."))
@click.option("--days", type=click.IntRange(1, 3650), help=_("Days until it ends [never]."))
@workspace_option
@click.option("--json", "as_json", is_flag=True, help=_("Print it as JSON."))
def create(name: str, person: str, scopes: tuple[str, ...], days: int | None, workspace: str, as_json: bool) -> None:
    start_django()
    from madoguchi.base.clock import now  # needs Django
    from madoguchi.base.tenancy import tenant
    from madoguchi.config.cli.workspaces import chosen, person_actor, seat_of
    from madoguchi.core.people.actions.tokens import create_token

    with tenant(chosen(workspace).id):
        actor = person_actor(seat_of(person))
        end = now() + datetime.timedelta(days=days) if days else None
        made, clear = create_token(name, scopes=scopes or SCOPES, expires_at=end, actor=actor)
    click.echo(json.dumps({"id": made.id, "name": made.name, "token": clear}) if as_json else clear)


@token.command(help=_("End a token, by its number."))
@click.argument("number", type=int)
@workspace_option
@json_option
def revoke(number: int, workspace: str, as_json: bool) -> None:
    start_django()
    from madoguchi.config.cli.workspaces import chosen, console  # needs Django
    from madoguchi.core.people.actions.tokens import revoke_token

    revoke_token(number, actor=console(chosen(workspace)))
    tell(_("Token %s works no longer.") % number, {"id": number, "revoked": True}, as_json=as_json)
