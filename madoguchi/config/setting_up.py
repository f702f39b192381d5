"""A workspace ready for use in one step: the command line's first-run page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from madoguchi.base.tenancy import tenant
from madoguchi.config import first_run
from madoguchi.core.inboxes.actions.inbox import create_inbox
from madoguchi.core.people.accounts import NewAccount
from madoguchi.core.people.actions.set_up import open_workspace, set_up
from madoguchi.core.people.actions.tokens import create_token
from madoguchi.core.people.models import User
from madoguchi.core.people.policies import SCOPES
from madoguchi.core.people.queries import actor_for


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for. `name` may be empty: then the address stands for it. `inbox` may be empty."""

    workspace: str
    email: str
    password: str
    name: str
    language: str
    time_zone: str
    inbox: str


def set_up_everything(wish: Wish) -> dict[str, Any]:
    """Facts of what was made, with the clear token. All or nothing; raises Refused."""
    with transaction.atomic():
        user = User.objects.filter(email=wish.email.lower()).first()
        if user is not None:  # a further workspace of somebody who is here already
            workspace, person = open_workspace(
                wish.workspace, language=wish.language, time_zone=wish.time_zone, administrator_id=user.id
            )
        else:
            workspace, person = set_up(
                wish.workspace,
                language=wish.language,
                time_zone=wish.time_zone,
                administrator=new_account(wish.email, wish.password, wish.name, wish.language, wish.time_zone),
            )
        with tenant(workspace.id):
            actor = actor_for(person)
            _token, clear = create_token("setup", scopes=list(SCOPES), expires_at=None, actor=actor)
            inbox = create_inbox(wish.workspace, address=wish.inbox, actor=actor) if wish.inbox else None
    first_run.forget(settings.MADOGUCHI.home)
    return {
        "workspace": {"id": workspace.id, "name": workspace.name},
        "person": {"id": person.id, "email": person.email},
        "inbox": {"id": inbox.id, "address": inbox.address} if inbox else None,
        "token": clear,
    }


def new_account(email: str, password: str, name: str, language: str, time_zone: str) -> NewAccount:
    """In Japanese the family name comes first, elsewhere last; no name: the address stands for it."""
    first, *rest = (name.strip() or email.partition("@")[0]).split(maxsplit=1)  # a full-width space parts them too
    family, given = (first, "".join(rest)) if language == "ja" else ("".join(rest), first)
    return NewAccount(
        email=email,
        password=password,
        family_name=family.strip(),
        given_name=given.strip(),
        language=language,
        time_zone=time_zone,
    )
