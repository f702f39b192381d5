"""The person beside a conversation: who they are, what was before, what colleagues know. Few queries: what can be read
with the conversation is."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject

from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.contacts.page import shown_identities
from madoguchi.core.conversations.models import Conversation, Message, Participant, Status
from madoguchi.core.conversations.queries.links import link_ids
from madoguchi.core.conversations.queries.views import NEWEST
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.faces.desk.attributes import definitions_of_both
from madoguchi.faces.desk.editing import Field, fields_of_contact, fields_of_conversation
from madoguchi.faces.desk.reading import conversation_for
from madoguchi.faces.desk.seat import Seat
from madoguchi.features.aims.queries import aim_on
from madoguchi.features.chat.visit import visit_of, visit_on
from madoguchi.features.csat.queries import rating_on
from madoguchi.features.deflection.queries import read_before, read_before_on
from madoguchi.features.drivers.models import Avoidable
from madoguchi.features.drivers.queries import cause_on
from madoguchi.features.glossary.queries import other_words, words_on
from madoguchi.features.kinds.queries import beside as kinds_beside
from madoguchi.features.kinds.queries import kind_on
from madoguchi.features.playbooks.queries import has_playbooks
from madoguchi.features.profiles.leading_out import links_out
from madoguchi.features.profiles.models import ContactLink
from madoguchi.features.profiles.queries import links_of, notes_about
from madoguchi.features.registry.queries import questions_on

EARLIER = 12  # conversations that are shown
LOOKED_AT = 200  # the newest, among which the open ones are put first
MANY = 8  # messages from which on a conversation is summed up unasked
NOTES = 20
IN_HEAD = frozenset({"contact-name", "contact-mark", "contact-company"})


def person_beside(conversation_id: int, seat: Seat) -> dict[str, Any]:
    """What desk/person.html shows. Raises NotAllowed."""
    read = {
        "link_ids": link_ids,
        "identities_on": _identities,
        "visit_on": visit_on,
        "rating_on": rating_on,
        "read_before_on": read_before_on,
        "words_on": words_on,
        "cause_on": cause_on,
        "questions_on": questions_on(seat.actor),
        "aim_on": aim_on,
        "kind_on": kind_on,
        "has_playbooks": has_playbooks,
        "participants_on": _participants,
        "links_on": ArraySubquery(links_of(seat.actor).values(shown=JSONObject(name="name", url="url"))),
        "is_long": _is_long,
    }
    conversation = conversation_for(conversation_id, seat, **read)
    contact = conversation.contact
    identities = [Identity(**one) for one in conversation.identities_on]  # type: ignore[attr-defined]  # by `read`
    templates = [ContactLink(**one) for one in conversation.links_on or ()]  # type: ignore[attr-defined]
    definitions = list(definitions_of_both(seat.actor))
    fields = fields_of_contact(contact, definitions)
    return {
        "conversation": conversation,
        "contact": contact,
        "visit": visit_of(conversation, seat.actor),
        "rating": conversation.rating_on,  # type: ignore[attr-defined]  # by `read`
        "read_before": read_before(conversation, seat.actor),
        "cause": _cause(conversation.cause_on),  # type: ignore[attr-defined]  # by `read`
        "words": other_words(conversation.words_on or ()),  # type: ignore[attr-defined]  # by `read`
        "questions": conversation.questions_on,  # type: ignore[attr-defined]  # by `read`
        "aim": conversation.aim_on,  # type: ignore[attr-defined]  # by `read`
        "kinds": kinds_beside(conversation.kind_on, seat.actor),  # type: ignore[attr-defined]  # by `read`
        "has_playbooks": conversation.has_playbooks,  # type: ignore[attr-defined]  # by `read`
        "identities": shown_identities(identities, actor=seat.actor),
        "links_out": links_out(contact, templates, identities, conversation_id=conversation_id, actor=seat.actor),
        **_by_fill(fields),
        "own_fields": fields_of_conversation(conversation, definitions),
        "notes": list(notes_about(contact, seat.actor)[:NOTES]),
        "may_change": seat.may("contact.update") and contact.erased_at is None,
        **_earlier(conversation, contact, seat.actor),
    }


def _by_fill(fields: list[Field]) -> dict[str, Any]:
    """What stands in the head by its name; of the rest what is known, and what is not yet."""
    named = {field.id.removeprefix("contact-"): field for field in fields if field.id in IN_HEAD}
    rest = [field for field in fields if field.id not in IN_HEAD]
    return {
        "in_head": named,
        "known": [field for field in rest if not field.is_empty],
        "unknown": [field for field in rest if field.is_empty],
    }


def _earlier(conversation: Conversation, contact: Contact, actor: Actor) -> dict[str, Any]:
    """Their other conversations, the open ones first, and those that are linked with this one: one query."""
    linked = conversation.link_ids  # type: ignore[attr-defined]
    theirs = visible_to(actor).filter(contact_id=contact.id, merged_into__isnull=True).exclude(id=conversation.id)
    newest = theirs.order_by(*NEWEST).values("id")[:LOOKED_AT]
    is_open = Case(When(status=Status.RESOLVED, then=Value(1)), default=Value(0), output_field=IntegerField())
    is_linked = Case(When(id__in=linked, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = visible_to(actor).filter(Q(id__in=newest) | Q(id__in=linked)).select_related("contact", "assignee")
    rows = list(found.order_by(is_linked, is_open, *NEWEST)[: EARLIER + len(linked) + 1])
    earlier = [row for row in rows if row.contact_id == contact.id]
    return {
        "linked": [row for row in rows if row.id in linked],
        "earlier": earlier[:EARLIER],
        "has_more": len(earlier) > EARLIER,
    }


def _cause(told: dict[str, Any] | None) -> dict[str, Any] | None:
    """With the reason in words."""
    return told and {**told, "label": dict(Avoidable.choices).get(told["avoidable"], "")}


def _identities() -> ArraySubquery:
    found = Identity.objects.filter(contact_id=OuterRef("contact_id")).order_by("id")
    return ArraySubquery(found.values(shown=JSONObject(id="id", kind="kind", value="value")))


def _is_long() -> Subquery:
    said = Message.objects.filter(conversation=OuterRef("pk")).order_by("id")
    return Subquery(said.values("id")[MANY - 1 : MANY])


def _participants() -> ArraySubquery:
    found = Participant.objects.filter(conversation=OuterRef("pk")).order_by("id")
    return ArraySubquery(found.values(shown=JSONObject(id="id", address="address")))
