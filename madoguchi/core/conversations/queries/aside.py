"""What was accepted and did not become a message: seen and acted on in the desk."""

from django.db.models import QuerySet

from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.people.actor import Actor

ASIDE = ("suspended", "quarantined", "suppressed")


def kept_aside(actor: Actor, *, state: str = "") -> QuerySet[RawIntake]:
    """The items set aside that the actor may see, in no order yet; of one state where given."""
    found = RawIntake.objects.filter(workspace_id=actor.workspace_id, state__in=[state] if state in ASIDE else ASIDE)
    if not actor.may("intake.read"):
        return found.none()
    if actor.inbox_ids is not None:
        found = found.filter(inbox_id__in=actor.inbox_ids)
    return found.select_related("inbox")
