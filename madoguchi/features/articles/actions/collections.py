"""Making, changing, moving and deleting collections."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.articles.events import CollectionChanged, CollectionCreated, CollectionDeleted
from madoguchi.features.articles.models import Article, Collection, CollectionText, Visibility
from madoguchi.features.articles.shelving import put_last, write_text
from madoguchi.features.articles.steps import tell

MOST = 500
FIELDS = ("icon", "is_manual", "parent_id")
Texts = Mapping[str, Mapping[str, str]]  # language: {title, description, slug}


def make_collection(texts: Texts, *, fields: Mapping[str, Any] | None = None, actor: Actor) -> Collection:
    """A collection, last in its row. `texts`: by language {"title", and as wanted "description", "slug"}; `fields`:
    icon, is_manual, parent_id. Raises Refused (empty, too-long, no-such-language, no-such-collection, too-deep,
    slug-taken, too-many, unknown-field), NotAllowed."""
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        if Collection.objects.count() >= MOST:
            raise Refused("too-many", _("There are too many collections already."))
        collection = Collection(workspace_id=actor.workspace_id)
        _apply(collection, fields or {})
        if not texts:
            raise Refused("empty", _("Enter a title."), field="title")
        put_last(collection)
        for language, text in texts.items():
            write_text(collection, language, text)
        tell(CollectionCreated(collection.id), actor)
        return collection


def change_collection(
    collection_id: int, *, texts: Texts | None = None, fields: Mapping[str, Any] | None = None, actor: Actor
) -> Collection:
    """Change what it says in some languages, or its fields. A title "" takes a language away. Raises as
    make_collection()."""
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        collection = _locked(collection_id)
        changed = _apply(collection, fields or {})
        collection.save()
        changed += [
            f"text.{language}" for language, text in (texts or {}).items() if write_text(collection, language, text)
        ]
        if not CollectionText.objects.filter(collection=collection).exists():
            raise Refused("empty", _("Enter a title."), field="title")
        if "is_manual" in changed and collection.is_manual:
            Article.objects.filter(collection=collection).update(visibility=Visibility.AGENTS)
        if changed:
            tell(CollectionChanged(collection.id, changed), actor)
        return collection


def move_collection(collection_id: int, *, before: int | None, actor: Actor) -> None:
    """Put it before another one of its row; None: last."""
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        collection = _locked(collection_id)
        row = list(
            Collection.objects.filter(parent_id=collection.parent_id).select_for_update().order_by("position", "id")
        )
        row = [one for one in row if one.id != collection.id]
        place = next((place for place, one in enumerate(row) if one.id == before), len(row))
        row.insert(place, collection)
        for position, one in enumerate(row):
            one.position = position
        Collection.objects.bulk_update(row, ["position"])
        tell(CollectionChanged(collection.id, ["position"]), actor)


def delete_collection(collection_id: int, *, actor: Actor) -> None:
    """Throw it away once nothing stands in it. Raises Refused("not-empty")."""
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        collection = _locked(collection_id)
        if collection.articles.exists() or collection.children.exists():
            raise Refused("not-empty", _("Move its articles somewhere else first, archived ones too."))
        collection.delete()
        tell(CollectionDeleted(collection_id), actor)


def _locked(collection_id: int) -> Collection:
    found = Collection.objects.select_for_update().filter(id=collection_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This collection does not exist."))
    return found


def _apply(collection: Collection, fields: Mapping[str, Any]) -> list[str]:
    """Set the fields; returns which have changed."""
    changed = []
    for field, value in fields.items():
        if field not in FIELDS:
            raise Refused("unknown-field", _("There is no such field: %(name)s.") % {"name": field}, field=field)
        if getattr(collection, field) != value:
            setattr(collection, field, value)
            changed.append(field)
    if len(collection.icon) > 20:
        raise Refused("too-long", _("This text is too long."), field="icon")
    if "parent_id" in changed and collection.parent_id is not None:
        _check_parent(collection)
    return changed


def _check_parent(collection: Collection) -> None:
    parent = Collection.objects.filter(id=collection.parent_id or 0).exclude(id=collection.id).first()
    if parent is None:
        raise Refused("no-such-collection", _("This collection does not exist."), field="parent_id")
    if parent.parent_id is not None or (collection.pk and collection.children.exists()):
        raise Refused("too-deep", _("Collections stand in collections one level deep."), field="parent_id")
