"""The help centre of a workspace, and the collections in which its articles stand."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from madoguchi.base.models import TenantModel
from madoguchi.core.inboxes.models import Inbox


class HelpCentre(TenantModel):
    """One of each workspace, made when it is first set up.

    `slug` and `host` are mirrored in the directory ("help:<slug>", "help-host:<host>"). `texts` holds by language what
    its front says: {"name", "welcome"}. `languages` are codes of languages.LANGUAGES, the default one first. `logo` is
    the name of an ArticlePicture.
    `held_out_percent` of its visitors are not offered articles before they write, so that what articles spare is known.
    """

    id = models.BigAutoField(primary_key=True)
    slug = models.CharField(max_length=60)
    host = models.CharField(max_length=253, blank=True, default="")
    texts = models.JSONField(default=dict)
    languages = models.JSONField(default=list)
    colour = models.CharField(max_length=7, blank=True, default="")
    logo = models.CharField(max_length=40, blank=True, default="")
    is_public = models.BooleanField(default=False)
    needs_review = models.BooleanField(default=False)
    held_out_percent = models.PositiveSmallIntegerField(default=5)
    contact_inbox = models.ForeignKey(
        Inbox, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False, related_name="+"
    )
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "help_centres"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id"], name="help_centres_once"),
            models.CheckConstraint(condition=~Q(slug=""), name="help_centres_have_an_address"),
            models.CheckConstraint(condition=Q(held_out_percent__lte=50), name="help_centres_hold_out_half_at_most"),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def language(self) -> str:
        """The default one."""
        return str(self.languages[0])

    def text_in(self, language: str) -> dict[str, Any]:
        """{"name", "welcome"} in a language, in the default one where it says nothing there."""
        fallback = self.texts.get(self.language) or {}
        own = self.texts.get(language) or {}
        return {name: own.get(name) or fallback.get(name, "") for name in ("name", "welcome")}


class Collection(TenantModel):
    """Articles that belong together, one level deep at most. `is_manual`: for agents alone, as their manual."""

    id = models.BigAutoField(primary_key=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", db_constraint=False
    )
    position = models.PositiveIntegerField(default=0)
    icon = models.CharField(max_length=20, blank=True, default="")
    is_manual = models.BooleanField(default=False)

    class Meta:
        db_table = "article_collections"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="article_collections_anchor"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="article_collections_not_their_own"
            ),
        ]
        indexes = [models.Index(fields=["workspace_id", "position", "id"], name="article_collections_order")]


class CollectionText(TenantModel):
    """How a collection is called in one language."""

    id = models.BigAutoField(primary_key=True)
    collection = models.ForeignKey(
        Collection, on_delete=models.CASCADE, related_name="texts", db_constraint=False, db_index=False
    )
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True, default="")
    slug = models.CharField(max_length=80)

    class Meta:
        db_table = "article_collection_texts"
        constraints = [
            models.UniqueConstraint(fields=["collection", "language"], name="article_collection_texts_once"),
            models.UniqueConstraint(
                fields=["workspace_id", "language", "slug"], name="article_collection_texts_slug_once"
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(slug=""), name="article_collection_texts_have_a_title"),
        ]

    def __str__(self) -> str:
        return self.title
