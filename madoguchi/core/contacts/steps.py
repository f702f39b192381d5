"""Steps inside the transaction of whoever calls them: finding people by their addresses, and their names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from madoguchi.base.addresses import mail_domain, mail_key
from madoguchi.base.prepared import prepared
from madoguchi.base.rows import rows_by
from madoguchi.base.saving import insert
from madoguchi.core.contacts.events import ContactCreated
from madoguchi.core.contacts.free_mail import domain_and_above, is_shared
from madoguchi.core.contacts.models import Company, CompanyDomain, Contact, ContactKey, Identity
from madoguchi.core.contacts.names import keys_of, read_name
from madoguchi.core.events.ledger import Subject, record

OWNERS = "SELECT value, contact_id FROM identities WHERE workspace_id = %s AND kind = %s AND value = ANY(%s)"

# Waits for a rival that has not committed; in one order, so that two of these never wait for one another.
CLAIM = """
INSERT INTO identities (workspace_id, contact_id, kind, value)
SELECT %s::bigint, contact_id, %s, value FROM unnest(%s::bigint[], %s::text[]) AS one (contact_id, value) ORDER BY value
ON CONFLICT (workspace_id, kind, value) DO NOTHING
RETURNING value
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """A mail address, the name as the mail gives it, and the language of what they wrote."""

    address: str
    name: str = ""
    language: str = ""


def find_or_create_by_mail(workspace_id: int, address: str, name: str = "", language: str = "") -> Contact:
    """The contact who has this address, made on the first mail."""
    return find_or_create_all_by_mail(workspace_id, [Caller(address, name, language)])[0]


def find_or_create_all_by_mail(workspace_id: int, callers: Sequence[Caller]) -> list[Contact]:
    """The contacts who have these addresses, in their order; each is made on the first mail.

    Two mails of one stranger at once make one contact: the second waits at the unique key of the identity
    until the first has committed, then finds it.
    """
    keys = [mail_key(caller.address) for caller in callers]
    wanted = dict(zip(reversed(keys), reversed(callers), strict=True))  # the first of one address names it
    found = known_by_mail(workspace_id, wanted)
    for key, contact in found.items():
        if wanted[key].name and not contact.name:
            _take_name(contact, wanted[key].name)
            contact.save(update_fields=["family_name", "given_name", "display_name"])
            index_names([contact])
    strangers = {key: caller for key, caller in wanted.items() if key not in found}
    if strangers:
        found |= _create_by_mail(workspace_id, strangers)
    return [found[key] for key in keys]


def known_by_mail(workspace_id: int, keys: Iterable[str]) -> dict[str, Contact]:
    """The contacts who have these addresses, by their mail_key(); strangers are missing."""
    with prepared() as cursor:
        cursor.execute(OWNERS, [workspace_id, Identity.Kind.MAIL, list(keys)])
        owners: dict[str, int] = dict(cursor.fetchall())
    if not owners:
        return {}
    contacts = {row.id: row for row in rows_by(Contact, workspace_id, "id = ANY(%s)", [list(owners.values())])}
    return {key: contacts[contact_id] for key, contact_id in owners.items()}


def _create_by_mail(workspace_id: int, strangers: Mapping[str, Caller]) -> dict[str, Contact]:
    companies = companies_by_domain(workspace_id, {mail_domain(key) for key in strangers})
    made = {
        key: Contact(workspace_id=workspace_id, language=caller.language, company=companies.get(mail_domain(key)))
        for key, caller in strangers.items()
    }
    for key, contact in made.items():
        _take_name(contact, strangers[key].name)
    insert(*made.values())
    with prepared() as cursor:
        ids = [contact.id for contact in made.values()]
        cursor.execute(CLAIM, [workspace_id, Identity.Kind.MAIL, ids, list(made)])
        won = {key for (key,) in cursor.fetchall()}
    index_names([made[key] for key in made if key in won], are_new=True)
    for key in won:
        record(ContactCreated("mail"), actor=f"contact:{made[key].id}", about=Subject(contact_id=made[key].id))
    if len(won) < len(made):
        made |= _yield_to_rivals(workspace_id, {key: contact for key, contact in made.items() if key not in won})
    return made


def _yield_to_rivals(workspace_id: int, lost: Mapping[str, Contact]) -> dict[str, Contact]:
    for contact in lost.values():
        contact.delete()
    rivals = known_by_mail(workspace_id, lost)
    if len(rivals) < len(lost):  # one went between two statements: the caller's transaction is tried again
        raise RuntimeError("an identity was removed while it was looked for")
    return rivals


def _take_name(contact: Contact, name: str) -> None:
    read = read_name(name)
    contact.family_name, contact.given_name, contact.display_name = read.family, read.given, read.display


def company_by_domain(workspace_id: int, domain: str) -> Company | None:
    """The company that the mail domain, or the nearest one above it, belongs to."""
    return companies_by_domain(workspace_id, [domain]).get(domain)


def companies_by_domain(workspace_id: int, domains: Iterable[str]) -> dict[str, Company]:
    """The same for several; domains that belong to no company are missing."""
    names = {domain: domain_and_above(domain) for domain in domains if domain and not is_shared(domain)}
    if not names:
        return {}
    wanted = sorted({name for above in names.values() for name in above})
    owners = {row.domain: row.company_id for row in rows_by(CompanyDomain, workspace_id, "domain = ANY(%s)", [wanted])}
    if not owners:
        return {}
    companies = {row.id: row for row in rows_by(Company, workspace_id, "id = ANY(%s)", [list(owners.values())])}
    nearest = {domain: max(owners.keys() & above, key=len, default="") for domain, above in names.items()}
    return {domain: companies[owners[name]] for domain, name in nearest.items() if name}


def index_names(contacts: Sequence[Contact], *, are_new: bool = False) -> None:
    """Bring the search keys of contacts' names up to date."""
    if not are_new:
        ContactKey.objects.filter(contact__in=contacts).delete()
    ContactKey.objects.bulk_create(
        ContactKey(workspace_id=contact.workspace_id, contact=contact, key=key)
        for contact in contacts
        for key in keys_of(contact)
    )
