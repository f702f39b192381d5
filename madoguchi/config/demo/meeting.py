"""The customers and their companies, known since they first wrote."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from madoguchi.base.addresses import mail_key, typed_phone
from madoguchi.config.demo.content import Customer
from madoguchi.config.demo.script import Script
from madoguchi.config.demo.seating import House
from madoguchi.config.demo.telling import phone_of
from madoguchi.core.contacts.events import CompanyCreated, ContactBlocked, ContactCreated
from madoguchi.core.contacts.models import Company, CompanyDomain, Contact, ContactKey, Identity
from madoguchi.core.contacts.names import keys_of
from madoguchi.core.events.ledger import Subject

BLOCKED_AFTER = timedelta(hours=1)


def meet(house: House, scripts: tuple[Script, ...]) -> dict[str, Contact]:
    """The contacts by their keys; inside the workspace's tenant()."""
    first, last = _seen(scripts)
    companies = _companies(house)
    customers = house.cast.customers
    rows = [_contact(house, customer, companies, first, last) for customer in customers.values()]
    contacts = dict(zip(customers, Contact.objects.bulk_create(rows), strict=True))
    identities, keys = [], []
    for key, contact in contacts.items():
        identities += _identities(house, customers[key], contact)
        keys += [ContactKey(workspace_id=house.id, contact=contact, key=one) for one in keys_of(contact)]
        by = "mail" if key in first else ""
        actor = f"contact:{contact.id}" if by else house.actor(_owner(house))
        house.history.add(ContactCreated(by), at=contact.created_at, actor=actor, about=Subject(contact_id=contact.id))
        if contact.blocked_at is not None:
            house.history.add(
                ContactBlocked(), at=contact.blocked_at, actor=house.actor(_owner(house)),
                about=Subject(contact_id=contact.id),
            )  # fmt: skip
    Identity.objects.bulk_create(identities)
    ContactKey.objects.bulk_create(keys)
    return contacts


def _seen(scripts: tuple[Script, ...]) -> tuple[dict[str, datetime], dict[str, datetime]]:
    """When each customer wrote, or was written to, first and last."""
    first: dict[str, datetime] = {}
    last: dict[str, datetime] = {}
    for script in scripts:
        for message in script.said:
            for key in (script.contact, message.author, message.to, *message.cc):
                first[key] = min(first.get(key, message.at), message.at)
                last[key] = max(last.get(key, message.at), message.at)
    return first, last


def _companies(house: House) -> dict[str, Company]:
    cards = house.cast.companies
    known = house.began_at + timedelta(minutes=30)
    rows = [
        Company(
            workspace_id=house.id,
            name=card.name,
            domains=[card.domain],
            attributes={"plan": card.plan, "shops": card.shops}
            if house.cast.key == "koyomi"
            else {"account": card.plan},
            created_at=known,
        )
        for card in cards.values()
    ]
    made = dict(zip(cards, Company.objects.bulk_create(rows), strict=True))
    CompanyDomain.objects.bulk_create(
        [CompanyDomain(workspace_id=house.id, company=made[key], domain=card.domain) for key, card in cards.items()]
    )
    for company in made.values():
        house.history.add(CompanyCreated(company.id), at=known, actor=house.actor(_owner(house)))
    return made


def _contact(
    house: House,
    customer: Customer,
    companies: Mapping[str, Company],
    first: Mapping[str, datetime],
    last: Mapping[str, datetime],
) -> Contact:
    language = "ja" if customer.is_japanese else "en"
    is_customer = customer.company is not None or house.cast.key == "harbour"
    return Contact(
        workspace_id=house.id,
        kind=Contact.Kind.CUSTOMER if is_customer else Contact.Kind.LEAD,
        family_name=customer.family,
        given_name=customer.given,
        family_name_kana=customer.family_kana,
        given_name_kana=customer.given_kana,
        honorific="様" if language == "ja" else "",
        language=language,
        time_zone=house.workspace.time_zone,
        company=companies[customer.company.key] if customer.company else None,
        attributes={},
        created_at=first.get(customer.key, house.began_at + timedelta(days=1)),
        updated_at=last.get(customer.key, house.began_at + timedelta(days=1)),
        blocked_at=last[customer.key] + BLOCKED_AFTER if customer.key in _blocked(house) else None,
    )


def _identities(house: House, customer: Customer, contact: Contact) -> list[Identity]:
    made = [Identity(workspace_id=house.id, contact=contact, kind="mail", value=mail_key(customer.address))]
    if customer.company is not None or customer.number % 3 == 0:
        phone = phone_of(customer)
        international = phone if customer.number >= 1000 else f"+44 {phone.removeprefix('0')}"
        made.append(Identity(workspace_id=house.id, contact=contact, kind="phone", value=typed_phone(international)))
    return made


def _blocked(house: House) -> list[str]:
    return list(house.cast.settings.get("blocked", []))


def _owner(house: House) -> str:
    return next(seat.key for seat in house.cast.seats.values() if seat.role == "administrator")
