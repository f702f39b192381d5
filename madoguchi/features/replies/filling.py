"""A saved reply for one conversation: its variables filled in, in the language that it is written in."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.base.markdown import text_to_markdown
from madoguchi.base.variables import filled, places_in
from madoguchi.core.contacts.models import Company, Contact, Identity
from madoguchi.core.contacts.names import honorific_of
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.replies.models import SavedReply

HONORIFICS = ("様", "さま", "さん", "殿", "御中", "先生")


@dataclass(frozen=True, slots=True)
class Value:
    """What stands in a place. `honorific` follows it, unless the text goes on with one of its own."""

    text: str
    honorific: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """The text in Markdown; `missing` are the variables without a value, which still stand in it."""

    text: str
    missing: tuple[str, ...] = ()


def fill(reply: SavedReply, values: Mapping[str, Value]) -> Filled:
    """Fill in what is known; what was made by others is escaped, so that a name makes no link."""
    text = filled(reply.text, lambda name, instead, after: _said(values.get(name, Value("")), instead, after))
    return Filled(text, tuple(places_in(text)))


def fill_for_reader(text: str, conversation: Conversation, actor: Actor) -> Filled:
    """Fill in a text that goes to many, for one of them: in the language that they read."""
    if not places_in(text):
        return Filled(text)
    language = conversation.inbox.language_for(conversation.contact.language)
    letter = SavedReply(text=text, language=language)
    return fill(letter, values_for(letter, conversation, actor))


def values_for(reply: SavedReply, conversation: Conversation | None, actor: Actor) -> dict[str, Value]:
    """The values for a conversation, or, without one, those that need none. At most three queries."""
    values = _of_agent(actor)
    if conversation is None:
        return values
    whole = Conversation.objects.select_related("contact__company", "inbox").get(id=conversation.id)
    contact = whole.contact
    values |= _of_contact(contact, reply.language) | _of_inbox(whole.inbox)
    values["conversation.subject"] = Value(whole.subject)
    if "contact.mail" in places_in(reply.text) and actor.may("personal_data.read"):
        mail = Identity.objects.filter(contact=contact, kind=Identity.Kind.MAIL).order_by("id").first()
        values["contact.mail"] = Value(mail.value if mail else "")
    return values


def example_values(reply: SavedReply, actor: Actor) -> dict[str, Value]:
    """Somebody who could write to us, for the page on which a reply is written."""
    with override(reply.language):
        contact = Contact(
            family_name=_("Clarke"),
            given_name=_("Emma"),
            language=reply.language,
            company=Company(name=_("Clarke & Sons")),
        )
        values = _of_agent(actor) | _of_contact(contact, reply.language)
        values["contact.mail"] = Value("emma@clarke.example")
        values["conversation.subject"] = Value(_("The invoice for October"))
    inbox = Inbox.objects.filter(workspace_id=actor.workspace_id, channel="email").order_by("id").first()
    return values | (_of_inbox(inbox) if inbox else {})


def _said(value: Value, instead: str, after: str) -> str | None:
    if not value.text:
        return instead or None
    honorific = "" if after.startswith(HONORIFICS) else value.honorific
    return text_to_markdown(" ".join(value.text.split())) + honorific


def _of_contact(contact: Contact, language: str) -> dict[str, Value]:
    honorific, company = honorific_of(contact, letter_in=language), contact.company
    return {
        "contact.name": Value(contact.name, f" {honorific}" if honorific else ""),
        "contact.family_name": Value(contact.family_name, honorific),
        "contact.given_name": Value(contact.given_name),
        "company.name": Value(company.name if company else ""),
    }


def _of_agent(actor: Actor) -> dict[str, Value]:
    person = Person.objects.select_related("user").filter(id=actor.own_id).first()
    user = person.user if person else None
    workspace = Workspace.objects.get(id=actor.workspace_id)
    return {
        "agent.name": Value(person.name if person else ""),
        "agent.family_name": Value(user.family_name if user else ""),
        "agent.given_name": Value(user.given_name if user else ""),
        "workspace.name": Value(workspace.name),
    }


def _of_inbox(inbox: Inbox) -> dict[str, Value]:
    return {"inbox.name": Value(inbox.sender_name or inbox.name), "inbox.address": Value(inbox.place)}
