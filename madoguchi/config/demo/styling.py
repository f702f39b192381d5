"""Which answers each inbox wants, and has wanted of every conversation: a chat short ones, mail everything at once;
half of the customers of a chat, and of the busiest mail, get the other by lot."""

from datetime import datetime, timedelta

from django.db.models import Count

from madoguchi.config.demo.seating import House
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.styles.deciding import wanted_of
from madoguchi.features.styles.events import StyleChanged
from madoguchi.features.styles.models import ConversationStyle, InboxStyle, Style

WANTED = {"chat": Style.CONVERSATIONAL, "email": Style.COMPREHENSIVE}
TRIAL = 50


def want_styles(house: House, now: datetime) -> None:
    """Inside the workspace's tenant()."""
    of = {}
    busiest_first = Inbox.objects.annotate(n=Count("conversation")).order_by("-n", "id")
    for place, inbox in enumerate(busiest_first):
        style, trial = WANTED[inbox.channel], TRIAL if place == 0 or inbox.channel == "chat" else 0
        of[inbox.id] = InboxStyle(workspace_id=house.id, inbox=inbox, style=style, trial=trial)
        house.history.add(StyleChanged(inbox.id, ("", style), (0, trial)), at=now - timedelta(days=90))
    InboxStyle.objects.bulk_create(of.values())
    rows = []
    for one in Conversation.objects.select_related("contact__company").order_by("id").iterator(500):
        wanted = wanted_of(one.contact, one.inbox_id, of[one.inbox_id], [])
        row = ConversationStyle(workspace_id=house.id, conversation=one, at=one.created_at)
        row.style, row.by, row.arm = wanted.style, wanted.by, wanted.arm
        rows.append(row)
    ConversationStyle.objects.bulk_create(rows, batch_size=500)
