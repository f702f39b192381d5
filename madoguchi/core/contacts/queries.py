"""Reading contacts and companies, always under the rights of an actor."""

from contextlib import suppress
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from madoguchi.base.addresses import mail_key, typed_phone
from madoguchi.base.errors import NotAllowed
from madoguchi.base.text import HIRAGANA, KATAKANA
from madoguchi.core.contacts.models import (
    AttributeDefinition,
    Company,
    Contact,
    ContactKey,
    ContactMerge,
    Identity,
)
from madoguchi.core.contacts.names import key_of
from madoguchi.core.contacts.sight import SIGHTS
from madoguchi.core.workspaces.policies import Asking

# What names.key_of does to a text, done by the database to a company's names.
COMPANY_KEY = "translate(lower(normalize(regexp_replace(name || name_kana, '\\s', '', 'g'), NFKC)), %s, %s)"
LAST_LETTER = "\U0010ffff"
NEWEST = ("-updated_at", "-id")
HITS_AT_MOST = 200


def visible_to(actor: Asking) -> QuerySet[Contact]:
    """The contacts that live (not merged away, not erased); through named inboxes only those met there."""
    return everyone_visible_to(actor).filter(merged_into__isnull=True, erased_at__isnull=True)


def everyone_visible_to(actor: Asking) -> QuerySet[Contact]:
    """Those too who were merged into another or erased: their conversations still point at them."""
    found = Contact.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("contact.read"):
        return found.none()
    if actor.inbox_ids is None:
        return found
    met = Q(pk__in=[])
    for contact_ids in SIGHTS.values():
        met |= Q(id__in=contact_ids(actor.inbox_ids))
    return found.filter(met)


def contact_for(contact_id: int, actor: Asking) -> Contact:
    """One contact with company. Raises NotAllowed when it is not there for this actor."""
    found = everyone_visible_to(actor).select_related("company").filter(id=contact_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This contact does not exist."))
    return found


def locked(contact_id: int, actor: Asking) -> Contact:
    """One living contact, its row locked. Raises NotAllowed."""
    found = visible_to(actor).select_for_update(of=("self",)).filter(id=contact_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This contact does not exist."))
    return found


def search(text: str, *, actor: Asking, limit: int = 50) -> list[Contact]:
    """Contacts of whom a name, a mail address, a telephone number or the company begins like `text`.

    Width, case and kana do not matter. The newest come first; beyond HITS_AT_MOST of each kind nothing is
    looked at. Addresses and numbers are searched only by those who may read them.
    """
    key = key_of(text)
    if not key:
        return list(visible_to(actor).select_related("company").order_by(*NEWEST)[:limit])
    ways = [_by_name(key, actor), _by_company(key, actor)]
    if actor.may("personal_data.read"):
        ways.append(_by_identity(text, actor))
    ids = {contact_id for (contact_id,) in ways[0].union(*ways[1:])}
    return list(visible_to(actor).select_related("company").filter(id__in=ids).order_by(*NEWEST)[:limit]) if ids else []


def _begins(field: str, start: str) -> dict[str, str]:
    """A range instead of LIKE: under row-level security an index answers only leakproof comparisons."""
    return {f"{field}__gte": start, f"{field}__lt": start + LAST_LETTER}


def _by_name(key: str, actor: Asking) -> QuerySet[Any, tuple[int]]:
    found = ContactKey.objects.filter(workspace_id=actor.workspace_id, **_begins("key", key))
    return found.values_list("contact_id")[:HITS_AT_MOST]


def _by_identity(text: str, actor: Asking) -> QuerySet[Any, tuple[int]]:
    identities = Identity.objects.filter(workspace_id=actor.workspace_id)
    wanted = Q(kind=Identity.Kind.EXTERNAL, value=text.strip())
    wanted |= Q(kind=Identity.Kind.MAIL, **_begins("value", mail_key(text)))
    with suppress(ValueError):
        wanted |= Q(kind=Identity.Kind.PHONE, value=typed_phone(text))
    return identities.filter(wanted).values_list("contact_id")[:HITS_AT_MOST]


def _by_company(key: str, actor: Asking) -> QuerySet[Any, tuple[int]]:
    companies = _companies_like(key, actor)[:20].values("id")
    members = Contact.objects.filter(workspace_id=actor.workspace_id, company_id__in=companies)
    return members.values_list("id")[:HITS_AT_MOST]


def companies_visible_to(actor: Asking) -> QuerySet[Company]:
    """Every company; through named inboxes only those of contacts that are seen."""
    found = Company.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("contact.read"):
        return found.none()
    if actor.inbox_ids is None:
        return found
    return found.filter(id__in=visible_to(actor).values("company_id"))


def companies_like(text: str, *, actor: Asking, limit: int = 20) -> list[Company]:
    """Companies whose name or furigana holds `text`, whatever its width, case and kana; by name."""
    return list(_companies_like(key_of(text), actor)[:limit])


def _companies_like(key: str, actor: Asking) -> QuerySet[Company]:
    found = companies_visible_to(actor).annotate(
        key=RawSQL(COMPANY_KEY, [KATAKANA, HIRAGANA])  # noqa: S611 (a constant and its parameters)
    )
    return found.filter(key__contains=key).order_by("name", "id")


def company_for(company_id: int, actor: Asking) -> Company:
    """One company. Raises NotAllowed."""
    found = companies_visible_to(actor).filter(id=company_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This company does not exist."))
    return found


def definitions_of(on: str, *, actor: Asking) -> QuerySet[AttributeDefinition]:
    """The custom attributes of "contact", "company" or "conversation"."""
    return AttributeDefinition.objects.filter(workspace_id=actor.workspace_id, on=on).order_by("label", "id")


def last_merge_of(contact: Contact) -> ContactMerge | None:
    """The newest merge into this contact that can be undone."""
    open_ones = ContactMerge.objects.filter(kept=contact, undone_at__isnull=True)
    return open_ones.select_related("merged").order_by("-id").first()
