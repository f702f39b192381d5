"""Where somebody wants to go, of what they have begun to type: conversations, contacts, companies, features."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise

from madoguchi.core.contacts.models import Company, Contact
from madoguchi.core.contacts.queries import companies_like
from madoguchi.core.contacts.queries import search as contacts_like
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.seat import Seat
from madoguchi.features.registry.finding import best
from madoguchi.features.registry.models import Feature
from madoguchi.features.registry.queries import features_visible_to
from madoguchi.features.registry.verdict import LABELS, verdict_of


@dataclass(frozen=True, slots=True)
class Found:
    """The best of each, `limit` at most; features with their verdicts."""

    conversations: list[Conversation]
    contacts: list[Contact]
    companies: list[Company]
    features: list[tuple[Feature, str | Promise]]

    def __bool__(self) -> bool:
        return bool(self.conversations or self.contacts or self.companies or self.features)


def found(text: str, seat: Seat, *, limit: int) -> Found:
    """What begins like `text`; a conversation by its number too, "#12" or "12". The newest come first."""
    contacts = contacts_like(text, actor=seat.actor, limit=limit)
    name_the_nameless(contacts, seat.actor)
    features = best(features_visible_to(seat.actor), text, seat.actor, limit=limit)
    return Found(
        _conversations(text, contacts, seat, limit),
        contacts,
        companies_like(text, actor=seat.actor, limit=limit),
        [(feature, LABELS[verdict_of(feature)]) for feature in features],
    )


def _conversations(text: str, contacts: list[Contact], seat: Seat, limit: int) -> list[Conversation]:
    number = text.lstrip("#＃")
    is_number = number.isdigit() and len(number) <= 18
    wanted = Q(contact__in=contacts, merged_into__isnull=True)
    if is_number:
        wanted |= Q(id=int(number))
    if not contacts and not is_number:
        return []
    rows = visible_to(seat.actor).select_related("contact__company", "inbox").filter(wanted)
    return list(rows.order_by("-last_activity_at", "-id")[:limit])
