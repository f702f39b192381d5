"""The people who write to us, their companies, and by what each of them is known."""

from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madoguchi.base.models import TenantModel
from madoguchi.base.names import in_order


class Company(TenantModel):
    """A customer's organisation. `domains` join new contacts by their mail address."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=160)
    name_kana = models.CharField(max_length=160, blank=True, default="")
    domains = models.JSONField(default=list, blank=True)
    external_id = models.CharField(max_length=120, blank=True, default="")
    attributes = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "companies"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="companies_anchor"),
            models.UniqueConstraint(
                fields=["workspace_id", "external_id"],
                condition=~models.Q(external_id=""),
                name="companies_external_id_once",
            ),
        ]
        indexes = [models.Index(fields=["workspace_id", "name", "id"], name="companies_by_name")]

    def __str__(self) -> str:
        return self.name


class Contact(TenantModel):
    """One person outside, whatever channel they come by. An erased one keeps its row and nothing else."""

    class Kind(models.TextChoices):
        CONTACT = "contact", _("Contact")
        LEAD = "lead", _("Lead")
        CUSTOMER = "customer", _("Customer")

    class Mark(models.TextChoices):
        VIP = "vip", _("VIP")
        CAUTION = "caution", _("Handle with care")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.CONTACT)
    family_name = models.CharField(max_length=80, blank=True, default="")
    given_name = models.CharField(max_length=80, blank=True, default="")
    family_name_kana = models.CharField(max_length=80, blank=True, default="")
    given_name_kana = models.CharField(max_length=80, blank=True, default="")
    display_name = models.CharField(max_length=200, blank=True, default="")
    honorific = models.CharField(max_length=20, blank=True, default="様")
    mark = models.CharField(max_length=10, blank=True, default="", db_default="", choices=Mark.choices)
    mark_text = models.CharField(max_length=200, blank=True, default="", db_default="")  # why, for colleagues
    language = models.CharField(max_length=10, blank=True, default="")
    time_zone = models.CharField(max_length=60, blank=True, default="")
    company = models.ForeignKey(
        Company, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    attributes = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    blocked_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False)

    class Meta:
        db_table = "contacts"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="contacts_anchor"),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="contacts_not_merged_into_themselves",
            ),
            models.CheckConstraint(condition=models.Q(mark__in=["", "vip", "caution"]), name="contacts_mark_known"),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "-updated_at", "-id"], name="contacts_newest"),
            models.Index(fields=["workspace_id", "company"], name="contacts_of_company"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """As their language orders it: family name first in Japanese; else what they called themselves."""
        is_japanese = self.language in ("", "ja")
        return in_order(self.family_name, self.given_name, family_first=is_japanese) or self.display_name


class Identity(TenantModel):
    """A mark by which a contact is recognised: unique in its workspace, in normal form."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("Mail")
        PHONE = "phone", _("Phone")
        LINE = "line", "LINE"
        EXTERNAL = "external", _("External id")
        VISITOR = "visitor", _("Chat")

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="identities", db_constraint=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    value = models.CharField(max_length=320)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "identities"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "kind", "value"], name="identities_once"),
            models.CheckConstraint(condition=~models.Q(value=""), name="identities_not_empty"),
        ]

    def __str__(self) -> str:
        return self.value


class CompanyDomain(TenantModel):
    """A mail domain of a company, by which new contacts join it. Mirrors `Company.domains`, one row each."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    domain = models.CharField(max_length=255)

    class Meta:
        db_table = "company_domains"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "domain"], name="company_domains_once"),
            models.CheckConstraint(condition=~models.Q(domain=""), name="company_domains_not_empty"),
        ]
        indexes = [models.Index(fields=["company"], name="company_domains_of_company")]


class ContactKey(TenantModel):
    """A form of a contact's name that a search may begin with, in the form of `base.text.normal`.

    A btree of its own, because row-level security keeps PostgreSQL from using an index for anything
    that is not marked leakproof: LIKE, @> and @@ are not, comparisons of text are.
    """

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    key = models.CharField(max_length=200, db_collation="C")

    class Meta:
        db_table = "contact_keys"
        constraints = [
            models.UniqueConstraint(fields=["contact", "key"], name="contact_keys_once"),
            models.CheckConstraint(condition=~models.Q(key=""), name="contact_keys_not_empty"),
        ]
        indexes = [models.Index(fields=["workspace_id", "key", "contact"], name="contact_keys_by_key")]


class AttributeDefinition(TenantModel):
    """A custom attribute of contacts, companies or conversations, with its type."""

    class On(models.TextChoices):
        CONTACT = "contact", _("Contact")
        COMPANY = "company", _("Company")
        CONVERSATION = "conversation", _("Conversation")

    class Type(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", pgettext_lazy("type of an attribute", "Number")
        DATE = "date", _("Date")
        BOOLEAN = "boolean", _("Yes or no")
        CHOICE = "choice", _("Choice")
        URL = "url", _("Link")

    id = models.BigAutoField(primary_key=True)
    on = models.CharField(max_length=20, choices=On.choices)
    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=80)
    type = models.CharField(max_length=20, choices=Type.choices)
    choices = models.JSONField(default=list, blank=True)

    class Meta:
        db_table = "attribute_definitions"
        constraints = [
            models.UniqueConstraint("workspace_id", "on", Lower("key"), name="attribute_definitions_once"),
        ]


class ContactMerge(TenantModel):
    """What a merge moved, so that it can be undone."""

    id = models.BigAutoField(primary_key=True)
    kept = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    merged = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    moved = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "contact_merges"


class NotDuplicate(TenantModel):
    """Two contacts that a person said are not the same; never suggested again. first < second."""

    id = models.BigAutoField(primary_key=True)
    first = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    second = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)

    class Meta:
        db_table = "not_duplicates"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_duplicates_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="not_duplicates_in_order"),
        ]
