"""Bringing in articles from elsewhere, one page at a time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.articles.events import ArticleCreated, CollectionCreated
from madoguchi.features.articles.importing.pages import Page, Picture, Wishes
from madoguchi.features.articles.languages import LANGUAGES
from madoguchi.features.articles.models import (
    Article,
    ArticleText,
    ArticleVersion,
    Collection,
    CollectionText,
    Visibility,
)
from madoguchi.features.articles.picturing import kept_picture
from madoguchi.features.articles.shelving import put_last, write_text
from madoguchi.features.articles.slugs import typed_slug
from madoguchi.features.articles.standing import bring_out
from madoguchi.features.articles.steps import begin_text, keep_version, new_article, say, says, take_slug, tell
from madoguchi.features.articles.wording import LONGEST_SUMMARY, LONGEST_TITLE, Words

ADDED, CHANGED, UNCHANGED, KEPT = "added", "changed", "unchanged", "kept"
LONGEST_KEY = 300


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a page: ADDED, CHANGED, UNCHANGED or KEPT."""

    outcome: str
    article_id: int


def import_page(page: Page, *, wishes: Wishes, actor: Actor) -> Taken:
    """One page as a text of an article. What was imported before is known by its key: nothing happens where it says the
    same (UNCHANGED), or where somebody has written here since it came in or was taken out (KEPT). Links to pages that
    are not here yet are made when it is brought in once more. Raises Refused as writing does."""
    require(actor, "article.publish")
    language = page.language or wishes.language
    if language not in LANGUAGES:
        raise Refused("no-such-language", _("Choose a language."), field="language")
    given = Words(page.title[:LONGEST_TITLE], page.body, page.summary[:LONGEST_SUMMARY]).checked()
    with tenant(actor.workspace_id):
        words = replace(given, body=_with_links(_with_pictures(given.body, page.pictures, actor), page.links))
        mark = _mark(words)
        article = Article.objects.select_for_update().filter(import_key=page.key[:LONGEST_KEY]).first()
        is_new = article is None
        if article is None:
            article = new_article(_collection(page, wishes, actor), actor, import_key=page.key[:LONGEST_KEY])
            if page.visibility in Visibility.values and not article.collection.is_manual:
                article.visibility = page.visibility
                article.save(update_fields=["visibility"])
            tell(ArticleCreated(article.id, language), actor)
        text = ArticleText.objects.filter(article=article, language=language).first()
        if text is None:
            text = begin_text(article, language, words, actor)
            _name(text, page.slug)
        elif text.import_digest == mark or says(text) == words:
            return Taken(UNCHANGED, article.id)
        elif _mark(says(text)) != text.import_digest and page.edition != text.edition:
            return Taken(KEPT, article.id)
        else:
            keep_version(text, ArticleVersion.What.SAVED, person_id=text.draft_by_id)
            say(text, words, actor)
        text.import_digest = mark
        text.save()
        if page.published if page.published is not None else wishes.publish:
            text.article = article
            bring_out(text, minor=False, actor=actor)
        return Taken(ADDED if is_new or text.edition == 1 else CHANGED, article.id)


def _mark(words: Words) -> str:
    return digest(f"{words.title}\x00{words.body}\x00{words.summary}")


def _with_pictures(body: str, pictures: Sequence[Picture], actor: Actor) -> str:
    """The body with the names under which its pictures are kept; what is none keeps its path, which shows nothing."""
    for picture in sorted(pictures, key=lambda one: len(one.path), reverse=True):
        try:
            kept = kept_picture(picture.path.rpartition("/")[2], picture.content, actor)
        except Refused:
            continue  # a file that is none, or too large: the text comes in without it
        body = body.replace(f"({picture.path.replace(' ', '%20')}", f"(picture:{kept.name}")
    return body


def _with_links(body: str, keys: Sequence[str]) -> str:
    """The body with its links to pages that are here already; what leads to no article shows as plain text."""
    known = dict(Article.objects.filter(import_key__in=keys).values_list("import_key", "id")) if keys else {}
    for number, key in enumerate(keys):
        if key in known:
            body = re.sub(rf"\]\(page:{number}(?=[#)])", f"](article:{known[key]}", body)
    return body


def _collection(page: Page, wishes: Wishes, actor: Actor) -> Collection:
    title = " ".join((page.collection or wishes.collection or _("Imported articles")).split())[:120]
    known = CollectionText.objects.filter(title__iexact=title).select_related("collection").order_by("id").first()
    if known is not None:
        return known.collection
    collection = Collection(workspace_id=actor.workspace_id)
    put_last(collection)
    write_text(collection, page.language or wishes.language, {"title": title})
    tell(CollectionCreated(collection.id), actor)
    return collection


def _name(text: ArticleText, wanted: str) -> None:
    if slug := typed_slug(wanted):
        take_slug(text, slug)
