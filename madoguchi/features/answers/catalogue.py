"""The articles from which is answered: what everybody may read for customers, manuals too for agents."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from django.conf import settings

from madoguchi.features.answers.ranking import Article as Text
from madoguchi.features.articles.finding import snippets_of
from madoguchi.features.articles.models import ArticleText, HelpCentre
from madoguchi.features.articles.queries.centre import centre_of
from madoguchi.features.articles.queries.public import public
from madoguchi.features.articles.quoting import as_letter
from madoguchi.features.articles.rendering import snippets_in

MOST = 20_000  # texts of one workspace
MOST_LETTERS = 20_000  # of one text


def texts(workspace_id: int, audience: str) -> Iterator[ArticleText]:
    """What an audience ("public", "agents") may read in any language of the help centre; in the running tenant."""
    left = MOST
    for language in centre_of(workspace_id).languages:
        for text in public(workspace_id, language, audience).order_by("article_id")[:left]:
            left -= 1
            yield text


def with_drafts(workspace_id: int) -> Iterator[ArticleText]:
    """The same for the public, with what is being written in place of what is read, and what would come new with it.
    The rows are not to be saved."""
    drafts = ArticleText.objects.filter(
        workspace_id=workspace_id,
        article__archived_at__isnull=True,
        article__visibility="public",
        article__collection__is_manual=False,
    )
    for text in drafts.order_by("article_id", "language")[:MOST]:
        yield as_draft(text)


def as_draft(text: ArticleText) -> ArticleText:
    """With what is being written in place of what is read. The row is not to be saved."""
    text.title, text.body, text.summary = text.draft_title, text.draft_body, text.draft_summary
    return text


def as_read(rows: Iterable[ArticleText]) -> list[Text]:
    """As the ranking takes them."""
    return [
        Text(str(row.article_id), row.title, f"{row.summary}\n\n{row.body[:MOST_LETTERS]}".strip(), row.language)
        for row in rows
        if row.title
    ]


def text_for(workspace_id: int, article_id: int, language: str) -> ArticleText | None:
    """An article as everybody may read it, in a language or else in the default one; None where nobody may."""
    centre = centre_of(workspace_id)
    for one in dict.fromkeys([language, *centre.languages]):
        found = public(workspace_id, one).filter(article_id=article_id).first()
        if found is not None:
            return found
    return None


def titles_for(workspace_id: int, article_ids: Iterable[str], language: str) -> dict[str, str]:
    """What those of some articles are called that everybody may read; the others are left out."""
    centre, titles = centre_of(workspace_id), dict[str, str]()
    ids = [int(one) for one in article_ids]
    for one in dict.fromkeys([language, *centre.languages]):
        for article_id, title in (
            public(workspace_id, one).filter(article_id__in=ids).values_list("article_id", "title")
        ):
            titles.setdefault(str(article_id), title)
    return titles


def letter_of(text: ArticleText, body: str, centre: HelpCentre) -> str:
    """Its body, or a part of that, as a mail and a chat show it; no more queries where that names no reusable part and
    no other article."""
    snippets = snippets_of(text.workspace_id, text.language) if snippets_in(body) else {}

    def address(article_id: str) -> str | None:
        found = public(text.workspace_id, text.language).filter(article_id=int(article_id)).first()
        return address_of(found, centre) if found else None

    return as_letter(body, snippets, address)


def address_of(text: ArticleText, centre: HelpCentre) -> str:
    """Where everybody reads it; "" as long as the help centre is not public."""
    if not centre.is_public:
        return ""
    front = f"https://{centre.host}" if centre.host else f"{settings.MADOGUCHI.public_url}/help/{centre.slug}"
    return f"{front}/{text.language}/articles/{quote(text.slug)}/"
