"""The beginning: a workspace with its first administrator, and seats made by whoever runs the installation."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.accounts import NewAccount, make_account
from madoguchi.core.people.actor import system
from madoguchi.core.people.events import PersonAdded
from madoguchi.core.people.models import Person, Role, User
from madoguchi.core.people.steps import seat
from madoguchi.core.workspaces.checks import checked_language, checked_time_zone, checked_workspace_name
from madoguchi.core.workspaces.events import WorkspaceSetUp
from madoguchi.core.workspaces.models import Workspace

FIRST_RUN = 0x6D646731  # "mdg1": the advisory lock that two first visitors meet at


def set_up(
    name: str, *, language: str, time_zone: str, administrator: NewAccount, is_demo: bool = False
) -> tuple[Workspace, Person]:
    """Make a workspace, the account of its administrator and their seat, all or nothing.

    Not asked for permission: only the first-run page and the command line lead here. Raises Refused.
    """
    with transaction.atomic():
        return _make(name, language, time_zone, make_account(administrator), is_demo)


def set_up_first(name: str, *, language: str, time_zone: str, administrator: NewAccount) -> tuple[Workspace, Person]:
    """The same, but only as the first: Refused("already-set-up") for whoever comes second, even at once."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_RUN])
        if Workspace.objects.exists():
            raise Refused("already-set-up", _("Somebody has set up this installation already. Sign in."))
        return _make(name, language, time_zone, make_account(administrator), False)


def open_workspace(name: str, *, language: str, time_zone: str, administrator_id: int) -> tuple[Workspace, Person]:
    """A further workspace, for somebody who has an account (an outsourced desk takes a new client)."""
    with transaction.atomic():
        return _make(name, language, time_zone, User.objects.get(id=administrator_id), False)


def _make(name: str, language: str, time_zone: str, user: User, is_demo: bool) -> tuple[Workspace, Person]:
    workspace = Workspace.objects.create(
        name=checked_workspace_name(name),
        language=checked_language(language),
        time_zone=checked_time_zone(time_zone),
        is_demo=is_demo,
    )
    with tenant(workspace.id):
        person = seat(user, role=Role.ADMINISTRATOR)
        record(WorkspaceSetUp(person.id), actor=system(workspace.id), about=Subject())
    return workspace, person


def add_person(workspace_id: int, account: NewAccount, *, role: str) -> Person:
    """A seat with a new account, without a mail: `madoguchi user` and the demo data. Raises Refused."""
    with tenant(workspace_id):
        person = seat(make_account(account), role=Role(role))
        record(PersonAdded(person.id, role), actor=system(workspace_id), about=Subject())
        return person
