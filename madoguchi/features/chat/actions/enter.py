"""Coming in: somebody on a site opens the chat and agrees that their device is recognised."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest, random_name
from madoguchi.core.contacts.events import ContactCreated
from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.contacts.steps import index_names
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.features.chat.facts import kept_facts
from madoguchi.features.chat.models import Visitor


@dataclass(frozen=True, slots=True)
class Entering:
    """Where somebody is, which language they read, and what their device tells."""

    site: str
    language: str = ""
    facts: Mapping[str, Any] | None = None


def enter(inbox_id: int, entering: Entering, *, workspace_id: int) -> tuple[Visitor, str]:
    """A new visitor, whom nobody knows yet, and the token that is theirs; it is shown this once.

    Raises NotAllowed where there is no such chat, or it is switched off.
    """
    with tenant(workspace_id):
        inbox = Inbox.objects.filter(id=inbox_id, channel="chat", disabled_at__isnull=True).first()
        if inbox is None:
            raise NotAllowed("not-found", _("This chat does not exist."))
        token = f"mdv_{random_name(192)}"
        visitor = Visitor.objects.create(
            workspace_id=workspace_id,
            inbox=inbox,
            name=random_name(),
            digest=digest(token),
            site=entering.site[:300],
            language=_language(entering, inbox),
            facts=kept_facts(entering.facts or {}),
        )
        _make_contact(visitor)
        return visitor, token


def _language(entering: Entering, inbox: Inbox) -> str:
    wanted = entering.language.lower().partition("-")[0]
    return wanted if wanted in dict(LANGUAGES) else inbox.language


def _make_contact(visitor: Visitor) -> None:
    """As long as nobody knows their name, they are told apart by the end of their number."""
    with translation.override(visitor.language):
        name = _("Visitor %(number)s") % {"number": visitor.id}
    contact = Contact.objects.create(workspace_id=visitor.workspace_id, language=visitor.language, display_name=name)
    Identity.objects.create(
        workspace_id=visitor.workspace_id, contact=contact, kind=Identity.Kind.VISITOR, value=visitor.name
    )
    index_names([contact], are_new=True)
    fact = ContactCreated(Identity.Kind.VISITOR.value)
    record(fact, actor=f"contact:{contact.id}", about=Subject(contact_id=contact.id))
