"""What the desk reads of one conversation, in few queries."""

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef

from madoguchi.base.compiled import compiled
from madoguchi.base.errors import NotAllowed
from madoguchi.base.prepared import prepared
from madoguchi.base.rows import Wide, wide_rows_by
from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.contacts.page import masked
from madoguchi.core.conversations.models import Conversation, Follow, Mention
from madoguchi.core.conversations.queries.help import help_on, open_call
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.faces.desk.seat import Seat
from madoguchi.faces.desk.templatetags.names import called
from madoguchi.features.chat.seen import SEEN, seen_on

OTHERS = 12
AS_READ = Wide(Conversation, beside=("inbox",), more=(("seen_on", SEEN),))
# What ids in facts are called: of each kind a part of one statement, which every look at a thread waits for.
NAMES = {
    "person": """SELECT 'person', id, name FROM people
      WHERE workspace_id = %(workspace)s AND id = ANY (%(person)s::bigint[])""",
    "team": "SELECT 'team', id, name FROM teams WHERE workspace_id = %(workspace)s AND id = ANY (%(team)s::bigint[])",
    "tag": "SELECT 'tag', id, name FROM tags WHERE workspace_id = %(workspace)s AND id = ANY (%(tag)s::bigint[])",
    "merged": """SELECT 'merged', id, 'merged' FROM conversations
      WHERE workspace_id = %(workspace)s AND id = ANY (%(merged)s::bigint[]) AND merged_into_id IS NOT NULL
        AND (%(inboxes)s::bigint[] IS NULL OR inbox_id = ANY (%(inboxes)s::bigint[]))""",
    "contact": """SELECT 'contact', id, json_build_object(
        'family_name', family_name, 'given_name', given_name, 'display_name', display_name, 'language', language,
        'honorific', honorific, 'erased_at', erased_at, 'address', (
          SELECT json_build_object('kind', kind, 'value', value) FROM identities
          WHERE identities.workspace_id = contacts.workspace_id AND contact_id = contacts.id ORDER BY id LIMIT 1))::text
      FROM contacts WHERE workspace_id = %(workspace)s AND id = ANY (%(contact)s::bigint[])""",
    "attribute": """SELECT 'attribute', id, key || chr(10) || label FROM attribute_definitions
      WHERE workspace_id = %(workspace)s AND "on" = 'conversation' AND key = ANY (%(attribute)s::text[])""",
}
NEEDS = {"person": "person.read", "team": "person.read", "merged": "conversation.update"}  # else they have no name


def conversation_for(conversation_id: int, seat: Seat, **more: Any) -> Conversation:
    """One visible conversation with its contact, company, owner, team and inbox. `more`: what annotate() takes, or a
    function of a module that makes it (base/compiled.py). Raises NotAllowed.

    `has_mention` says whether the person was named in it and has not read that, `is_followed` whether they follow it;
    `help_on` is the open call for help, `seen_on` what the visitor of a chat has seen (features/chat/seen.py).
    """
    own = {"has_mention": _has_mention, "is_followed": _is_followed, "help_on": help_on}
    beside = {name: compiled(Conversation, build, seat.person.id) for name, build in own.items()}
    beside |= {name: compiled(Conversation, part) if callable(part) else part for name, part in more.items()}
    rows = visible_to(seat.actor).select_related("contact__company", "assignee", "team", "inbox")
    found = rows.annotate(seen_on=seen_on(), **beside).filter(id=conversation_id).first()
    if found is None:
        raise NotAllowed("not-found", "")
    vars(found)["help_on"] = open_call(vars(found)["help_on"], seat.actor)
    name_the_nameless([found.contact], seat.actor)
    return found


def _has_mention(person_id: int) -> Exists:
    return Exists(Mention.objects.filter(conversation=OuterRef("id"), person_id=person_id, read_at__isnull=True))


def _is_followed(person_id: int) -> Exists:
    return Exists(Follow.objects.filter(conversation=OuterRef("id"), person_id=person_id))


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
    nameless = [contact for contact in contacts if not contact.name and not contact.erased_at]
    if nameless:
        known = Identity.objects.filter(contact__in=nameless).order_by("-id")
        called = {one.contact_id: one.value if plain else masked(one.kind, one.value) for one in known}
        for contact in nameless:  # one person may stand in several lines
            contact.display_name = called.get(contact.id, "")


def beside_addresses(contacts: Sequence[Contact], actor: Actor) -> list[tuple[Contact, str]]:
    """Each with their oldest mail address, as the actor may see it; "" where there is none, or where it is the name."""
    name_the_nameless(contacts, actor)
    mail = Identity.objects.filter(contact__in=contacts, kind=Identity.Kind.MAIL).order_by("-id")
    found = dict(mail.values_list("contact_id", "value"))
    if not actor.may("personal_data.read"):
        found = {contact_id: masked("mail", value) for contact_id, value in found.items()}
    addresses = [found.get(contact.id, "") for contact in contacts]
    pairs = zip(contacts, addresses, strict=True)
    return [(contact, "" if address == contact.display_name else address) for contact, address in pairs]


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
    wanted: dict[str, set[Any]] = {kind: set() for kind in NAMES}
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
        wanted["attribute"].update(event.payload.get("keys", ()))
    known = _known(wanted, seat)
    told = {key: _called(name, seat.actor) for key, name in known.items() if key[0] == "contact"}
    labels = dict(name.split("\n", 1) for (kind, _id), name in known.items() if kind == "attribute")
    return Names(known | told, labels)


def _known(wanted: Mapping[str, Set[Any]], seat: Seat) -> dict[tuple[str, int], str]:
    kinds = [kind for kind in NAMES if wanted[kind] and seat.may(NEEDS.get(kind, "conversation.read"))]
    if not kinds:
        return {}
    values: dict[str, Any] = {kind: sorted(wanted[kind]) for kind in kinds}
    inbox_ids = seat.actor.inbox_ids
    values |= {"workspace": seat.person.workspace_id, "inboxes": None if inbox_ids is None else sorted(inbox_ids)}
    with prepared() as cursor:
        cursor.execute(" UNION ALL ".join(NAMES[kind] for kind in kinds), values)
        return {(kind, row_id): name for kind, row_id, name in cursor.fetchall()}


def _called(told: str, actor: Actor) -> str:
    """A contact by what NAMES tells of it."""
    fields = json.loads(told)
    address = fields.pop("address")
    contact = Contact(**fields)
    if address and not contact.name:
        plain = actor.may("personal_data.read")
        contact.display_name = address["value"] if plain else masked(address["kind"], address["value"])
    return called(contact)


def others_of(conversation: Conversation, seat: Seat) -> list[Conversation]:
    """The other conversations of the same person, the newest first."""
    theirs = visible_to(seat.actor).filter(contact_id=conversation.contact_id, merged_into__isnull=True)
    return list(theirs.exclude(id=conversation.id).order_by("-last_activity_at", "-id")[:OTHERS])
