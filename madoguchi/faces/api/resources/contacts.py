"""Contacts: who writes to us."""

from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.paging import Page, page_of
from madoguchi.core.contacts import queries
from madoguchi.core.contacts.actions import change, erase, merge
from madoguchi.core.contacts.actions.create import create_contact as create
from madoguchi.core.contacts.duplicates import duplicates_of, suggestions
from madoguchi.core.contacts.models import Contact, ContactMerge, Identity
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.core.people.steps import audit_view
from madoguchi.faces.api.answers import Call, FleetingAnswer, answer, done, listed, one, whole
from madoguchi.faces.api.fields import Attributes, Given, Id, Name, Paging, Time
from madoguchi.faces.api.masks import Mask
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.resources.conversations import given
from madoguchi.faces.api.shapes.contacts import (
    ContactPage,
    ContactShown,
    DuplicatePage,
    IdentityKind,
    IdentityShown,
    Kind,
    MergeShown,
    contact_of,
    duplicate_of,
    identity_of,
    merge_of,
    with_all,
)

router = Router(tags=["contacts"])
ONE = "/contacts/{int:contact_id}"
Text = Annotated[Name, Field(max_length=200)]


class Filters(Paging):
    query: Annotated[str, Field(max_length=200, description="Begin of a name, address, number or company.")] = ""
    kind: Kind | None = None
    company: Id | None = None
    updated_since: Time | None = None


class ContactGiven(Given):
    """The members that are known; the others stay as they are."""

    kind: Kind = "contact"
    family_name: Text = ""
    given_name: Text = ""
    family_name_kana: Text = ""
    given_name_kana: Text = ""
    display_name: Text = ""
    honorific: Text = "様"
    language: Text = ""
    time_zone: Text = ""
    mark: Annotated[Literal["", "vip", "caution"], Field(description="What colleagues should know at once.")] = ""
    mark_text: Annotated[Name, Field(max_length=200, description="Why it is marked.")] = ""
    company_id: Id | None = None
    attributes: Annotated[Attributes, Field(description="By key; null takes one away.")] = {}


class NewIdentity(Given):
    kind: IdentityKind
    value: Annotated[str, Field(min_length=1, max_length=320)]


class NewContact(ContactGiven):
    identities: Annotated[list[NewIdentity], Field(max_length=50)] = []


class Merged(Given):
    merged_id: Id


@router.get("/contacts", response=ContactPage, summary="List or search contacts")
def list_contacts(request: Call, filters: Query[Filters]) -> HttpResponse:
    """With `query` the best matches come in one page, the newest first."""
    actor, mask = request.actor, Mask(request.actor)
    rows = queries.visible_to(actor)
    exact = {"kind": filters.kind, "company_id": filters.company, "updated_at__gte": filters.updated_since}
    rows = rows.filter(**given(exact))
    if filters.query:
        hits = [row.id for row in queries.search(filters.query, actor=actor, limit=200)]
        page = Page(list(with_all(rows).filter(id__in=hits).order_by(*queries.NEWEST)[: filters.limit]), "")
    else:
        page = page_of(with_all(rows), order=queries.NEWEST, cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, lambda row: contact_of(row, mask))


@router.post("/contacts", response={201: ContactShown}, summary="Write down a contact")
def create_contact(request: Call, new: NewContact) -> HttpResponse:
    fields = new.changes()
    fields.pop("identities", None)
    identities = [(identity.kind, identity.value) for identity in new.identities]
    contact = create(fields, identities=identities, actor=request.actor)
    return answer(_shown(contact.id, request.actor), 201, location=f"{request.path}/{contact.id}")


@router.get(ONE, response=ContactShown, summary="Read a contact")
def read_contact(request: Call, contact_id: Id) -> HttpResponse:
    shown = _shown(contact_id, request.actor)
    if Mask(request.actor).is_off:
        address = request.META.get("REMOTE_ADDR")
        audit_view("contact.viewed", actor=request.actor, subject=f"contact:{contact_id}", address=address)
    return one(request, shown)


@router.patch(ONE, response=ContactShown, summary="Change a contact")
def change_contact(request: Call, contact_id: Id, changes: ContactGiven) -> HttpResponse:
    change.update_contact(contact_id, changes.changes(), actor=request.actor)
    return answer(_shown(contact_id, request.actor))


