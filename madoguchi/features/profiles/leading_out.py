"""The links out of one contact."""

from collections.abc import Iterable

from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.people.actor import Actor
from madoguchi.features.profiles.models import ContactLink
from madoguchi.features.profiles.places import PERSONAL, Link, filled, places_of


def links_out(
    contact: Contact,
    templates: Iterable[ContactLink],
    identities: Iterable[Identity],
    *,
    conversation_id: int | None = None,
    actor: Actor,
) -> list[Link]:
    """Those that can be filled. Whoever may not read personal data gets none with such a thing in it."""
    values: dict[str, object] = {
        "contact_id": contact.id,
        "company_external_id": contact.company.external_id if contact.company else "",
        "conversation_id": conversation_id,
        **{f"attribute.{key}": value for key, value in contact.attributes.items()},
    }
    plain = actor.may("personal_data.read")
    if plain:
        first: dict[str, str] = {}
        for identity in identities:
            first.setdefault(identity.kind, identity.value)
        kinds = {"mail": "mail", "phone": "phone", "external_id": "external"}
        values |= {"name": contact.name, **{place: first.get(kind, "") for place, kind in kinds.items()}}
    made = [
        Link(template.name, filled(template.url, values))
        for template in templates
        if plain or not PERSONAL & set(places_of(template.url))
    ]
    return [link for link in made if link.url]
