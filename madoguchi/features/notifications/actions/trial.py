"""Trying it out."""

from madoguchi.base.clock import now
from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.notifications.jobs import Ringing, mail_later, ring_later
from madoguchi.features.notifications.models import Notification, PushDevice

KIND = "test"


def try_all(actor: Actor) -> Notification:
    """Tell the actor's person something on every way at once, whatever they chose; a second time replaces the first."""
    require(actor, "notification.own")
    with tenant(actor.workspace_id):
        Notification.objects.filter(person_id=actor.own_id, kind=KIND).delete()
        row = Notification.objects.create(
            workspace_id=actor.workspace_id,
            person_id=actor.own_id,
            kind=KIND,
            key=KIND,
            actor=str(actor),
            sounds=True,
            to_mail=True,
            mailed_at=now(),
        )
        tell(actor.workspace_id, [f"person:{actor.own_id}:notifications"])
        mine = PushDevice.objects.filter(person_id=actor.own_id)
        ring_later([Ringing(device_id, row.id, None) for device_id in mine.values_list("id", flat=True)])
        mail_later(actor.workspace_id, actor.own_id, [row.id])
        return row
