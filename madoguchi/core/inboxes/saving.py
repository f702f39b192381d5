"""Steps that every kind of inbox takes: its name, and writing it down."""

from collections.abc import Collection, Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.workspaces.models import Workspace


def saved_inbox(inbox: Inbox) -> None:
    """Write it down. Raises Refused("name-taken")."""
    try:
        with transaction.atomic():
            inbox.save()
    except IntegrityError as error:
        raise Refused("name-taken", _("There is an inbox of this name already."), field="name") from error


def must_know(changes: Iterable[str], known: Collection[str]) -> None:
    """Raises Refused("other-channel") for what inboxes of a channel do not have."""
    for name in changes:
        if name not in known:
            raise Refused("other-channel", _("Inboxes of this channel have nothing of this kind."), field=name)


def language_of(workspace_id: int) -> str:
    """The language of a new inbox where none is named: that of its workspace."""
    return Workspace.objects.values_list("language", flat=True).get(id=workspace_id)


def typed_name(name: str) -> str:
    """A name as it is kept. Raises Refused("empty")."""
    name = " ".join(name.split())[:80]
    if not name:
        raise Refused("empty", _("Give the inbox a name."), field="name")
    return name
