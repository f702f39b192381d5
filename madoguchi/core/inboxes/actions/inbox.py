"""Making and changing inboxes."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.addresses import mail_key
from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest, random_name
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.events import InboxChanged, InboxCreated, InboxDisabled, InboxEnabled
from madoguchi.core.inboxes.models import Inbox, InboxAddress
from madoguchi.core.inboxes.queries import locked, locked_on
from madoguchi.core.inboxes.saving import language_of, must_know, saved_inbox, typed_name
from madoguchi.core.inboxes.steps import address_key, list_address
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import Directory

# The name is imported when mail goes out: nothing but the backends of that library may stand there.
MAIL_SERVICE = re.compile(r"(?:anymail\.backends\.[a-z0-9_]+\.EmailBackend)?")
PLAIN = ("name", "sender_name", "language", "charset", "signature", "signatures")


def create_inbox(name: str, *, address: str, actor: Actor, **fields: Any) -> Inbox:
    """Make a mail inbox. Raises Refused("name-taken", "address-taken", "bad-address", "empty", "other-channel")."""
    require(actor, "inbox.manage")
    must_know(fields, PLAIN)
    with tenant(actor.workspace_id):
        inbox = Inbox(
            workspace_id=actor.workspace_id,
            name=typed_name(name),
            address=_address(address),
            **{"language": language_of(actor.workspace_id), **fields},
        )
        saved_inbox(inbox)
        add_address(inbox, inbox.address)
        record(InboxCreated(inbox.id), actor=actor, about=Subject())
        return inbox


def change_inbox(inbox_id: int, *, changes: Mapping[str, Any], actor: Actor) -> Inbox:
    """Change plain fields of a mail inbox, `settings` (merged key by key) and `secrets` (merged; None removes one).

    Raises Refused("name-taken", "empty", "other-channel"), NotAllowed.
    """
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        inbox = locked_on("email", inbox_id, actor)
        must_know(changes, (*PLAIN, "settings", "secrets"))
        for key in PLAIN:
            if key in changes:
                setattr(inbox, key, typed_name(changes[key]) if key == "name" else changes[key])
        inbox.signatures = {language: text for language, text in inbox.signatures.items() if text.strip()}
        inbox.settings = _merged(inbox.settings, changes.get("settings", {}))
        if not MAIL_SERVICE.fullmatch(inbox.settings.get("anymail_backend", "")):
            raise Refused("bad-service", _("There is no such mail service."), field="anymail_backend")
        if changes.get("secrets"):
            inbox.keep_secrets(_merged(inbox.secret_values, changes["secrets"]))
        saved_inbox(inbox)
        _list_poll(inbox)
        record(InboxChanged(inbox.id, sorted(changes)), actor=actor, about=Subject())
        return inbox


def set_aliases(inbox_id: int, *, addresses: list[str], actor: Actor) -> Inbox:
    """The further addresses that lead to an inbox. Raises Refused("address-taken", "bad-address", "other-channel")."""
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        inbox = locked_on("email", inbox_id, actor)
        wanted = {_address(address) for address in addresses} - {inbox.address.lower()}
        present = {row.address: row for row in inbox.addresses.all() if row.address != inbox.address.lower()}
        for address in present.keys() - wanted:
            Directory.objects.filter(key=address_key(address)).delete()
            present[address].delete()
        for address in sorted(wanted - present.keys()):
            add_address(inbox, address)
        record(InboxChanged(inbox.id, ["aliases"]), actor=actor, about=Subject())
        return inbox


def switch_inbox(inbox_id: int, *, on: bool, actor: Actor) -> Inbox:
    """Stop or start an inbox. A stopped one takes no mail (the sender is told) and sends none."""
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        inbox = locked(inbox_id, actor)
        if (inbox.disabled_at is None) != on:
            inbox.disabled_at = None if on else now()
            inbox.save(update_fields=["disabled_at"])
            fact = InboxEnabled(inbox.id) if on else InboxDisabled(inbox.id)
            record(fact, actor=actor, about=Subject())
        return inbox


def new_intake_secret(inbox_id: int, *, actor: Actor) -> str:
    """A new secret for raw mail over HTTP; the one before stops working. It is shown this once."""
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        inbox = locked_on("email", inbox_id, actor)
        Directory.objects.filter(
            key__startswith="intake:", workspace_id=actor.workspace_id, target_id=inbox.id
        ).delete()
        secret = f"mdi_{random_name(192)}"
        Directory.objects.create(key=f"intake:{digest(secret)}", workspace_id=actor.workspace_id, target_id=inbox.id)
        record(InboxChanged(inbox.id, ["intake_secret"]), actor=actor, about=Subject())
        return secret


def _list_poll(inbox: Inbox) -> None:
    """Let the workers find the inbox when it has a mailbox to fetch."""
    key = f"poll:{inbox.id}"
    if inbox.settings.get("imap_host"):
        values = {"workspace_id": inbox.workspace_id, "target_id": inbox.id}
        Directory.objects.update_or_create(key=key, defaults=values)
    else:
        Directory.objects.filter(key=key).delete()


def add_address(inbox: Inbox, address: str) -> None:
    """A step: one more address that leads here. Raises Refused("address-taken")."""
    try:
        with transaction.atomic():
            row = InboxAddress.objects.create(workspace_id=inbox.workspace_id, inbox=inbox, address=address.lower())
            list_address(row)
    except IntegrityError as error:
        text = _("The address %(address)s already belongs to an inbox.") % {"address": address}
        raise Refused("address-taken", text, field="address") from error


def _address(address: str) -> str:
    address = mail_key(address)
    local, _at, domain = address.rpartition("@")
    if not local or not domain or any(c.isspace() or c in "<>,;" for c in address) or len(address) > 320:
        raise Refused("bad-address", _("This is not a mail address."), field="address")
    return address


def _merged(before: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**before, **changes}
    return {key: value for key, value in merged.items() if value is not None}