@router.delete(ONE, response={204: None}, summary="Erase a contact for good")
def erase_contact(request: Call, contact_id: Id) -> HttpResponse:
    """Every name, address, text and file of the person goes; figures stay. It cannot be undone."""
    erase.erase_contact(contact_id, actor=request.actor)
    return done()


@router.post(f"{ONE}/export", response=dict[str, object], summary="Export all that is known of a contact")
def export_contact(request: Call, contact_id: Id) -> HttpResponse:
    """The export is written into the audit log. It is never kept for repeats."""
    return answer(erase.export_contact(contact_id, actor=request.actor), kind=FleetingAnswer)


@router.put(f"{ONE}/block", response=ContactShown, summary="Block a contact")
def block_contact(request: Call, contact_id: Id) -> HttpResponse:
    change.block(contact_id, actor=request.actor)
    return answer(_shown(contact_id, request.actor))


@router.delete(f"{ONE}/block", response=ContactShown, summary="Unblock a contact")
def unblock_contact(request: Call, contact_id: Id) -> HttpResponse:
    change.unblock(contact_id, actor=request.actor)
    return answer(_shown(contact_id, request.actor))


@router.post(f"{ONE}/identities", response={201: IdentityShown}, summary="Give a contact an identity")
def add_identity(request: Call, contact_id: Id, new: NewIdentity) -> HttpResponse:
    made = change.add_identity(contact_id, kind=new.kind, value=new.value, actor=request.actor)
    return answer(identity_of(made, Mask(request.actor)), 201)


@router.delete(f"{ONE}/identities/{{int:identity_id}}", response={204: None}, summary="Take an identity away")
def remove_identity(request: Call, contact_id: Id, identity_id: Id) -> HttpResponse:
    if not Identity.objects.filter(contact_id=contact_id, id=identity_id).exists():
        raise not_found()
    change.remove_identity(identity_id, actor=request.actor)
    return done()


@router.post(f"{ONE}/merge", response={201: MergeShown}, summary="Merge another contact into this one")
def merge_contact(request: Call, contact_id: Id, other: Merged) -> HttpResponse:
    return answer(merge_of(merge.merge_contacts(contact_id, merged_id=other.merged_id, actor=request.actor)), 201)


@router.get(f"{ONE}/merges", response={200: dict[str, object]}, summary="List the merges into a contact")
def list_merges(request: Call, contact_id: Id) -> HttpResponse:
    require(request.actor, "contact.merge")
    queries.contact_for(contact_id, request.actor)
    return whole(ContactMerge.objects.filter(kept_id=contact_id).order_by("-id"), merge_of)


@router.post("/contact-merges/{int:merge_id}/undo", response=MergeShown, summary="Make one contact two again")
def undo_merge(request: Call, merge_id: Id) -> HttpResponse:
    return answer(merge_of(merge.undo_merge(merge_id, actor=request.actor)))


@router.get(f"{ONE}/duplicates", response=DuplicatePage, summary="List who this contact may be too")
def list_duplicates_of(request: Call, contact_id: Id) -> HttpResponse:
    require(request.actor, "contact.merge")
    return whole(duplicates_of(queries.contact_for(contact_id, request.actor), actor=request.actor), duplicate_of)


@router.get("/duplicates", response=DuplicatePage, summary="List pairs of contacts that may be one")
def list_duplicates(request: Call) -> HttpResponse:
    require(request.actor, "contact.merge")
    return whole(suggestions(actor=request.actor), duplicate_of)


@router.delete(
    f"{ONE}/duplicates/{{int:other_contact_id}}", response={204: None}, summary="Say that two contacts are two people"
)
def dismiss_duplicate(request: Call, contact_id: Id, other_contact_id: Id) -> HttpResponse:
    merge.dismiss_duplicate(contact_id, other_id=other_contact_id, actor=request.actor)
    return done()


def _shown(contact_id: int, actor: Actor) -> dict[str, object]:
    contact: Contact | None = with_all(queries.everyone_visible_to(actor)).filter(id=contact_id).first()
    if contact is None:
        raise not_found()
    return contact_of(contact, Mask(actor))
