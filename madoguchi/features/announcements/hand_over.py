"""What a hand-over note of a shift begins with: what is left, what to look out for, what else there is to say."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madoguchi.base.days import short_day
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.views import Scope, listed
from madoguchi.core.people.actor import Actor

MOST = 50  # conversations that are listed


@dataclass(frozen=True, slots=True)
class Beginning:
    """The title and the Markdown that its writer goes on from."""

    title: str
    text: str


def beginning(actor: Actor) -> Beginning:
    """The person's open conversations with what is planned, under the headings of the template; two queries."""
    mine = listed(actor, Scope("mine"))
    rows = list(mine.order_by("-waiting_since", "-last_activity_at", "-id")[:MOST])
    waiting = sum(1 for row in rows if row.waiting_since)
    count = mine.count() if len(rows) == MOST else len(rows)
    day = short_day(timezone.localdate(), with_year=False)
    title = _("Hand-over of %(day)s by %(name)s") % {"day": day, "name": actor.name}
    left = "\n".join(_line(row) for row in rows) or _("- Nothing of mine is open.")
    counted = ngettext("%(count)s open conversation", "%(count)s open conversations", count) % {"count": count}
    answers = ngettext("%(count)s waits for our answer", "%(count)s wait for our answer", waiting) % {"count": waiting}
    parts = [
        _("## What is left"),
        f"{counted}{_(', ')}{answers}",
        left,
        _("## Look out for"),
        "- ",
        _("## What else there is to say"),
        "- ",
    ]
    return Beginning(title, "\n\n".join(parts))


def _line(row: Conversation) -> str:
    """A link to one conversation with what is planned for it."""
    name = (row.subject or _("(no subject)")).replace("[", "(").replace("]", ")")
    planned = [row.next_action] if row.next_action else []
    if row.due_at:
        due = timezone.localtime(row.due_at)
        planned.append(_("due %(when)s") % {"when": f"{short_day(due.date(), with_year=False)} {due:%H:%M}"})
    about = f": {' · '.join(planned)}" if planned else ""
    return f"- [#{row.id} {name}](/desk/conversations/{row.id}/){about}"
