"""Reading imports: how far they are, and what became of each page."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.models import ArticleImport, ArticleImportItem

NEWEST = ("-id",)
IN_ORDER = ("number",)


def imports_visible_to(actor: Actor) -> "QuerySet[ArticleImport]":
    """Everybody's, for who may bring articles in; in no order yet."""
    found = ArticleImport.objects.filter(workspace_id=actor.workspace_id).select_related("person")
    return found if actor.may("article.publish") else found.none()


def import_for(import_id: int, actor: Actor, *, lock: bool = False) -> ArticleImport:
    """One of them. Raises NotAllowed when it is not there for this actor."""
    rows = imports_visible_to(actor)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(id=import_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This does not exist."))
    return found


def items_of(row: ArticleImport, outcome: str = "") -> "QuerySet[ArticleImportItem]":
    """What became of its pages and files, all of them or those of one outcome; to be paged by IN_ORDER."""
    items = ArticleImportItem.objects.filter(article_import=row)
    return items.filter(outcome=outcome) if outcome else items
