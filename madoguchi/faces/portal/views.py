"""The pages that everybody reads."""

from django.http import HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date
from django.utils.translation.trans_real import parse_accept_lang_header

from madoguchi.base.downloads import file_answer
from madoguchi.core.inboxes.steps import content_of
from madoguchi.faces.portal import brand
from madoguchi.faces.portal.asked import Asked
from madoguchi.faces.portal.pages import Place, gone, missing, page
from madoguchi.faces.portal.reading import rendered
from madoguchi.faces.portal.results import shown
from madoguchi.faces.portal.serving import served
from madoguchi.faces.portal.structured import of_article, of_collection, of_home
from madoguchi.features.articles.models.reading import Reason
from madoguchi.features.articles.queries.pages import (
    articles_in,
    most_read,
    read_at,
    read_before_at,
    related,
    subjects,
    top_of,
)
from madoguchi.features.articles.queries.pictures import picture_named
from madoguchi.features.articles.queries.searching import search as found_for

FOR_EVER = "public, max-age=31536000, immutable"
SUGGESTED = 6
FOUND, AT_MOST = 10, 40  # results that are shown at first, and when more are asked for


@served("GET")
def root(asked: Asked) -> HttpResponse:
    """To the language of whoever asks."""
    accepted = [code for code, _quality in parse_accept_lang_header(asked.request.headers.get("Accept-Language", ""))]
    fits = (ours for code in accepted for ours in asked.centre.languages if code == ours or code.startswith(f"{ours}-"))
    response = HttpResponseRedirect(asked.address("home", language=next(fits, asked.centre.language)))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@served("GET")
def home(asked: Asked) -> HttpResponse:
    collections = top_of(subjects(asked.workspace_id, asked.language))
    read = most_read(asked.workspace_id, asked.language)
    return page(
        asked, "portal/home.html", Place("home"), collections=collections, most_read=read, structured=[of_home(asked)]
    )


@served("GET")
def collection(asked: Asked, slug: str) -> HttpResponse:
    """What stands in it, and in those within it."""
    every = subjects(asked.workspace_id, asked.language)
    this = next((one for one in every if one.slug == slug), None)
    if this is None:
        return missing(asked, slug.replace("-", " "))
    inner = [one for one in every if one.parent_id == this.id]
    listed = articles_in(asked.workspace_id, asked.language, [this.id, *(one.id for one in inner)])
    parts = [(one, [article for article in listed if article.collection_id == one.id]) for one in inner]
    trail = [one for one in every if one.id == this.parent_id]
    return page(
        asked,
        "portal/collection.html",
        Place("collection", [slug], {code: [own] for code, own in this.slugs.items()}),
        collection=this,
        articles=[article for article in listed if article.collection_id == this.id],
        parts=parts,
        trail=trail,
        structured=of_collection(asked, this, trail, listed),
    )


@served("GET")
def article(asked: Asked, slug: str) -> HttpResponse:
    """An article; an address that it had before leads on to it."""
    text = read_at(asked.workspace_id, asked.language, slug)
    if text is None:
        moved = read_before_at(asked.workspace_id, asked.language, slug)
        if moved is None:
            return missing(asked, slug.replace("-", " "))
        return HttpResponsePermanentRedirect(asked.address("article", moved.slug))
    if text.article.archived_at is not None:
        return gone(asked, text.title)
    body = rendered(asked, text)
    slugs = {one["language"]: [one["slug"]] for one in text.others_on}  # type: ignore[attr-defined]  # by read_at()
    response = page(
        asked,
        "portal/article.html",
        Place("article", [slug], slugs),
        text=text,
        body=body.html,
        contents=body.contents,
        related=related(text),
        trail=text.trail_on,  # type: ignore[attr-defined]  # by read_at()
        said=asked.request.GET.get("said", ""),
        reasons=Reason.choices,
        structured=of_article(asked, text),
    )
    if text.published_at and "said" not in asked.request.GET:
        response["Last-Modified"] = http_date(text.published_at.timestamp())
    return response


@served("GET")
def search(asked: Asked) -> HttpResponse:
    """What was found, the best first; `more` shows what fits less well too."""
    given = asked.request.GET
    q, limit = " ".join(given.get("q", "").split())[:200], AT_MOST if "more" in given else FOUND
    best = found_for(asked.workspace_id, q, language=asked.language, limit=limit + 1) if q else []
    found = shown(asked, q, best[:limit])
    collections = [] if found else top_of(subjects(asked.workspace_id, asked.language))
    has_more = len(best) > limit and "more" not in given
    return page(
        asked, "portal/search.html", Place("search"), q=q, found=found, has_more=has_more, collections=collections
    )


@served("GET")
def suggest(asked: Asked) -> HttpResponse:
    """While somebody types: lines of a list."""
    q = " ".join(asked.request.GET.get("q", "").split())[:200]
    found = found_for(asked.workspace_id, q, language=asked.language, limit=SUGGESTED, typing=True) if q else []
    return HttpResponse(
        render_to_string("portal/suggestions.html", {"asked": asked, "found": [one.text for one in found]})
    )


@served("GET")
def nothing(asked: Asked, rest: str) -> HttpResponse:
    """Any other address."""
    return missing(asked, rest.strip("/").rpartition("/")[2].replace("-", " "))


@served("GET")
def style(asked: Asked, name: str) -> HttpResponse:
    """The style sheet; its address changes with what it says."""
    return _for_ever(brand.sheet(asked.centre.colour or brand.USUAL), "text/css; charset=utf-8")


@served("GET")
def icon(asked: Asked, name: str) -> HttpResponse:
    """The sign of the help centre where it has no logo."""
    return _for_ever(brand.icon(asked.centre.colour or brand.USUAL), "image/svg+xml")


@served("GET")
def picture(asked: Asked, name: str) -> HttpResponse:
    """A picture of an article, or the logo."""
    found = picture_named(asked.workspace_id, name)
    if found is None:
        return missing(asked)
    response = file_answer(content_of(found.blob), found.file_name, found.content_type, disposition="inline")
    response["Cache-Control"] = FOR_EVER
    return response


def _for_ever(content: str, content_type: str) -> HttpResponse:
    return HttpResponse(content, content_type=content_type, headers={"Cache-Control": FOR_EVER})
