"""What whoever answers does with a question back that is suggested."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.features.aims.clarifying import back_at
from madoguchi.features.aims.models import Clarification

DEEDS = {"text": Clarification.Outcome.ASKED, "dismiss": Clarification.Outcome.DISMISSED}


def clarify(conversation_id: int, *, deed: str, actor: Actor) -> str:
    """Take it ("text": returns the Markdown to put in) or leave it ("dismiss": ""). Raises Refused("bad-choice"),
    NotAllowed where nothing is suggested."""
    with tenant(actor.workspace_id):
        back = back_at(conversation_id, actor)
        if deed not in DEEDS:
            raise Refused("bad-choice", _("Choose one of the list."), field="deed")
        if not back.kind or (back.is_enough and deed == "text"):
            raise NotAllowed("not-found", _("This does not exist."))
        Clarification.objects.get_or_create(
            message_id=back.message_id,
            kind=back.kind,
            defaults={
                "workspace_id": actor.workspace_id,
                "conversation_id": conversation_id,
                "outcome": DEEDS[deed],
                "person_id": actor.person_id,
            },
        )
        return back.text if deed == "text" else ""
