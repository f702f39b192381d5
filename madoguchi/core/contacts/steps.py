"""Steps inside the transaction of whoever calls them: finding people by their addresses, and their names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from madoguchi.base.addresses import mail_domain, mail_key
from madoguchi.base.prepared import prepared
from madoguchi.base.rows import rows_by
from madoguchi.base.saving import insert_with
from madoguchi.core.contacts.events import ContactCreated
from madoguchi.core.contacts.free_mail import domain_and_above, is_shared
from madoguchi.core.contacts.models import Contact, ContactKey, Identity
from madoguchi.core.contacts.names import keys_of, read_name
from madoguchi.core.events.ledger import Subject, record

# Whose these addresses are, and whose these domains.
OWNERS = """
SELECT value, contact_id, NULL::bigint FROM identities
WHERE workspace_id = %(workspace)s AND kind = %(kind)s AND value = ANY(%(values)s)
UNION ALL
SELECT domain, NULL::bigint, company_id FROM company_domains
WHERE workspace_id = %(workspace)s AND domain = ANY(%(domains)s)
"""

# Behind the contacts that were made just now: each claims its address, and waits for a rival that has not committed.
# In one order, so that two of these never wait for one another.
CLAIM = """
, strangers AS (
  SELECT made.id, one.value
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM made) AS made
  JOIN unnest(%(values)s::text[]) WITH ORDINALITY AS one (value, place) USING (place)
), claimed AS (
  INSERT INTO identities (workspace_id, contact_id, kind, value)
  SELECT %(workspace)s::bigint, id, %(kind)s, value FROM strangers ORDER BY value
  ON CONFLICT (workspace_id, kind, value) DO NOTHING
  RETURNING contact_id
)
SELECT made.*, claimed.contact_id IS NOT NULL
FROM made LEFT JOIN claimed ON claimed.contact_id = made.id ORDER BY made.id
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
    domains = _domains_of(mail_domain(key) for key in wanted)
    owners, companies = _owners(workspace_id, wanted, domains)
    found = _contacts(workspace_id, owners)
    for key, contact in found.items():
        if wanted[key].name and not contact.name:
            _take_name(contact, wanted[key].name)
            contact.save(update_fields=["family_name", "given_name", "display_name"])
            index_names([contact])
    strangers = {key: caller for key, caller in wanted.items() if key not in found}
    if strangers:
        found |= _create_by_mail(workspace_id, strangers, _nearest(domains, companies))
    return [found[key] for key in keys]


def known_by_mail(workspace_id: int, keys: Iterable[str]) -> dict[str, Contact]:
    """The contacts who have these addresses, by their mail_key(); strangers are missing."""
    return _contacts(workspace_id, _owners(workspace_id, keys, {})[0])


def company_by_domain(workspace_id: int, domain: str) -> int | None:
    """The id of the company that the mail domain, or the nearest one above it, belongs to."""
    domains = _domains_of([domain])
    return _nearest(domains, _owners(workspace_id, (), domains)[1]).get(domain) if domains else None


def index_names(contacts: Sequence[Contact], *, are_new: bool = False) -> None:
    """Bring the search keys of contacts' names up to date."""
    if not are_new:
        ContactKey.objects.filter(contact__in=contacts).delete()
    ContactKey.objects.bulk_create(
        ContactKey(workspace_id=contact.workspace_id, contact=contact, key=key)
        for contact in contacts
        for key in keys_of(contact)
    )


def _domains_of(domains: Iterable[str]) -> dict[str, list[str]]:
    """Those that can belong to a company, each with itself and those above it."""
    return {domain: domain_and_above(domain) for domain in domains if domain and not is_shared(domain)}


def _owners(
    workspace_id: int, keys: Iterable[str], domains: Mapping[str, Iterable[str]]
) -> tuple[dict[str, int], dict[str, int]]:
    """The contacts that have the addresses, and the companies that have the domains or one above them."""
    values: dict[str, Any] = {
        "workspace": workspace_id,
        "kind": Identity.Kind.MAIL,
        "values": list(keys),
        "domains": sorted(set(chain.from_iterable(domains.values()))),
    }
    with prepared() as cursor:
        cursor.execute(OWNERS, values)
        rows = cursor.fetchall()
    contacts = {value: contact_id for value, contact_id, _company_id in rows if contact_id is not None}
    return contacts, {domain: company_id for domain, _contact_id, company_id in rows if company_id is not None}


def _nearest(domains: Mapping[str, Iterable[str]], companies: Mapping[str, int]) -> dict[str, int]:
    """The company of each domain that has one."""
    found = {domain: max(companies.keys() & set(above), key=len, default="") for domain, above in domains.items()}
    return {domain: companies[name] for domain, name in found.items() if name}


def _contacts(workspace_id: int, owners: Mapping[str, int]) -> dict[str, Contact]:
    if not owners:
        return {}
    contacts = {row.id: row for row in rows_by(Contact, workspace_id, "id = ANY(%s)", [list(owners.values())])}
    return {key: contacts[contact_id] for key, contact_id in owners.items()}


def _create_by_mail(
    workspace_id: int, strangers: Mapping[str, Caller], companies: Mapping[str, int]
) -> dict[str, Contact]:
    made = {
        key: Contact(workspace_id=workspace_id, language=caller.language, company_id=companies.get(mail_domain(key)))
        for key, caller in strangers.items()
    }
    for key, contact in made.items():
        _take_name(contact, strangers[key].name)
    values = {"workspace": workspace_id, "kind": Identity.Kind.MAIL, "values": list(made)}
    claimed = insert_with(*made.values(), further=CLAIM, values=values)
    won = [key for key, (is_ours,) in zip(made, claimed, strict=True) if is_ours]
    index_names([made[key] for key in won], are_new=True)
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
