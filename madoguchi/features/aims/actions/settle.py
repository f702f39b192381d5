"""A person says what is meant: as it was found, or better."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.conversations.steps import note_fact
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.aims.events import AimSettled
from madoguchi.features.aims.models import LONGEST, Aim


def settle_aim(conversation_id: int, *, asked: str, wish: str, actor: Actor) -> Aim:
    """What they ask, and what they want to do. Said as it was found, it is confirmed, else changed; the same again
    changes nothing. Raises Refused("empty", "too-long"), NotAllowed."""
    require(actor, "conversation.update")
    asked, wish = (" ".join(text.replace("\x00", "").split()) for text in (asked, wish))
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        _check(asked, wish)
        row = Aim.objects.filter(conversation=conversation).first()
        row = row or Aim(workspace_id=actor.workspace_id, conversation=conversation, at=now())
        is_same = (row.asked, row.wish) == (asked, wish)
        if is_same and row.is_settled:
            return row
        row.state = Aim.State.CONFIRMED if is_same else Aim.State.CHANGED
        if not is_same:
            row.asked, row.wish, row.source = asked, wish, Aim.Source.PERSON
        row.person_id, row.settled_at = actor.person_id, now()
        row.save()
        note_fact(conversation, AimSettled(changed=not is_same), actor)
        tell(actor.workspace_id, [f"conversation:{conversation.id}@{conversation.inbox_id}"])
        return row


def _check(asked: str, wish: str) -> None:
    if not asked and not wish:
        raise Refused("empty", _("Write what they ask, or what they want to do."), field="wish")
    for name, text in (("asked", asked), ("wish", wish)):
        if len(text) > LONGEST:
            raise Refused("too-long", _("This text is too long."), field=name)
