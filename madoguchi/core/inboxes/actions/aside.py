"""What a person does with mail that was set aside: let it in, or leave it for good."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, enqueue, record
from madoguchi.core.inboxes.events import IntakeReplayed
from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def replay(intake_id: int, *, forced: bool, actor: Actor) -> RawIntake:
    """Read an item once more. `forced` lets it in although it is spam, blocked or automatic."""
    require(actor, "intake.settle")
    with tenant(actor.workspace_id):
        item = RawIntake.objects.select_for_update().filter(id=intake_id).first()
        if item is None or not actor.sees_inbox(item.inbox_id):
            raise NotAllowed("not-found", _("This mail does not exist."))
        if item.state in (RawIntake.State.MESSAGE, RawIntake.State.PENDING):
            return item
        before = item.state
        item.state, item.attempts, item.settled_at = RawIntake.State.PENDING, 0, None
        item.reason = "let_in" if forced else ""
        item.save(update_fields=["state", "attempts", "settled_at", "reason"])
        enqueue("intake", item.workspace_id, item.id)
        record(IntakeReplayed(item.inbox_id, item.id, before), actor=actor, about=Subject())
        return item
