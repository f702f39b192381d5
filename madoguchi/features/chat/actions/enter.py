"""Coming in: somebody on a site opens the chat and agrees that their device is recognised."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest, random_name
from madoguchi.core.contacts.events import ContactCreated
from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.contacts.steps import find_or_create_by_mail, index_names
from madoguchi.core.conversations.steps import take_turns
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.workspaces.models import LANGUAGES as OURS
from madoguchi.features.chat.facts import kept_facts
from madoguchi.features.chat.identity import Person
from madoguchi.features.chat.look import LANGUAGES
from madoguchi.features.chat.models import Visitor
from madoguchi.features.chat.queries import TOKEN, digest_of
from madoguchi.features.chat.telling import nameless


@dataclass(frozen=True, slots=True)
class Entering:
    """Where somebody is, which language they read, and what their device tells.

    `token` is one that the device has made for itself, so that the same coming in, told twice, is one visitor.
    """

    site: str
    language: str = ""
    facts: Mapping[str, Any] | None = None
    token: str = ""


def enter(inbox_id: int, entering: Entering, *, workspace_id: int, person: Person | None = None) -> tuple[Visitor, str]:
    """A new visitor, whom nobody knows yet, and the token that is theirs; `person`: whom the site has signed for, on
    whatever device (then there is no token). The same again is the same visitor.

    Raises NotAllowed where there is no such chat, or it is switched off, or the token is no token.
    """
    token = "" if person else entering.token or f"mdv_{random_name(192)}"
    mark = digest_of(person, inbox_id) if person else digest(token)
    with tenant(workspace_id):
        inbox = Inbox.objects.filter(id=inbox_id, channel="chat", disabled_at__isnull=True).first()
        take_turns(workspace_id, [mark])
        known = Visitor.objects.filter(digest=mark).first()
        is_of_another = known is not None and known.inbox_id != inbox_id
        if inbox is None or is_of_another or (not person and not TOKEN.fullmatch(token)):
            raise NotAllowed("not-found", _("This chat does not exist."))
        if known is not None:
            return known, token
        visitor = Visitor.objects.create(
            workspace_id=workspace_id,
            inbox=inbox,
            name=random_name(),
            digest=mark,
            site=entering.site[:300],
            language=_language(entering, inbox),
            facts=kept_facts(entering.facts or {}),
            mail=person.email if person else "",
            mail_proved_at=now() if person and person.email else None,
        )
        contact = _known_contact(person, visitor) if person else None
        _introduce(visitor, contact or _new_contact(visitor, person, inbox))
        return visitor, token


def tell_where(visitor: Visitor, facts: Mapping[str, Any]) -> None:
    """What the device of somebody who is known tells, now that they begin another conversation."""
    with tenant(visitor.workspace_id):
        Visitor.objects.filter(id=visitor.id).update(facts=kept_facts(facts))


def _language(entering: Entering, inbox: Inbox) -> str:
    wanted = entering.language.lower().partition("-")[0]
    return wanted if wanted in LANGUAGES else inbox.language


def _reads(visitor: Visitor) -> str:
    """As contacts have it: "" for a language that the panel alone speaks."""
    return visitor.language if visitor.language in dict(OURS) else ""


def _known_contact(person: Person, visitor: Visitor) -> Contact | None:
    """By the site's own name for them, else by the mail address that it vouches for."""
    known = Contact.objects.filter(identities__kind=Identity.Kind.EXTERNAL, identities__value=person.sub).first()
    if known is None and person.email:
        known = find_or_create_by_mail(visitor.workspace_id, person.email, person.names["name"], _reads(visitor))
    if known is not None:
        _remember(person, known)
    return known


def _new_contact(visitor: Visitor, person: Person | None, inbox: Inbox) -> Contact:
    names = {key: value for key, value in (person.names if person else {}).items() if key != "name"}
    called = person.names["name"] if person else ""
    if not called and not any(names.values()):
        called = nameless(visitor, inbox.language_for(visitor.language))
    contact = Contact.objects.create(
        workspace_id=visitor.workspace_id, language=_reads(visitor), display_name=called, **names
    )
    index_names([contact], are_new=True)
    if person:
        _remember(person, contact)
    fact = ContactCreated(Identity.Kind.VISITOR.value)
    record(fact, actor=f"contact:{contact.id}", about=Subject(contact_id=contact.id))
    return contact


def _remember(person: Person, contact: Contact) -> None:
    row = Identity(workspace_id=contact.workspace_id, contact=contact, kind=Identity.Kind.EXTERNAL, value=person.sub)
    Identity.objects.bulk_create([row], ignore_conflicts=True)


def _introduce(visitor: Visitor, contact: Contact) -> None:
    Identity.objects.create(
        workspace_id=visitor.workspace_id, contact=contact, kind=Identity.Kind.VISITOR, value=visitor.name
    )
