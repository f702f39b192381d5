"""Articles: what they are, where they stand, and finding them."""

from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.paging import page_of
from madoguchi.core.people.policies import require
from madoguchi.faces.api.answers import Call, answer, listed, one, whole
from madoguchi.faces.api.fields import Given, Id, Name, OneLine, Paging
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.resources.help_centre import PlaceInRow
from madoguchi.faces.api.shapes.articles import (
    ArticlePage,
    ArticleShown,
    FoundPage,
    HelpLanguage,
    SourcePage,
    State,
    Visibility,
    article_of,
    found_of,
    row_of,
    source_of,
)
from madoguchi.features.articles.actions import arranging, writing
from madoguchi.features.articles.models import Article
from madoguchi.features.articles.queries.articles import Asked, readable_by, texts_asked, texts_readable_by
from madoguchi.features.articles.queries.figures import sources_of
from madoguchi.features.articles.queries.searching import search
from madoguchi.features.articles.wording import LONGEST_BODY, LONGEST_SUMMARY, LONGEST_TITLE, Words

router = Router(tags=["articles"])
ONE = "/articles/{int:article_id}"
NEWEST = ("-id",)
OLDEST = ("-at", "-id")
Title = Annotated[Name, Field(min_length=1, max_length=LONGEST_TITLE)]
Body = Annotated[str, Field(max_length=LONGEST_BODY, description="Markdown.")]
Summary = Annotated[OneLine, Field(max_length=LONGEST_SUMMARY)]


class ArticleFilters(Paging):
    """Articles of which one text fits `language`, `state` and `q` together."""

    q: Annotated[OneLine, Field(max_length=200, description="Words of the title or of the stage.")] = ""
    language: HelpLanguage | None = None
    state: State | Literal["live", "stale"] | None = None
    collection: Id | None = None
    owner: Id | None = None
    visibility: Visibility | None = None
    archived: bool = False


class TextGiven(Given):
    title: Title
    body: Body = ""
    summary: Summary = ""

    def words(self) -> Words:
        return Words(self.title, self.body, self.summary)


class NewArticle(Given):
    collection_id: Id
    texts: Annotated[dict[HelpLanguage, TextGiven], Field(min_length=1, max_length=12)]


class ArticleChanges(Given):
    """The members to change; the others stay."""

    collection_id: Id = 1
    visibility: Visibility = "public"
    needs_review: bool = False
    owner_id: Id | None = None
    review_due_on: date | None = None
    stage: Annotated[Name, Field(max_length=40)] = ""
    screens: Annotated[list[OneLine], Field(max_length=20)] = []


class Searched(Given):
    q: Annotated[OneLine, Field(min_length=1, max_length=200)]
    language: HelpLanguage
    audience: Annotated[Visibility, Field(description="Who is to read what is found.")] = "agents"
    typing: Annotated[bool, Field(description="The last word may be only begun.")] = False
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class SourceFilters(Paging):
    kind: Literal["origin", "used"] = "used"


@router.get("/articles", response=ArticlePage, summary="List articles")
def list_articles(request: Call, filters: Query[ArticleFilters]) -> HttpResponse:
    """The newest first."""
    asked = Asked(
        language=filters.language or "",
        state=filters.state or "",
        collection_id=filters.collection,
        owner_id=filters.owner,
        visibility=filters.visibility or "",
        archived=filters.archived,
        q=filters.q,
    )
    fitting = Exists(texts_asked(request.actor, asked).filter(article=OuterRef("id")))
    rows = _with_texts(request).filter(fitting)
    return listed(request, page_of(rows, order=NEWEST, cursor=filters.cursor, limit=filters.limit), row_of)


@router.post("/articles", response={201: ArticleShown}, summary="Begin an article: a draft in one language or more")
def create_article(request: Call, new: NewArticle) -> HttpResponse:
    words: dict[str, Words] = {language: text.words() for language, text in new.texts.items()}
    row = writing.create_article(new.collection_id, words=words, actor=request.actor)
    return answer(shown(request, row.id), 201, location=f"{request.path}/{row.id}")


@router.get(ONE, response=ArticleShown, summary="Read an article in all its languages")
def read_article(request: Call, article_id: Id) -> HttpResponse:
    return one(request, shown(request, article_id))


@router.patch(ONE, response=ArticleShown, summary="Change where an article stands, who reads it, who looks after it")
def change_article(request: Call, article_id: Id, changes: ArticleChanges) -> HttpResponse:
    arranging.change_article(article_id, changes.changes(), actor=request.actor)
    return answer(shown(request, article_id))


@router.put(f"{ONE}/position", response=ArticleShown, summary="Move an article within its collection")
def move_article(request: Call, article_id: Id, place: PlaceInRow) -> HttpResponse:
    arranging.move_article(article_id, before=place.before, actor=request.actor)
    return answer(shown(request, article_id))


@router.put(f"{ONE}/archival", response=ArticleShown, summary="Archive an article: nobody finds or reads it")
def archive_article(request: Call, article_id: Id) -> HttpResponse:
    arranging.archive(article_id, actor=request.actor)
    return answer(shown(request, article_id))


@router.delete(f"{ONE}/archival", response=ArticleShown, summary="Take an article out of the archive as it was")
def unarchive_article(request: Call, article_id: Id) -> HttpResponse:
    arranging.unarchive(article_id, actor=request.actor)
    return answer(shown(request, article_id))


@router.get(f"{ONE}/sources", response=SourcePage, summary="List the conversations it came from or was used in")
def list_article_sources(request: Call, article_id: Id, filters: Query[SourceFilters]) -> HttpResponse:
    rows = sources_of(_found(request, article_id).id, request.actor, filters.kind)
    return listed(request, page_of(rows, order=OLDEST, cursor=filters.cursor, limit=filters.limit), source_of)


@router.get("/article-search", response=FoundPage, summary="Find articles that answer a question")
def search_articles(request: Call, asked: Query[Searched]) -> HttpResponse:
    """By words as people say them; published ones alone, the best first."""
    require(request.actor, "article.read")
    found = search(
        request.actor.workspace_id,
        asked.q,
        language=asked.language,
        audience=asked.audience,
        limit=asked.limit,
        typing=asked.typing,
    )
    return whole(found, found_of)


def shown(request: Call, article_id: int) -> dict[str, Any]:
    """An article as the actor sees it."""
    return article_of(_found(request, article_id), drafts=request.actor.may("article.write"))


def _found(request: Call, article_id: int) -> Article:
    row = _with_texts(request).filter(id=article_id).first()
    if row is None:
        raise not_found()
    return row


def _with_texts(request: Call) -> QuerySet[Article]:
    texts = texts_readable_by(request.actor).order_by("language")
    return readable_by(request.actor).prefetch_related(Prefetch("texts", queryset=texts))
