"""Steps of whoever lets a visitor write to us; none opens a transaction."""

from madoguchi.base.clock import now
from madoguchi.features.articles.models import HelpContact
from madoguchi.features.articles.visitors import Visit
from madoguchi.features.deflection.models import ContactTrial


def note_contact(conversation_id: int, visit: Visit) -> None:
    """A visitor of the help centre wrote to us after all; once for each conversation."""
    row = HelpContact(workspace_id=visit.workspace_id, visitor=visit.key, conversation_id=conversation_id)
    HelpContact.objects.bulk_create([row], ignore_conflicts=True)
    trials = ContactTrial.objects.filter(workspace_id=visit.workspace_id, visitor=visit.key)
    trials.filter(contacted_at__isnull=True).update(contacted_at=now())
