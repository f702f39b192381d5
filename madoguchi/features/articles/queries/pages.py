"""What the pages of a help centre show; statements whose plan is kept, for they stand on the path of every reader."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from madoguchi.base.prepared import prepared
from madoguchi.base.rows import Wide, wide_rows_by
from madoguchi.features.articles.models import ArticleText, HelpCentre, Visibility
from madoguchi.features.articles.queries.public import public

# Of a text: the other languages in which it can be read, and the collections above it, the outermost first, in the
# language of the text or else in any.
OTHERS = """(SELECT coalesce(json_agg(json_build_object('language', other.language, 'slug', other.slug)), '[]')
  FROM article_texts AS other
  WHERE other.workspace_id = article_texts.workspace_id AND other.article_id = article_texts.article_id
    AND other.published_at IS NOT NULL)"""
TRAIL = """(SELECT coalesce(json_agg(json_build_object('slug', slug, 'title', title) ORDER BY depth DESC), '[]')
  FROM (
    SELECT DISTINCT ON (way.depth) way.depth, named.slug, named.title
    FROM article_collections AS own
    CROSS JOIN LATERAL (VALUES (0, own.id), (1, own.parent_id)) AS way (depth, id)
    JOIN article_collection_texts AS named
      ON named.workspace_id = own.workspace_id AND named.collection_id = way.id
    WHERE own.workspace_id = article.workspace_id AND own.id = article.collection_id
    ORDER BY way.depth, named.language <> article_texts.language, named.id
  ) AS step)"""
READ = Wide(
    ArticleText,
    beside=("article",),
    more=(("others_on", OTHERS), ("trail_on", TRAIL)),
    without=("draft_body", "draft_title", "draft_summary", "draft_authors"),
)
CENTRE = Wide(HelpCentre, beside=("contact_inbox",))
# For everybody: neither for customers or agents alone, nor in a manual.
EVERYBODYS = """article.visibility = 'public' AND NOT EXISTS (
  SELECT FROM article_collections AS shelf
  WHERE shelf.workspace_id = article.workspace_id AND shelf.id = article.collection_id AND shelf.is_manual
) AND article_texts.published_at IS NOT NULL AND article_texts.language = %s"""
AT = f"{EVERYBODYS} AND article_texts.slug = %s"
BEFORE = "(SELECT text_id FROM article_slugs WHERE workspace_id = %s AND language = %s AND slug = %s)"
AT_BEFORE = f"{EVERYBODYS} AND article_texts.id = {BEFORE}"

LINKED = re.compile(r"\(article:(\d{1,18})[)#]")  # as rendering.py reads them

LISTED = """
SELECT one.id, one.slug, one.title, one.summary, article.collection_id
FROM article_texts AS one JOIN articles AS article
  ON article.workspace_id = one.workspace_id AND article.id = one.article_id
WHERE one.workspace_id = %(workspace)s AND one.language = %(language)s AND one.published_at IS NOT NULL
  AND article.archived_at IS NULL AND article.visibility = 'public'
"""
# What stands in each is counted once for all of them: for each of them it would be read again and again.
SHELVES = """
WITH held AS MATERIALIZED (
  SELECT article.collection_id, one.language, count(*) AS texts
  FROM article_texts AS one JOIN articles AS article
    ON article.workspace_id = one.workspace_id AND article.id = one.article_id
  WHERE one.workspace_id = %(workspace)s AND one.published_at IS NOT NULL
    AND article.archived_at IS NULL AND article.visibility = 'public'
  GROUP BY article.collection_id, one.language
)
SELECT shelf.id, shelf.parent_id, shelf.icon, named.slug, named.title, named.description,
  coalesce((SELECT texts FROM held WHERE held.collection_id = shelf.id AND held.language = %(language)s), 0),
  (SELECT coalesce(json_object_agg(every.language, every.slug), '{}') FROM article_collection_texts AS every
   WHERE every.workspace_id = shelf.workspace_id AND every.collection_id = shelf.id AND EXISTS (
     SELECT FROM held JOIN article_collections AS own
       ON own.workspace_id = shelf.workspace_id AND own.id = held.collection_id
     WHERE held.language = every.language AND (own.id = shelf.id OR own.parent_id = shelf.id)))
FROM article_collections AS shelf JOIN LATERAL (
  SELECT slug, title, description FROM article_collection_texts AS named
  WHERE named.workspace_id = shelf.workspace_id AND named.collection_id = shelf.id
  ORDER BY named.language <> %(language)s, named.id LIMIT 1
) AS named ON true
WHERE shelf.workspace_id = %(workspace)s AND NOT shelf.is_manual
ORDER BY shelf.position, shelf.id
"""
MOST_READ = f"""
SELECT listed.* FROM ({LISTED}) AS listed JOIN (
  SELECT text_id, count(*) AS times FROM article_reads
  WHERE workspace_id = %(workspace)s AND at > now() - interval '30 days' AND NOT is_held_out GROUP BY text_id
) AS reads ON reads.text_id = listed.id
JOIN article_collections AS shelf
  ON shelf.workspace_id = %(workspace)s AND shelf.id = listed.collection_id AND NOT shelf.is_manual
