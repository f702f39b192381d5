"""Companies, and the mail domains by which new contacts join them."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.addresses import domain_key
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.attributes import changed_attributes
from madoguchi.core.contacts.events import CompanyChanged, CompanyCreated, CompanyDeleted
from madoguchi.core.contacts.free_mail import is_shared
from madoguchi.core.contacts.models import Company, CompanyDomain, Contact
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.workspaces.policies import Asking, require

DOMAIN = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
TEXTS = {"name": 160, "name_kana": 160, "external_id": 120}


def create_company(fields: Mapping[str, Any], *, actor: Asking) -> Company:
    """`name`, `name_kana`, `external_id`, `domains` (list), `attributes` (by key). Raises Refused with the field."""
    require(actor, "contact.update")
    with tenant(actor.workspace_id):
        company = Company(workspace_id=actor.workspace_id)
        _apply(company, {"name": "", **fields})
        _save(company)
        record(CompanyCreated(company.id), actor=actor, about=Subject())
        return company


def update_company(company_id: int, changes: Mapping[str, Any], *, actor: Asking) -> Company:
    """Change the fields named. Raises NotAllowed, Refused with the field."""
    require(actor, "contact.update")
    with tenant(actor.workspace_id):
        company = _locked(company_id)
        changed = _apply(company, changes)
        if changed:
            _save(company)
            record(CompanyChanged(company.id, changed), actor=actor, about=Subject())
        return company


def delete_company(company_id: int, *, actor: Asking) -> None:
    """Its contacts stay, without a company."""
    require(actor, "contact.merge")
    with tenant(actor.workspace_id):
        company = _locked(company_id)
        Contact.objects.filter(workspace_id=actor.workspace_id, company=company).update(company=None)
        CompanyDomain.objects.filter(company=company).delete()
        Company.objects.filter(id=company.id).delete()
        record(CompanyDeleted(company_id), actor=actor, about=Subject())


def _locked(company_id: int) -> Company:
    company = Company.objects.select_for_update().filter(id=company_id).first()
    if company is None:
        raise NotAllowed("not-found", _("This company does not exist."))
    return company


def _apply(company: Company, changes: Mapping[str, Any]) -> list[str]:
    changed = []
    for field, value in changes.items():
        after = _checked(company, field, value)
        if getattr(company, field) != after:
            setattr(company, field, after)
            changed.append(field)
    return changed


def _checked(company: Company, field: str, value: Any) -> Any:
    if field in TEXTS:
        kept = " ".join(value.split()) if isinstance(value, str) else ""
        if len(kept) > TEXTS[field] or (field == "name" and not kept):
            text = _("Enter at most %(number)d letters.") % {"number": TEXTS[field]}
            raise Refused("bad-name", text, field=field)
        return kept
    if field == "domains":
        return _domains(value)
    if field == "attributes":
        return changed_attributes(company.workspace_id, "company", company.attributes, value)
    raise Refused("unknown-field", _("There is no such field: %(name)s.") % {"name": field}, field=field)


def _domains(value: Any) -> list[str]:
    domains = sorted({key for part in value if (key := domain_key(str(part).removeprefix("@")))})
    for domain in domains:
        if not DOMAIN.fullmatch(domain) or len(domain) > 255:
            raise Refused("bad-domain", _("%(domain)s is not a mail domain.") % {"domain": domain}, field="domains")
        if is_shared(domain):
            text = _("People of many companies have addresses at %(domain)s.") % {"domain": domain}
            raise Refused("shared-domain", text, field="domains")
    return domains


def _save(company: Company) -> None:
    """The row and its domains; what another company has is refused by their unique keys."""
    try:
        with transaction.atomic():
            company.save()
    except IntegrityError as error:
        text = _("Another company has this id already.")
        raise Refused("external-id-taken", text, field="external_id") from error
    CompanyDomain.objects.filter(company=company).exclude(domain__in=company.domains).delete()
    there = set(CompanyDomain.objects.filter(company=company).values_list("domain", flat=True))
    rows = [
        CompanyDomain(workspace_id=company.workspace_id, company=company, domain=domain)
        for domain in company.domains
        if domain not in there
    ]
    try:
        with transaction.atomic():
            CompanyDomain.objects.bulk_create(rows)
    except IntegrityError as error:
        text = _("Another company has one of these domains already.")
        raise Refused("domain-taken", text, field="domains") from error
