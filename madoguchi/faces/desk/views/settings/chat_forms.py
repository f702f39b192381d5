"""The part of a chat's settings about what it asks, and what it does while nobody is there."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.asking import ask_of, away_of
from madoguchi.features.chat.look import LANGUAGES
from madoguchi.features.chat.mailing import mail_inbox_of, mail_inboxes
from madoguchi.features.hours.models import BusinessHours

AWAYS = (
    ("closed", _("Outside of the business hours")),
    ("nobody", _("Outside of the business hours, and while nobody takes chats")),
    ("chat", _("Never: it stays a chat")),
)
NEEDS = (
    ("", pgettext_lazy("a field of a form", "Not asked")),
    ("optional", pgettext_lazy("a field of a form", "Optional")),
    ("required", pgettext_lazy("a field of a form", "Required")),
)
ASKED = (
    ("name", pgettext_lazy("asked in a chat", "Name")),
    ("mail", _("Mail address")),
    ("topic", _("Topic")),
    ("answer", _("Your question")),
)


def shown(inbox: Inbox) -> dict[str, Any]:
    """What the templates of this part need."""
    ask, from_which = ask_of(inbox), mail_inboxes()
    hours_id = inbox.settings.get("hours_id")
    return {
        "hours": BusinessHours.objects.filter(id=hours_id).first() if hours_id else None,
        "mail_inboxes": from_which,
        "mail_inbox": mail_inbox_of(inbox, from_which),
        "aways": AWAYS,
        "away": away_of(inbox),
        "needs": NEEDS,
        "ask": ask,
        "asked_in": [
            (language, name, ask.topics_in.get(language, ()), ask.question_in.get(language, ""))
            for language, name in LANGUAGES.items()
            if language != inbox.language
        ],
        "asked": [(name, label, getattr(ask, name)) for name, label in ASKED],
    }


def changes_in(data: QueryDict) -> dict[str, Any]:
    """What a form of this part changes."""
    changes: dict[str, Any] = {name: data[name] for name in ("away",) if name in data}
    if "mail_inbox" in data:
        typed = data.get("mail_inbox", "")
        changes["mail_inbox_id"] = int(typed) if typed.isdecimal() else None
    if "ask" in data:
        needs = {name: data.get(f"ask_{name}", "") for name, _label in ASKED}
        changes["ask"] = {
            **needs,
            "topics": data.get("topics", "").splitlines(),
            "question": data.get("question", ""),
            "topics_in": {language: data.get(f"topics_{language}", "").rstrip().splitlines() for language in LANGUAGES},
            "question_in": {language: data.get(f"question_{language}", "") for language in LANGUAGES},
        }
    return changes
