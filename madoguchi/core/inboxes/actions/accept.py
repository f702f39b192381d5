"""Accepting an item from outside: stored raw and committed, and only then acknowledged."""

import json
from dataclasses import dataclass, field
from typing import Any

from madoguchi.base.addresses import mail_key
from madoguchi.base.prepared import prepared
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.events.ledger import wake_on_commit
from madoguchi.core.inboxes.models import Inbox, RawIntake
from madoguchi.core.inboxes.steps import IN_ROW, address_key, storage
from madoguchi.core.workspaces.models import Directory

# One statement, because every mail waits for it: blob, item and queue row in a single round trip.
STORE_AND_QUEUE = """
WITH blob AS (
  INSERT INTO blobs (workspace_id, digest, size, content)
  VALUES (%(workspace)s, %(digest)s, %(size)s, %(content)s)
  ON CONFLICT (workspace_id, digest) DO UPDATE SET size = EXCLUDED.size
  RETURNING id
), item AS (
  INSERT INTO raw_intake (workspace_id, inbox_id, blob_id, digest, route, envelope,
                          state, reason, detail, summary, attempts)
  SELECT %(workspace)s, %(inbox)s, blob.id, %(digest)s, %(route)s, %(envelope)s, 'pending', '', '', '{}', 0
  FROM blob
  ON CONFLICT (workspace_id, inbox_id, digest) DO NOTHING
  RETURNING id
), queued AS (
  INSERT INTO outbox (topic, workspace_id, ref_id, subscriber, attempts, error)
  SELECT 'intake', %(workspace)s, id, '', 0, '' FROM item
)
SELECT id FROM item
"""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What came, as it came. `envelope` holds what the route knew: mail_from, rcpt_to, peer, helo, tls."""

    raw: bytes
    route: str  # a RawIntake.Route
    envelope: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Address:
    """Where an inbox lives; found without a tenant."""

    workspace_id: int
    inbox_id: int


def find_inbox(address: str) -> Address | None:
    """Whose inbox an address is. `name+anything@domain` leads to `name@domain` unless it is one itself."""
    local, _at, domain = mail_key(address).rpartition("@")
    plain = f"{local.split('+', 1)[0]}@{domain}"
    keys = [address_key(address), address_key(plain)]
    found = {entry.key: entry for entry in Directory.objects.filter(key__in=keys)}
    entry = found.get(keys[0]) or found.get(keys[1])
    return Address(entry.workspace_id, entry.target_id) if entry else None


def find_open_inbox(address: str) -> Address | None:
    """The same where mail is taken: an inbox that is switched off takes none."""
    found = find_inbox(address)
    if found is None:
        return None
    with tenant(found.workspace_id):
        is_on = Inbox.objects.filter(id=found.inbox_id, disabled_at__isnull=True).exists()
    return found if is_on else None


def accept(parcel: Parcel, *, to: Address) -> int:
    """Store one item for an inbox, once however often it is offered. Returns the id of its RawIntake.

    When this returns, the item is committed (unless the caller holds a transaction of its own).
    Raises what the database raises; then nothing was accepted.
    """
    workspace_id = to.workspace_id
    with tenant(workspace_id):
        name = digest(parcel.raw)
        large = len(parcel.raw) > IN_ROW
        if large:
            storage(workspace_id).put(name, parcel.raw)
        content = None if large else parcel.raw
        with prepared() as cursor:
            cursor.execute(
                STORE_AND_QUEUE,
                {
                    "workspace": workspace_id,
                    "digest": name,
                    "size": len(parcel.raw),
                    "content": content,
                    "inbox": to.inbox_id,
                    "route": parcel.route,
                    "envelope": json.dumps(parcel.envelope),
                },
            )
            row = cursor.fetchone()
        if row is None:  # offered before: by another route, or again because our answer was lost
            return RawIntake.objects.values_list("id", flat=True).get(inbox_id=to.inbox_id, digest=name)
        wake_on_commit("intake")
        intake_id: int = row[0]
        return intake_id
