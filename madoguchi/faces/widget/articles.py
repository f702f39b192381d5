"""The help centre inside of the chat: looking for an article, reading it, and saying whether it helped."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from madoguchi.base.errors import NotAllowed
from madoguchi.faces.widget.serving import Asked, number_in, served
from madoguchi.features.articles.actions.reading import judge, note_read, note_search
from madoguchi.features.articles.finding import snippets_of
from madoguchi.features.articles.models import ArticleText, HelpCentre
from madoguchi.features.articles.models.reading import Place
from madoguchi.features.articles.queries.pages import Listed, most_read, slugs_in
from madoguchi.features.articles.queries.public import beside_screen, public
from madoguchi.features.articles.queries.searching import search
from madoguchi.features.articles.rendering import Places, render
from madoguchi.features.articles.visitors import Visit
from madoguchi.features.chat.identity import verified
from madoguchi.features.deflection.in_chat import centre_in, language_of
from madoguchi.features.deflection.visits import visit_by

FOUND = 8
MOST_RESULTS = 1_000


@require_GET
@served
def look(asked: Asked) -> dict[str, Any]:
    """`?q=`: what answers it, the best first, while it is typed; without, what is for the screen at `?path=`, and what
    is read most."""
    centre, language = _shown(asked)
    q, path = asked.request.GET.get("q", "").strip(), asked.request.GET.get("path", "")[:500]
    audience = _audience(asked)
    if not q:
        here = beside_screen(centre.workspace_id, language, path, audience, most=FOUND) if path else []
        lines = [*map(_line, here), *map(_line, most_read(centre.workspace_id, language, FOUND))]
        return {"articles": list({line["id"]: line for line in lines}.values())[:FOUND]}
    found = search(centre.workspace_id, q, language=language, audience=audience, limit=FOUND, typing=True)
    return {"articles": [_line(one.text) for one in found]}


@require_GET
@served
def read(asked: Asked, text: str) -> dict[str, Any]:
    """An article, cleaned by its renderer; what it links to opens beside."""
    centre, _language = _shown(asked)
    found = _text(asked, text)
    parts = snippets_of(centre.workspace_id, found.language) if "{{" in found.body else {}
    slugs = slugs_in(centre.workspace_id, found.language, (found.body, *parts.values()))
    pictures = reverse("portal:picture", args=[centre.slug, "NAME"]).removesuffix("NAME/")
    places = Places(
        lambda name: f"{pictures}{name}/",
        lambda key: _address(centre, found.language, slugs.get(int(key))),
        parts,
    )
    return {"id": found.id, "title": found.title, "html": render(found.body, places).html}


@require_POST
@served
def seen(asked: Asked) -> dict[str, Any]:
    """`text` was read, having looked for `q` and found `results` (without `text`: nothing was opened)."""
    centre, language = _shown(asked)
    visit, given = visit_in(asked), asked.said
    q, results = given.get("q"), min(number_in(given.get("results")), MOST_RESULTS)
    found = note_search(q, language=language, results=results, visit=visit) if isinstance(q, str) else None
    if given.get("text"):
        note_read(_text(asked, given["text"]), visit=visit, search_id=found.id if found else None)
    return {"language": language, "centre": centre.slug}


@require_POST
@served
def verdict(asked: Asked, text: str) -> dict[str, Any]:
    """Whether it helped."""
    helped = asked.said.get("helpful") is True
    judge(_text(asked, text), helpful=helped, visit=visit_in(asked))
    return {"helpful": helped}


def visit_in(asked: Asked) -> Visit:
    """Who asks, for today: the same key as in the pages of the help centre."""
    request = asked.request
    return visit_by(
        asked.inbox.workspace_id,
        address=str(request.META.get("REMOTE_ADDR", "")),
        agent=request.headers.get("User-Agent", ""),
        place=Place.WIDGET,
    )


def _line(one: ArticleText | Listed) -> dict[str, Any]:
    return {"id": one.id, "title": one.title, "summary": one.summary}


def _shown(asked: Asked) -> tuple[HelpCentre, str]:
    """The help centre of this chat, and the language in which it is asked. Raises NotAllowed where none is shown."""
    centre = centre_in(asked.inbox)
    if centre is None:
        raise _nothing()
    return centre, language_of(centre, asked.request.headers.get("X-Language", ""))


def _audience(asked: Asked) -> str:
    """Whoever a site has signed for is a customer."""
    return "customers" if verified(asked.identity, asked.inbox) else "public"


def _text(asked: Asked, given: object) -> ArticleText:
    _centre, language = _shown(asked)
    found = public(asked.inbox.workspace_id, language, _audience(asked)).filter(id=number_in(given)).first()
    if found is None:
        raise _nothing()
    return found


def _nothing() -> NotAllowed:
    return NotAllowed("not-found", _("This article does not exist."))


def _address(centre: HelpCentre, language: str, slug: str | None) -> str | None:
    return reverse("portal:article", args=[centre.slug, language, slug]) if slug else None
