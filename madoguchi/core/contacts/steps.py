"""Steps inside the transaction of whoever calls them: finding people by their addresses, and their names."""

from django.db import connection

from madoguchi.base.addresses import mail_domain, mail_key
from madoguchi.base.rows import row_by
from madoguchi.core.contacts.events import ContactCreated
from madoguchi.core.contacts.free_mail import domain_and_above, is_shared
from madoguchi.core.contacts.models import Company, CompanyDomain, Contact, ContactKey, Identity
from madoguchi.core.contacts.names import keys_of, read_name
from madoguchi.core.events.ledger import Subject, record

OWNS = "id = (SELECT contact_id FROM identities WHERE workspace_id = %s AND kind = %s AND value = %s)"


def find_or_create_by_mail(workspace_id: int, address: str, name: str = "", language: str = "") -> Contact:
    """The contact who has this address, made on the first mail; one query for somebody who is known.

    `name` as the mail gives it. Two mails of one stranger at once make one contact: the second waits at
    the unique key of the identity until the first has committed, then finds it.
    """
    value = mail_key(address)
    known = _by_identity(workspace_id, Identity.Kind.MAIL, value)
    if known is None:
        return _create_by_mail(workspace_id, value, name, language)
    if name and not known.name:
        _take_name(known, name)
        known.save(update_fields=["family_name", "given_name", "display_name"])
        index_names(known)
    return known


def _by_identity(workspace_id: int, kind: str, value: str) -> Contact | None:
    return row_by(Contact, workspace_id, OWNS, [workspace_id, kind, value])


def _create_by_mail(workspace_id: int, value: str, name: str, language: str) -> Contact:
    contact = Contact(workspace_id=workspace_id, language=language)
    _take_name(contact, name)
    contact.company = company_by_domain(workspace_id, mail_domain(value))
    contact.save(force_insert=True)
    if not _claim(contact, Identity.Kind.MAIL, value):
        contact.delete()
        winner = _by_identity(workspace_id, Identity.Kind.MAIL, value)
        if winner is None:  # it went between two statements: the caller's transaction is tried again
            raise RuntimeError("an identity was removed while it was looked for")
        return winner
    index_names(contact, is_new=True)
    record(ContactCreated("mail"), actor=f"contact:{contact.id}", about=Subject(contact_id=contact.id))
    return contact


def _claim(contact: Contact, kind: str, value: str) -> bool:
    """Give the contact an identity unless somebody has it; waits for a rival that has not committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO identities (workspace_id, contact_id, kind, value) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (workspace_id, kind, value) DO NOTHING",
            [contact.workspace_id, contact.id, kind, value],
        )
        return bool(cursor.rowcount)


def _take_name(contact: Contact, name: str) -> None:
    read = read_name(name)
    contact.family_name, contact.given_name, contact.display_name = read.family, read.given, read.display


def company_by_domain(workspace_id: int, domain: str) -> Company | None:
    """The company that the mail domain, or the nearest one above it, belongs to."""
    if not domain or is_shared(domain):
        return None
    names = domain_and_above(domain)
    found = CompanyDomain.objects.filter(workspace_id=workspace_id, domain__in=names)
    nearest = max(found.select_related("company"), key=lambda row: len(row.domain), default=None)
    return nearest.company if nearest else None


def index_names(contact: Contact, *, is_new: bool = False) -> None:
    """Bring the search keys of a contact's names up to date."""
    if not is_new:
        ContactKey.objects.filter(contact=contact).delete()
    ContactKey.objects.bulk_create(
        ContactKey(workspace_id=contact.workspace_id, contact=contact, key=key) for key in keys_of(contact)
    )
