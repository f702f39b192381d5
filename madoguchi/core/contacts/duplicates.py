"""Who may be one person written down twice.

A name alone proves nothing (there are many 佐藤): it takes the same name and the same company, telephone number or
local part of a mail address, or the same furigana of both names. Four queries, whatever the number of contacts.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q

from madoguchi.core.contacts.models import Contact, ContactKey, Identity, NotDuplicate
from madoguchi.core.contacts.names import key_of
from madoguchi.core.contacts.queries import NEWEST, visible_to
from madoguchi.core.workspaces.policies import Asking

LOOKED_AT = 200  # newest contacts
ROWS_AT_MOST = 2000
SAME_NAME_AT_MOST = 20  # a name that more people have says nothing

_PHONE_TAIL = 8  # digits that stay the same when somebody writes a number with or without its country


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two contacts that may be one. `why`: "furigana", "company", "phone" or "mail"."""

    first: Contact
    second: Contact
    why: str


def duplicates_of(contact: Contact, *, actor: Asking, limit: int = 5) -> list[Suggestion]:
    """Who else this contact may be."""
    return [pair for pair in _pairs([contact], actor) if contact.id in (pair.first.id, pair.second.id)][:limit]


def suggestions(*, actor: Asking, limit: int = 50) -> list[Suggestion]:
    """Pairs among the newest contacts and whoever shares their name."""
    return _pairs(list(visible_to(actor).order_by(*NEWEST)[:LOOKED_AT]), actor)[:limit]


def _pairs(contacts: Sequence[Contact], actor: Asking) -> list[Suggestion]:
    wanted = {key for contact in contacts for key in _whole_names(contact)}
    rows = ContactKey.objects.filter(workspace_id=actor.workspace_id, key__in=wanted)
    ids = set(rows.values_list("contact_id", flat=True)[:ROWS_AT_MOST])
    everyone = list(visible_to(actor).filter(id__in=ids).order_by("id"))
    by_name: dict[str, list[Contact]] = defaultdict(list)
    for contact in everyone:
        for key in _whole_names(contact) & wanted:
            by_name[key].append(contact)
    marks = _marks_of(everyone)
    different = _said_to_differ(ids)
    found: dict[tuple[int, int], Suggestion] = {}
    for namesakes in by_name.values():
        for first, second in combinations(namesakes[:SAME_NAME_AT_MOST], 2):
            why = _evidence(first, second, marks)
            if why and (first.id, second.id) not in different:
                found.setdefault((first.id, second.id), Suggestion(first, second, why))
    return list(found.values())


def _whole_names(contact: Contact) -> set[str]:
    """The keys of whole names; a family name alone is no name to go by."""
    names = [contact.display_name] if " " in contact.display_name or not contact.display_name.isascii() else []
    if contact.family_name and contact.given_name:
        names.append(contact.family_name + contact.given_name)
    return {key for name in [*names, _furigana(contact)] if (key := key_of(name))}


def _furigana(contact: Contact) -> str:
    whole = contact.family_name_kana and contact.given_name_kana
    return contact.family_name_kana + contact.given_name_kana if whole else ""


def _marks_of(contacts: Iterable[Contact]) -> dict[int, set[tuple[str, str]]]:
    marks: dict[int, set[tuple[str, str]]] = defaultdict(set)
    identities = Identity.objects.filter(contact__in=list(contacts), kind__in=["mail", "phone"])
    for contact_id, kind, value in identities.values_list("contact_id", "kind", "value"):
        marks[contact_id].add((kind, value.partition("@")[0] if kind == "mail" else value[-_PHONE_TAIL:]))
    return marks


def _said_to_differ(ids: set[int]) -> set[tuple[int, int]]:
    return set(NotDuplicate.objects.filter(Q(first__in=ids, second__in=ids)).values_list("first_id", "second_id"))


def _evidence(first: Contact, second: Contact, marks: dict[int, set[tuple[str, str]]]) -> str:
    if _furigana(first) and key_of(_furigana(first)) == key_of(_furigana(second)):
        return "furigana"
    if first.company_id and first.company_id == second.company_id:
        return "company"
    return next((kind for kind, _value in sorted(marks[first.id] & marks[second.id])), "")
