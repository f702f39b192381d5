"""What an article is beside its texts: where it stands, who may read it, who looks after it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.core.people.policies import require
from madoguchi.features.articles.events import (
    ArticleAddressChanged,
    ArticleArchived,
    ArticleChanged,
    ArticleUnarchived,
)
from madoguchi.features.articles.finding import index, unindex
from madoguchi.features.articles.models import Article, ArticleText, Collection, Visibility
from madoguchi.features.articles.queries.articles import article_for
from madoguchi.features.articles.slugs import typed_slug
from madoguchi.features.articles.steps import locked_text, take_slug, tell

MOST_SCREENS = 20
FOR_WRITERS = frozenset({"review_due_on", "stage", "screens", "owner_id"})


def change_article(article_id: int, changes: Mapping[str, Any], *, actor: Actor) -> Article:
    """Change any of: collection_id, visibility, needs_review, owner_id, review_due_on, stage, screens (paths of the
    customer's product; * stands for anything).

    Raises Refused (no-such-collection, no-such-visibility, manual-is-for-agents, no-such-person, bad-screens,
    too-long, unknown-field), NotAllowed.
    """
    require(actor, "article.write" if FOR_WRITERS.issuperset(changes) else "article.publish")
    with tenant(actor.workspace_id):
        article = article_for(article_id, actor, lock=True)
        before = {field: getattr(article, field) for field in CHECKS}
        for field, value in changes.items():
            if field not in CHECKS:
                raise Refused("unknown-field", _("There is no such field: %(name)s.") % {"name": field}, field=field)
            setattr(article, field, CHECKS[field](value))
        _fit(article, moved="collection_id" in changes)
        changed = [field for field, value in before.items() if getattr(article, field) != value]
        if changed:
            article.save()
            tell(ArticleChanged(article.id, changed), actor)
        return article


def move_article(article_id: int, *, before: int | None, actor: Actor) -> None:
    """Put it before another article of its collection; None: last."""
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        article = article_for(article_id, actor, lock=True)
        beside = Article.objects.filter(collection_id=article.collection_id, archived_at__isnull=True)
        row = [one for one in beside.select_for_update().order_by("position", "id") if one.id != article.id]
        place = next((place for place, one in enumerate(row) if one.id == before), len(row))
        row.insert(place, article)
        for position, one in enumerate(row):
            one.position = position
        Article.objects.bulk_update(row, ["position"])
        tell(ArticleChanged(article.id, ["position"]), actor)


def archive(article_id: int, *, actor: Actor) -> Article:
    """Nobody finds or reads it any more; it can be restored as it was."""
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        article = article_for(article_id, actor, lock=True)
        if article.archived_at is None:
            article.archived_at = now()
            article.save(update_fields=["archived_at"])
            for text in ArticleText.objects.filter(article=article):
                unindex(text)
            tell(ArticleArchived(article.id), actor)
        return article


def unarchive(article_id: int, *, actor: Actor) -> Article:
    """What could be read before can be read again."""
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        article = article_for(article_id, actor, lock=True)
        if article.archived_at is not None:
            article.archived_at = None
            article.save(update_fields=["archived_at"])
            for text in ArticleText.objects.filter(article=article, published_at__isnull=False):
                index(text)
            tell(ArticleUnarchived(article.id), actor)
        return article


def change_slug(article_id: int, language: str, *, slug: str, actor: Actor) -> ArticleText:
    """Give a text another address; the old one leads on to it. Raises Refused("bad-address", "address-taken")."""
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        text = locked_text(article_id, language, actor)
        wanted = typed_slug(slug)
        if not wanted:
            raise Refused("bad-address", _("An address is made of letters, digits and hyphens."), field="slug")
        if wanted != text.slug:
            if not take_slug(text, wanted):
                raise Refused("address-taken", _("This address is taken."), field="slug")
            tell(ArticleAddressChanged(article_id, text.id, language), actor)
        return text


def _fit(article: Article, *, moved: bool) -> None:
    """A manual is for agents: what is moved there is, and nothing in it can be for others."""
    collection = Collection.objects.filter(id=article.collection_id).first()
    if collection is None:
        raise Refused("no-such-collection", _("This collection does not exist."), field="collection_id")
    if collection.is_manual and article.visibility != Visibility.AGENTS:
        if not moved:
            raise Refused("manual-is-for-agents", _("Only agents read a manual."), field="visibility")
        article.visibility = Visibility.AGENTS


def _visibility(value: Any) -> str:
    if value not in Visibility.values:
        raise Refused("no-such-visibility", _("Choose who may read it."), field="visibility")
    return str(value)


def _owner(value: Any) -> int | None:
    if not value:
        return None
    if not Person.objects.filter(id=value, deactivated_at__isnull=True).exists():
        raise Refused("no-such-person", _("This person does not exist."), field="owner_id")
    return int(value)


def _day(value: Any) -> date | None:
    assert value is None or isinstance(value, date)
    return value


def _stage(value: Any) -> str:
    stage = " ".join(str(value).split())
    if len(stage) > 40:
        raise Refused("too-long", _("At most %(number)d letters.") % {"number": 40}, field="stage")
    return stage


def _screens(value: Any) -> list[str]:
    screens = list(dict.fromkeys(path.strip() for path in value if path.strip()))
    if len(screens) > MOST_SCREENS or any(len(path) > 200 or not path.startswith("/") for path in screens):
        raise Refused("bad-screens", _("Enter paths such as /settings/billing, at most 20."), field="screens")
    return screens


CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "collection_id": int,
    "visibility": _visibility,
    "needs_review": bool,
    "owner_id": _owner,
    "review_due_on": _day,
    "stage": _stage,
    "screens": _screens,
}
