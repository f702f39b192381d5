"""Notes about contacts, links out from them, and conversations at one glance."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.paging import page_of
from madoguchi.core.contacts.models import Identity
from madoguchi.core.contacts.queries import contact_for
from madoguchi.core.conversations.queries.summary import summary_of
from madoguchi.faces.api.answers import Call, answer, done, listed, one, whole
from madoguchi.faces.api.fields import Given, Id, Name, Paging
from madoguchi.faces.api.resources.conversations import bare
from madoguchi.faces.api.shapes.profiles import (
    ContactLinkPage,
    ContactLinkShown,
    ContactNotePage,
    ContactNoteShown,
    LinkOutPage,
    SummaryShown,
    contact_link_of,
    contact_note_of,
    summary_shown,
)
from madoguchi.features.profiles.actions import links, notes
from madoguchi.features.profiles.leading_out import links_out
from madoguchi.features.profiles.queries import PINNED_FIRST, links_of, notes_visible_to

router = Router(tags=["contacts"])
NOTE = "/contact-notes/{int:note_id}"
LINK = "/contact-links/{int:link_id}"
Text = Annotated[str, Field(max_length=10_000)]


class NewContactNote(Given):
    text: Text
    pinned: bool = False


class ContactNoteChanges(Given):
    """The text changes its author, or whoever leads; the pin everybody who writes notes."""

    text: Text = "-"
    pinned: bool = False


class NewContactLink(Given):
    """`url`: https, a fixed host, and places in braces, as `https://crm.example/customers/{external_id}`."""

    name: Annotated[Name, Field(min_length=1, max_length=60)]
    url: Annotated[str, Field(min_length=1, max_length=500)]


class ContactLinkChanges(Given):
    name: Annotated[Name, Field(min_length=1, max_length=60)] = "-"
    url: Annotated[str, Field(min_length=1, max_length=500)] = "-"


@router.get("/contacts/{int:contact_id}/notes", response=ContactNotePage, summary="List the notes about a contact")
def list_contact_notes(request: Call, contact_id: Id, paging: Query[Paging]) -> HttpResponse:
    """The pinned ones first, then the newest; empty for those who may not read personal data."""
    contact = contact_for(contact_id, request.actor)
    rows = notes_visible_to(request.actor).filter(contact=contact)
    return listed(request, page_of(rows, order=PINNED_FIRST, cursor=paging.cursor, limit=paging.limit), contact_note_of)


@router.post(
    "/contacts/{int:contact_id}/notes", response={201: ContactNoteShown}, summary="Write a note about a contact"
)
def create_contact_note(request: Call, contact_id: Id, new: NewContactNote) -> HttpResponse:
    made = notes.add_contact_note(contact_id, text=new.text, is_pinned=new.pinned, actor=request.actor)
    return answer(contact_note_of(made), 201)


@router.patch(NOTE, response=ContactNoteShown, summary="Change a note about a contact")
def change_contact_note(request: Call, note_id: Id, changes: ContactNoteChanges) -> HttpResponse:
    names = {"pinned": "is_pinned"}
    given = {names.get(name, name): value for name, value in changes.changes().items()}
    return answer(contact_note_of(notes.change_contact_note(note_id, given, actor=request.actor)))


@router.delete(NOTE, response={204: None}, summary="Throw a note about a contact away")
def delete_contact_note(request: Call, note_id: Id) -> HttpResponse:
    notes.delete_contact_note(note_id, actor=request.actor)
    return done()


@router.get("/contacts/{int:contact_id}/links", response=LinkOutPage, summary="List the links out from a contact")
def list_links_out(request: Call, contact_id: Id) -> HttpResponse:
    """Those for which everything is known, and that hold nothing that the token may not read."""
    contact = contact_for(contact_id, request.actor)
    identities = Identity.objects.filter(contact=contact).order_by("id")
    found = links_out(contact, links_of(request.actor), identities, actor=request.actor)
    return whole(found, lambda link: {"name": link.name, "url": link.url})


@router.get("/contact-links", response=ContactLinkPage, summary="List the links that stand beside every contact")
def list_contact_links(request: Call) -> HttpResponse:
    return whole(links_of(request.actor), contact_link_of)


@router.post("/contact-links", response={201: ContactLinkShown}, summary="Make a link for every contact")
def create_contact_link(request: Call, new: NewContactLink) -> HttpResponse:
    return answer(contact_link_of(links.create_link(name=new.name, url=new.url, actor=request.actor)), 201)


@router.patch(LINK, response=ContactLinkShown, summary="Change a link for every contact")
def change_contact_link(request: Call, link_id: Id, changes: ContactLinkChanges) -> HttpResponse:
    return answer(contact_link_of(links.change_link(link_id, changes.changes(), actor=request.actor)))


@router.delete(LINK, response={204: None}, summary="Take a link away from every contact")
def delete_contact_link(request: Call, link_id: Id) -> HttpResponse:
    links.delete_link(link_id, actor=request.actor)
    return done()


@router.get(
    "/conversations/{int:conversation_id}/summary",
    response=SummaryShown,
    summary="Read a conversation at one glance",
    tags=["conversations"],
)
def read_summary(request: Call, conversation_id: Id) -> HttpResponse:
    conversation = bare(conversation_id, request.actor)
    return one(request, summary_shown(conversation, summary_of(conversation, request.actor)))
