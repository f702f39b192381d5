"""What programs read: the map for search engines, what they may visit, and a feed of what is new."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from madoguchi.faces.portal.asked import Asked
from madoguchi.faces.portal.pages import tag_of
from madoguchi.faces.portal.serving import served
from madoguchi.features.articles.queries.pages import every_text, newest, subjects

MOST = 50_000  # addresses of one map (https://www.sitemaps.org/protocol.html)
NOT_TO_BE_SEARCHED = ("search", "suggest", "contact", "seen")


@served("GET")
def sitemap(asked: Asked) -> HttpResponse:
    """Every page in every language, each with its translations."""
    languages = asked.centre.languages
    entries: list[dict[str, Any]] = [
        {"addresses": [(tag_of(code), asked.whole("home", language=code)) for code in languages]}
    ]
    for one in subjects(asked.workspace_id, asked.centre.language):
        named = [(code, one.slugs[code]) for code in languages if code in one.slugs]
        entries.append(
            {"addresses": [(tag_of(code), asked.whole("collection", slug, language=code)) for code, slug in named]}
        )
    for _article, leaves in groupby(every_text(asked.workspace_id, languages, MOST), lambda leaf: leaf.article_id):
        own = list(leaves)
        addresses = [(tag_of(one.language), asked.whole("article", one.slug, language=one.language)) for one in own]
        entries.append({"addresses": addresses, "changed": max(one.published_at for one in own if one.published_at)})
    return HttpResponse(
        render_to_string("portal/sitemap.xml", {"entries": entries}), content_type="text/xml; charset=utf-8"
    )


@served("GET")
def robots(asked: Asked) -> HttpResponse:
    """At the root of a host of its own."""
    closed = [f"Disallow: /*/{name}/" for name in NOT_TO_BE_SEARCHED]
    lines = ["User-agent: *", *closed, f"Sitemap: {asked.whole('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def robots_of_the_house(_request: HttpRequest) -> HttpResponse:
    """At the root of everything: nothing is to be found by search engines but help centres."""
    closed = [f"Disallow: /help/*/{name}/" for name in NOT_TO_BE_SEARCHED]
    lines = ["User-agent: *", "Allow: /help/", "Allow: /static/", *closed, "Disallow: /", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@served("GET")
def feed(asked: Asked) -> HttpResponse:
    """What was published last (Atom, RFC 4287)."""
    texts = newest(asked.workspace_id, asked.language)
    entries = [(asked.whole("article", text.slug), text) for text in texts]
    context = {
        "name": asked.centre.text_in(asked.language)["name"],
        "language": tag_of(asked.language),
        "home": asked.whole("home"),
        "here": asked.whole("feed"),
        "entries": entries,
        "changed": texts[0].published_at if texts else None,
    }
    response = HttpResponse(
        render_to_string("portal/feed.xml", context), content_type="application/atom+xml; charset=utf-8"
    )
    if texts and texts[0].published_at:
        response["Last-Modified"] = http_date(texts[0].published_at.timestamp())
    return response
