"""Which workspace a command is about, and in whose name it acts."""

import click

from madoguchi.config.texts import gettext as _
from madoguchi.core.people.actor import Actor, system
from madoguchi.core.people.models import Person, Role
from madoguchi.core.people.queries import actor_for
from madoguchi.core.workspaces.models import Workspace


def chosen(given: str) -> Workspace:
    """By number or name; the only one there is when nothing is given. Raises UsageError."""
    everyone = list(Workspace.objects.order_by("id"))
    if not everyone:
        raise click.ClickException(_("There is no workspace yet: madoguchi setup --help"))
    found = [one for one in everyone if given in {"", str(one.id), one.name}]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{one.id} ({one.name})" for one in everyone)
    text = _("Name one workspace by --workspace: %s") if not given else _("There is no such workspace. There are: %s")
    raise click.UsageError(text % known)


def seat_of(email: str) -> Person:
    """Within tenant(): whose seat that is; the first administrator's when no address is given."""
    people = Person.objects.filter(deactivated_at__isnull=True)
    person = (
        people.filter(email=email.lower()).first()
        if email
        else people.filter(role=Role.ADMINISTRATOR).order_by("id").first()
    )
    if person is None:
        raise click.ClickException(_("Nobody with the address %s has a seat here.") % email)
    return person


def person_actor(person: Person) -> Actor:
    return actor_for(person)


def console(workspace: Workspace) -> Actor:
    """Whoever runs the installation: they hold the database itself, so nothing is refused to them."""
    return system(workspace.id)
