"""What the desk reads of one conversation, in few queries."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat, JSONObject

from madoguchi.base.errors import NotAllowed
from madoguchi.base.rows import Wide, wide_rows_by
from madoguchi.core.contacts.models import AttributeDefinition, Contact, Identity
from madoguchi.core.contacts.page import masked
from madoguchi.core.conversations.models import Conversation, Follow, Mention, Tag
from madoguchi.core.conversations.queries.help import help_on, open_call
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.queries import people_visible_to, teams_visible_to
from madoguchi.faces.desk.seat import Seat
from madoguchi.faces.desk.templatetags.names import called
from madoguchi.features.chat.seen import SEEN, seen_on

OTHERS = 12
FIRST_ADDRESS = Identity.objects.filter(contact_id=OuterRef("id")).order_by("id")
TOLD = Cast(
    JSONObject(
        **{name: name for name in ("family_name", "given_name", "display_name", "language", "honorific", "erased_at")},
        address=Subquery(FIRST_ADDRESS.values(told=JSONObject(kind="kind", value="value"))[:1]),
    ),
    TextField(),
)
"""What a contact is called by, as text: names of all kinds come in one query."""
AS_READ = Wide(Conversation, beside=("inbox",), more=(("seen_on", SEEN),))
KEY_AND_LABEL = Concat("key", Value("\n"), "label", output_field=TextField())


def conversation_for(conversation_id: int, seat: Seat, **more: Any) -> Conversation:
    """One visible conversation with its contact, company, owner, team and inbox, and with `more`. Raises NotAllowed.

    `has_mention` says whether the person was named in it and has not read that, `is_followed` whether they follow it;
    `help_on` is the open call for help, `seen_on` what the visitor of a chat has seen (features/chat/seen.py).
    """
    mine = Mention.objects.filter(conversation=OuterRef("id"), person_id=seat.person.id, read_at__isnull=True)
    follows = Follow.objects.filter(conversation=OuterRef("id"), person_id=seat.person.id)
    rows = visible_to(seat.actor).select_related("contact__company", "assignee", "team", "inbox")
    rows = rows.annotate(has_mention=Exists(mine), is_followed=Exists(follows), help_on=help_on(seat.actor))
    rows = rows.annotate(seen_on=seen_on(), **more)
    found = rows.filter(id=conversation_id).first()
    if found is None:
        raise NotAllowed("not-found", "")
    found.help_on = open_call(found.help_on, seat.actor)
    name_the_nameless([found.contact], seat.actor)
    return found


def conversation_read(conversation_id: int, seat: Seat) -> Conversation:
    """The same with its inbox and `seen_on` alone, for what is asked for at every message. Raises NotAllowed."""
    found = wide_rows_by(AS_READ, seat.person.workspace_id, "conversations.id = %s", [conversation_id])
    if not found or not seat.may("conversation.read") or not seat.actor.sees_inbox(found[0].inbox_id):
        raise NotAllowed("not-found", "")
    vars(found[0])["seen_on"] = json.loads(vars(found[0])["seen_on"] or "null")
    return found[0]


def must_see(conversation_id: int, seat: Seat) -> None:
    """Raises NotAllowed unless the conversation is there for this person."""
    if not visible_to(seat.actor).filter(id=conversation_id).exists():
        raise NotAllowed("not-found", "")


def name_the_nameless(contacts: Iterable[Contact], actor: Actor) -> None:
    """Let those without a name be called by their address, as the actor may see it (on the rows in memory alone)."""
    plain = actor.may("personal_data.read")
    nameless = {contact.id: contact for contact in contacts if not contact.name and not contact.erased_at}
    if nameless:
        for one in Identity.objects.filter(contact_id__in=nameless).order_by("-id"):
            nameless[one.contact_id].display_name = one.value if plain else masked(one.kind, one.value)


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in facts are called; "" for what is gone."""

    known: dict[tuple[str, int], str]
    attributes: dict[str, str] = field(default_factory=dict)  # by their keys

    def of(self, kind: str, row_id: object) -> str:
        return self.known.get((kind, row_id), "") if isinstance(row_id, int) else ""


def names_in(events: Iterable[Event], seat: Seat) -> Names:
    """The names of the people, teams, tags, contacts and attributes that facts tell of, and which merges still stand.

    One query, none for no facts.
    """
    wanted: dict[str, set[int]] = {"person": set(), "team": set(), "tag": set(), "contact": set(), "merged": set()}
    keys: set[str] = set()
    for event in events:
        kind, _colon, key = event.actor.partition(":")
        if kind in wanted and key.isdigit():
            wanted[kind].add(int(key))
        kind = "team" if event.type == "conversation.team_changed" else "person"
        wanted[kind] |= {value for name in ("before", "after") if isinstance(value := event.payload.get(name), int)}
        for name, of in (
            ("tag_id", "tag"),
            ("participant_contact_id", "contact"),
            ("merged_id", "merged"),
            ("person_id", "person"),
        ):
            if isinstance(value := event.payload.get(name), int):
                wanted[of].add(value)
        wanted["person"].update(event.payload.get("writers", ()))
        keys.update(event.payload.get("keys", ()))
    sources = (
        ("person", people_visible_to(seat.actor).order_by(), "name"),
        ("team", teams_visible_to(seat.actor).order_by(), "name"),
        ("tag", Tag.objects.filter(workspace_id=seat.person.workspace_id), "name"),
        ("merged", _merged_visible_to(seat), Value("merged")),
        ("contact", Contact.objects.filter(workspace_id=seat.person.workspace_id), TOLD),
    )
    queries: list[QuerySet[Any, tuple[str, int, str]]] = [
        rows.filter(id__in=wanted[kind]).values_list(Value(kind), "id", field)
        for kind, rows, field in sources
        if wanted[kind]
    ]
    if keys:
        attributes = AttributeDefinition.objects.filter(workspace_id=seat.person.workspace_id, on="conversation")
        queries.append(attributes.filter(key__in=keys).values_list(Value("attribute"), "id", KEY_AND_LABEL))
    known = {(kind, row_id): name for kind, row_id, name in queries[0].union(*queries[1:])} if queries else {}
    told = {key: _called(name, seat.actor) for key, name in known.items() if key[0] == "contact"}
    labels = dict(name.split("\n", 1) for (kind, _id), name in known.items() if kind == "attribute")
    return Names(known | told, labels)


def _called(told: str, actor: Actor) -> str:
    """A contact by what TOLD tells of it."""
    fields = json.loads(told)
    address = fields.pop("address")
    contact = Contact(**fields)
    if address and not contact.name:
        plain = actor.may("personal_data.read")
        contact.display_name = address["value"] if plain else masked(address["kind"], address["value"])
    return called(contact)


def _merged_visible_to(seat: Seat) -> QuerySet[Conversation]:
    """Those whose merge the person may undo."""
    rows = visible_to(seat.actor) if seat.may("conversation.update") else Conversation.objects.none()
    return rows.filter(merged_into__isnull=False).order_by()


def others_of(conversation: Conversation, seat: Seat) -> list[Conversation]:
    """The other conversations of the same person, the newest first."""
    theirs = visible_to(seat.actor).filter(contact_id=conversation.contact_id, merged_into__isnull=True)
    return list(theirs.exclude(id=conversation.id).order_by("-last_activity_at", "-id")[:OTHERS])
