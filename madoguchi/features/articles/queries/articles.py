"""Articles as the people of the house see them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat
from django.db.models.lookups import Contains
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.base.text import HIRAGANA, KATAKANA, normal
from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.models import Article, ArticleText, ArticleVersion, State
from madoguchi.features.articles.queries.centre import centre_of

IN_ORDER = ("collection__position", "collection_id", "position", "id")
NEWEST_WORK = ("-draft_at", "id")
OLDEST_DUE = ("review_due_on", "id")


class Normal(Func):
    """What normal() makes of a text, by the database."""

    template = f"translate(lower(normalize(%(expressions)s, NFKC)), '{KATAKANA}', '{HIRAGANA}')"
    output_field = TextField()


def readable_by(actor: Actor) -> QuerySet[Article]:
    """All for who writes articles, archived ones too; for the others those that can be read in some language."""
    found = Article.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("article.read"):
        return found.none()
    if actor.may("article.write"):
        return found
    live = ArticleText.objects.filter(article=OuterRef("id"), published_at__isnull=False)
    return found.filter(Exists(live), archived_at__isnull=True)


def texts_readable_by(actor: Actor) -> QuerySet[ArticleText]:
    """The texts of those; for who does not write, those that can be read."""
    found = ArticleText.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("article.read"):
        return found.none()
    if actor.may("article.write"):
        return found
    return found.filter(published_at__isnull=False, article__archived_at__isnull=True)


def article_for(article_id: int, actor: Actor, *, lock: bool = False) -> Article:
    """One of readable_by(), with its collection. Raises NotAllowed when it is not there for this actor."""
    rows = readable_by(actor).select_related("collection", "owner")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(id=article_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This article does not exist."))
    return found


def text_for(article_id: int, language: str, actor: Actor) -> ArticleText:
    """One of texts_readable_by(), with its article. Raises NotAllowed."""
    rows = texts_readable_by(actor).select_related("article__collection", "article__owner", "draft_by", "reviewer")
    found = rows.filter(article_id=article_id, language=language).first()
    if found is None:
        raise NotAllowed("not-found", _("This article does not exist in this language."))
    return found


def versions_of(text: ArticleText) -> QuerySet[ArticleVersion]:
    """The newest first, with their authors."""
    return ArticleVersion.objects.filter(text=text).select_related("author").order_by("-number")


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which texts. `state` is one of State, "live", "stale" or "" for any; `q` is in the title or
    the stage."""

    language: str = ""
    state: str = ""
    collection_id: int | None = None
    owner_id: int | None = None
    visibility: str = ""
    archived: bool = False
    q: str = ""


def texts_asked(actor: Actor, asked: Asked) -> QuerySet[ArticleText]:
    """Texts to work on, with article, collection and owner at hand. To be paged by NEWEST_WORK."""
    rows = texts_readable_by(actor).select_related("article__collection", "article__owner", "draft_by")
    rows = rows.filter(article__archived_at__isnull=not asked.archived)
    wanted: dict[str, Any] = {
        "language": asked.language,
        "article__collection_id": asked.collection_id,
        "article__owner_id": asked.owner_id,
        "article__visibility": asked.visibility,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if asked.state == "live":
        rows = rows.filter(published_at__isnull=False)
    elif asked.state == "stale":
        rows = stale(rows, actor.workspace_id)
    elif asked.state:
        rows = rows.filter(state=asked.state)
    said = Normal(Concat("draft_title", Value("\n"), "title", Value("\n"), "article__stage"))
    return rows.filter(*(Contains(said, word) for word in normal(asked.q).split()[:8]))


def stale(rows: QuerySet[ArticleText], workspace_id: int) -> QuerySet[ArticleText]:
    """Translations that can be read and do not say what the default language says now; each has `behind`, the version
    of it that they would have to follow."""
    default = centre_of(workspace_id).language
    source = ArticleText.objects.filter(
        article_id=OuterRef("article_id"), published_at__isnull=False, language=default
    ).exclude(id=OuterRef("id"))
    rows = rows.filter(published_at__isnull=False).annotate(behind=Subquery(source.values("source_version")[:1]))
    return rows.filter(behind__gt=F("source_version"))


def due_for_review(actor: Actor, *, until: Any) -> QuerySet[Article]:
    """Articles whose review is due on a day or before; to be paged by OLDEST_DUE."""
    return (
        readable_by(actor)
        .filter(archived_at__isnull=True, review_due_on__lte=until)
        .select_related("collection", "owner")
    )


def in_review(actor: Actor) -> QuerySet[ArticleText]:
    """Drafts that wait for a second person: those that anybody may take or that are for this one."""
    rows = texts_readable_by(actor).filter(state=State.IN_REVIEW, article__archived_at__isnull=True)
    mine = Q(reviewer__isnull=True) | Q(reviewer_id=actor.own_id)
    return rows.filter(mine).select_related("article__collection", "review_asked_by")


def titles_of(ids: Collection[int]) -> dict[int, str]:
    """What some articles are called, in the language in which they were begun, in the running workspace."""
    rows = ArticleText.objects.filter(article_id__in=ids).order_by("-id").values_list("article_id", "draft_title")
    return dict(rows)
