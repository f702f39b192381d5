"""madoguchi user"""

import json

import click

from madoguchi.config.cli.context import start_django
from madoguchi.config.cli.told import json_option, seat_facts, tell
from madoguchi.config.texts import gettext as _

ROLES = ["administrator", "manager", "supervisor", "agent", "light", "partner"]
workspace_option = click.option("--workspace", default="", metavar="NAME", help=_("Name or number of the workspace."))


@click.group(help=_("List, invite, change and close accounts."))
def user() -> None:
    pass


@user.command("list", help=_("List everybody with a seat."))
@workspace_option
@click.option("--json", "as_json", is_flag=True, help=_("Print them as JSON."))
def list_people(workspace: str, as_json: bool) -> None:
    start_django()
    from madoguchi.base.tenancy import tenant  # needs Django
    from madoguchi.config.cli.workspaces import chosen
    from madoguchi.core.people.models import Person

    place = chosen(workspace)
    with tenant(place.id):
        people = [seat_facts(one) for one in Person.objects.order_by("id")]
    if as_json:
        click.echo(json.dumps(people, ensure_ascii=False))
        return
    for one in people:
        closed = "" if one["active"] else _(" (closed)")
        click.echo(f"{one['id']:>5}  {one['email']:<36} {one['role']:<14} {one['name']}{closed}")


@user.command(help=_("Make a seat with a new account, without a mail."))
@click.argument("email")
@click.option("--name", required=True, help=_("Name, family name first in Japanese."))
@click.option("--role", type=click.Choice(ROLES), default="agent", show_default=True, help=_("Role of the seat."))
@click.option(
    "--password", envvar="MADOGUCHI_PASSWORD", help=_("Password; asked for on a terminal, or read from there.")
)
@workspace_option
@json_option
def add(email: str, name: str, role: str, password: str | None, workspace: str, as_json: bool) -> None:
    start_django()
    from madoguchi.config.cli.setup import asked_password  # needs Django
    from madoguchi.config.cli.workspaces import chosen
    from madoguchi.config.setting_up import new_account
    from madoguchi.core.people.actions.set_up import add_person

    place = chosen(workspace)
    account = new_account(email, password or asked_password(), name, place.language, place.time_zone)
    person = add_person(place.id, account, role=role)
    facts = seat_facts(person)
    tell(_("%(email)s has seat %(id)s now.") % facts, facts, as_json=as_json)


@user.command(help=_("Invite somebody by mail."))
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), default="agent", show_default=True, help=_("Role of the seat."))
@workspace_option
@json_option
def invite(email: str, role: str, workspace: str, as_json: bool) -> None:
    start_django()
    from madoguchi.base.tenancy import tenant  # needs Django
    from madoguchi.config.cli.workspaces import chosen, person_actor, seat_of
    from madoguchi.core.people.actions.invite import invite as send_invitation

    place = chosen(workspace)
    with tenant(place.id):
        actor = person_actor(seat_of(""))
    made = send_invitation(email, role=role, inbox_ids=[], language=place.language, actor=actor)
    facts = {"id": made.id, "email": made.email, "role": made.role, "expires_at": made.expires_at.isoformat()}
    tell(_("The invitation to %s is on its way.") % made.email, facts, as_json=as_json)


@user.command(help=_("Give somebody another role."))
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES), metavar="ROLE")
@workspace_option
@json_option
def role(email: str, role: str, workspace: str, as_json: bool) -> None:
    start_django()
    from madoguchi.base.tenancy import tenant  # needs Django
    from madoguchi.config.cli.workspaces import chosen, console, seat_of
    from madoguchi.core.people.actions.seats import change_role

    place = chosen(workspace)
    with tenant(place.id):
        facts = seat_facts(change_role(seat_of(email).id, role=role, actor=console(place)))
    tell(_("%(email)s is %(role)s now.") % facts, facts, as_json=as_json)


@user.command(help=_("Close somebody's seat: sessions and tokens end at once."))
@click.argument("email")
@workspace_option
@json_option
def close(email: str, workspace: str, as_json: bool) -> None:
    start_django()
    from madoguchi.base.tenancy import tenant  # needs Django
    from madoguchi.config.cli.workspaces import chosen, console, seat_of
    from madoguchi.core.people.actions.seats import deactivate

    place = chosen(workspace)
    with tenant(place.id):
        facts = seat_facts(deactivate(seat_of(email).id, actor=console(place)))
    tell(_("The seat of %s is closed.") % facts["email"], facts, as_json=as_json)


@user.command(help=_("Set a new password, for somebody who cannot sign in any more. Their sessions end."))
@click.argument("email")
@click.option(
    "--password", envvar="MADOGUCHI_PASSWORD", help=_("Password; asked for on a terminal, or read from there.")
)
@json_option
def password(email: str, password: str | None, as_json: bool) -> None:
    start_django()
    from madoguchi.config.cli.setup import asked_password  # needs Django
    from madoguchi.core.people.actions.password import set_password

    set_password(email, password=password or asked_password())
    tell(_("The password of %s is changed.") % email, {"email": email, "changed": True}, as_json=as_json)
