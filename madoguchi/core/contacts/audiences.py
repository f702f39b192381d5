"""Whom something is for: everybody, or only who belongs to a company that we know, or only who does not."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from madoguchi.core.contacts.models import Contact


class Audience(models.TextChoices):
    ALL = "all", _("Everybody")
    COMPANIES = "companies", _("People of a company we know")
    OTHERS = "others", _("People of no company we know")


def belongs(contact: Contact, audience: str) -> bool:
    """Whether a contact is of an audience."""
    if audience == Audience.ALL:
        return True
    return (contact.company_id is not None) == (audience == Audience.COMPANIES)
