"""What announcements hold about a contact: the lines of hand-over notes that link to their conversations."""

import re
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.core.conversations.models import Conversation
from madoguchi.features.announcements.models import Announcement, AnnouncementVersion
from madoguchi.features.announcements.steps import searchable

LINK = re.compile(r"^.*\]\(/desk/conversations/(\d{1,18})/[^)]*\).*$", re.MULTILINE)


def erase(contact_id: int) -> None:
    """Take away every line that links to one of the contact's conversations."""
    theirs = {str(one) for one in Conversation.objects.filter(contact_id=contact_id).values_list("id", flat=True)}
    for model in (Announcement, AnnouncementVersion):
        for row in model.objects.filter(text__contains="](/desk/conversations/"):
            text = LINK.sub(lambda found: _("- (erased)") if found[1] in theirs else found[0], row.text)
            if text != row.text:
                row.text = text
                if isinstance(row, Announcement):
                    row.words = searchable(row.title, text)
                row.save()


def export(contact_id: int) -> dict[str, Any]:
    """Nothing is kept here that their conversations do not hold."""
    return {}
