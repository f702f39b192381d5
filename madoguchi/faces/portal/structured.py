"""What search engines are told of a page in their own form (schema.org, JSON-LD)."""

from collections.abc import Mapping, Sequence
from typing import Any

from madoguchi.faces.portal.asked import Asked
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.queries.pages import Listed, Subject

CONTEXT = "https://schema.org"
ASKS = ("?", "？", "か", "か。")  # ends of a title that is a question


def of_home(asked: Asked) -> Mapping[str, Any]:
    """The site, and where it is searched."""
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": asked.centre.text_in(asked.language)["name"],
        "url": asked.whole("home"),
        "inLanguage": asked.language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{asked.whole('search')}?q={{q}}",
            "query-input": "required name=q",
        },
    }


def of_collection(
    asked: Asked, this: Subject, trail: Sequence[Subject], listed: Sequence[Listed]
) -> list[Mapping[str, Any]]:
    """The way to it; and its questions with their answers in short, where titles ask."""
    steps = [(one.title, asked.whole("collection", one.slug)) for one in (*trail, this)]
    questions = [
        {"@type": "Question", "name": one.title, "acceptedAnswer": {"@type": "Answer", "text": one.summary}}
        for one in listed
        if one.summary and one.title.endswith(ASKS)
    ]
    answers = [{"@context": CONTEXT, "@type": "FAQPage", "mainEntity": questions}] if questions else []
    return [_way(asked, steps), *answers]


def of_article(asked: Asked, text: ArticleText) -> list[Mapping[str, Any]]:
    """The way to it, and itself. `text` is of read_at()."""
    trail = text.trail_on  # type: ignore[attr-defined]
    steps = [(one["title"], asked.whole("collection", one["slug"])) for one in trail]
    here = asked.whole("article", text.slug)
    house = {"@type": "Organization", "name": asked.centre.text_in(asked.language)["name"]}
    said = {
        "@context": CONTEXT,
        "@type": "Article",
        "headline": text.title,
        "description": text.summary,
        "inLanguage": text.language,
        "datePublished": text.first_published_at.isoformat() if text.first_published_at else None,
        "dateModified": text.published_at.isoformat() if text.published_at else None,
        "mainEntityOfPage": here,
        "author": house,
        "publisher": house,
    }
    return [_way(asked, [*steps, (text.title, here)]), {name: value for name, value in said.items() if value}]


def _way(asked: Asked, steps: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
    whole = [(asked.centre.text_in(asked.language)["name"], asked.whole("home")), *steps]
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(whole, 1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}
