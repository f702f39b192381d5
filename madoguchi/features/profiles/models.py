"""What colleagues write down about a person outside, and where else more stands about them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from madoguchi.base.models import TenantModel
from madoguchi.core.contacts.models import Contact
from madoguchi.core.people.models import Person


class ContactNote(TenantModel):
    """A note about a contact, in Markdown; only ever read inside. A pinned one stands first."""

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="profile_notes", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    text = models.TextField()
    is_pinned = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "contact_notes"
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="contact_notes_not_empty")]
        indexes = [models.Index(fields=["workspace_id", "contact", "-id"], name="contact_notes_of_contact")]


class ContactLink(TenantModel):
    """A link to another system, made for each contact: https://crm.example/customers/{external_id}."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "contact_links"
        constraints = [
            models.UniqueConstraint("workspace_id", Lower("name"), name="contact_links_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="contact_links_have_a_name"),
            models.CheckConstraint(condition=Q(url__startswith="https://"), name="contact_links_are_https"),
        ]