ORDER BY reads.times DESC, listed.id LIMIT %(most)s
"""  # noqa: S608  # constants of this file
# Texts that share the weightiest words of one (finding.py): a word of few counts more, one of very many nothing.
RELATED = f"""
WITH mine AS (
  SELECT word, weight FROM article_words
  WHERE workspace_id = %(workspace)s AND language = %(language)s AND text_id = %(text)s
  ORDER BY weight DESC, word LIMIT 24
), met AS (
  SELECT mine.weight AS own, other.text_id, other.weight, count(*) OVER (PARTITION BY mine.word) AS times
  FROM mine CROSS JOIN LATERAL (
    SELECT text_id, weight FROM article_words
    WHERE workspace_id = %(workspace)s AND language = %(language)s AND word = mine.word LIMIT %(common)s
  ) AS other
)
SELECT listed.* FROM ({LISTED}) AS listed JOIN (
  SELECT text_id, sum(own * weight / times) AS score FROM met
  WHERE text_id <> %(text)s AND times < %(common)s GROUP BY text_id ORDER BY score DESC LIMIT 50
) AS near ON near.text_id = listed.id
JOIN article_collections AS shelf
  ON shelf.workspace_id = %(workspace)s AND shelf.id = listed.collection_id AND NOT shelf.is_manual
ORDER BY near.score DESC, listed.id LIMIT %(most)s
"""  # noqa: S608  # constants of this file
COMMON = 100  # texts that have a word, from which on it tells nothing apart


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a list of its language."""

    id: int
    slug: str
    title: str
    summary: str
    collection_id: int


@dataclass(slots=True)
class Subject:
    """A collection in a list: `articles` is how many can be read in it and beneath it, `slugs` its address in each
    language in which it is named and holds something."""

    id: int
    parent_id: int | None
    icon: str
    slug: str
    title: str
    description: str
    articles: int
    slugs: dict[str, str]


def public_centre(workspace_id: int) -> HelpCentre | None:
    """That of a workspace, with its inbox, where everybody may read it."""
    return next(iter(wide_rows_by(CENTRE, workspace_id, "help_centres.is_public", [])), None)


def read_at(workspace_id: int, language: str, slug: str) -> ArticleText | None:
    """The text at an address that everybody may read or could until it was archived (article.archived_at), with
    `others_on` ({language, slug} of every language) and `trail_on` ({slug, title})."""
    return next(iter(wide_rows_by(READ, workspace_id, AT, [language, slug])), None)


def read_before_at(workspace_id: int, language: str, slug: str) -> ArticleText | None:
    """The same of the text that had this address before."""
    values = [language, workspace_id, language, slug]
    return next(iter(wide_rows_by(READ, workspace_id, AT_BEFORE, values)), None)


def subjects(workspace_id: int, language: str) -> list[Subject]:
    """Every collection in which something can be read, in their order."""
    with prepared() as cursor:
        cursor.execute(SHELVES, {"workspace": workspace_id, "language": language})
        found = [Subject(*row) for row in cursor.fetchall()]
    by_id = {one.id: one for one in found}
    for one in found:
        if one.parent_id in by_id:
            by_id[one.parent_id].articles += one.articles
    return [one for one in found if one.articles]


def top_of(found: Sequence[Subject]) -> list[Subject]:
    """Those that stand in no other."""
    return [one for one in found if one.parent_id is None]


def articles_in(workspace_id: int, language: str, collection_ids: Sequence[int]) -> list[Listed]:
    """What can be read in these collections, in its order."""
    within = f"{LISTED} AND article.collection_id = ANY(%(collections)s) ORDER BY article.position, article.id"
    return _listed(within, workspace_id, language, {"collections": list(collection_ids)})


def most_read(workspace_id: int, language: str, most: int = 8) -> list[Listed]:
    """By how many visitors in the last 30 days."""
    return _listed(MOST_READ, workspace_id, language, {"most": most})


def related(text: ArticleText, most: int = 4) -> list[Listed]:
    """The texts nearest to one by their words."""
    return _listed(RELATED, text.workspace_id, text.language, {"text": text.id, "most": most, "common": COMMON})


def _listed(statement: str, workspace_id: int, language: str, values: dict[str, Any]) -> list[Listed]:
    with prepared() as cursor:
        cursor.execute(statement, {"workspace": workspace_id, "language": language, **values})
        return [Listed(*row) for row in cursor.fetchall()]


def slugs_in(workspace_id: int, language: str, bodies: Iterable[str]) -> dict[int, str]:
    """The addresses, in a language, of the articles that these bodies link to and everybody may read there, by their
    ids; one query where they link to any."""
    named = {int(found) for body in bodies for found in LINKED.findall(body)}
    found = public(workspace_id, language).filter(article_id__in=named) if named else ArticleText.objects.none()
    return dict(found.values_list("article_id", "slug"))


def newest(workspace_id: int, language: str, most: int = 50) -> list[ArticleText]:
    """What was published last, without the bodies."""
    rows = public(workspace_id, language).defer("body", "draft_body").order_by("-published_at", "id")
    return list(rows[:most])


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text in the map of a help centre."""

    article_id: int
    language: str
    slug: str
    published_at: datetime | None


def every_text(workspace_id: int, languages: Sequence[str], most: int) -> list[Leaf]:
    """What everybody may read in these languages, by article."""
    rows = ArticleText.objects.filter(
        workspace_id=workspace_id,
        language__in=languages,
        published_at__isnull=False,
        article__archived_at__isnull=True,
        article__visibility=Visibility.PUBLIC,
        article__collection__is_manual=False,
    )
    found = rows.order_by("article_id", "language").values_list("article_id", "language", "slug", "published_at")
    return [Leaf(*row) for row in found[:most]]
