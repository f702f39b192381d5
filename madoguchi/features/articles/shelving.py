"""How collections are called, and where they stand. Steps: no transaction, no permission."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.features.articles.languages import LANGUAGES
from madoguchi.features.articles.models import Collection, CollectionText
from madoguchi.features.articles.slugs import slug_of, typed_slug


def put_last(collection: Collection) -> None:
    """Save a new one, last in its row."""
    last = Collection.objects.filter(parent_id=collection.parent_id).aggregate(last=Max("position"))["last"]
    collection.position = 0 if last is None else last + 1
    collection.save()


def write_text(collection: Collection, language: str, given: Mapping[str, str]) -> bool:
    """What a collection is called in one language, a title "" takes it away; whether that is something else.
    Raises Refused (no-such-language, too-long, slug-taken)."""
    if language not in LANGUAGES:
        raise Refused("no-such-language", _("Choose a language."), field="language")
    row = CollectionText.objects.filter(collection=collection, language=language).first()
    title = " ".join(given.get("title", row.title if row else "").split())
    if not title:
        return bool(row and row.delete())
    description = " ".join(given.get("description", row.description if row else "").split())
    if len(title) > 120 or len(description) > 300:
        raise Refused("too-long", _("This text is too long."), field="title" if len(title) > 120 else "description")
    slug = typed_slug(given.get("slug", "")) or (row.slug if row else "")
    made = row or CollectionText(workspace_id=collection.workspace_id, collection=collection, language=language)
    if row and (row.title, row.description, row.slug) == (title, description, slug):
        return False
    made.title, made.description = title, description
    made.slug = slug or _free_slug(title, language) or f"collection-{collection.id}"
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise Refused("slug-taken", _("This address is taken."), field="slug") from error
    return True


def _free_slug(title: str, language: str) -> str:
    slug = slug_of(title)
    return "" if CollectionText.objects.filter(language=language, slug=slug).exists() else slug


def collection_for(collection_id: int) -> Collection:
    """Where an article is to stand. Raises Refused("no-such-collection")."""
    found = Collection.objects.filter(id=collection_id).first()
    if found is None:
        raise Refused("no-such-collection", _("This collection does not exist."), field="collection_id")
    return found
