"""Mail that was set aside, with its bytes and its reason."""

from datetime import timedelta

from madoguchi.base.text import digest
from madoguchi.config.demo.script import SetAside
from madoguchi.config.demo.seating import House
from madoguchi.core.inboxes.events import IntakeSetAside
from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.inboxes.steps import keep


def put_aside(house: House, items: tuple[SetAside, ...]) -> None:
    """One RawIntake each, in the order in which they came, settled a second later."""
    for item in sorted(items, key=lambda item: item.at):
        inbox = house.inboxes[item.inbox]
        intake = RawIntake.objects.create(
            workspace_id=house.id,
            inbox=inbox,
            blob=keep(house.id, item.raw),
            digest=digest(item.raw),
            route=RawIntake.Route.SMTP,
            envelope={"mail_from": item.sender, "rcpt_to": [inbox.address]},
            received_at=item.at,
            state=item.state,
            reason=item.reason,
            detail=item.detail,
            summary={"from": item.sender, "name": item.name, "subject": item.subject, "preview": item.preview},
            attempts=3 if item.state == RawIntake.State.QUARANTINED else 0,
            settled_at=item.at + timedelta(seconds=1),
        )
        fact = IntakeSetAside(inbox.id, intake.id, item.state, item.reason)
        house.history.add(fact, at=item.at + timedelta(seconds=1))
