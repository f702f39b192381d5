"""What visitors tell: that they read or looked for something (by a script of the page), and whether it helped.

Nothing of it is written while a page is read: GET stays GET, and whoever only looks ahead has read nothing.
"""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from madoguchi.base.errors import Refused
from madoguchi.faces.portal.asked import Asked
from madoguchi.faces.portal.pages import missing
from madoguchi.faces.portal.robots import is_robot
from madoguchi.faces.portal.serving import PLAIN, Undone, served
from madoguchi.features.articles.actions.reading import judge, note_read, note_search
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.models.reading import Place
from madoguchi.features.articles.queries.public import one_public, public
from madoguchi.features.deflection.queries import last_search

MOST_RESULTS = 1_000


@served("POST")
def seen(asked: Asked) -> HttpResponse:
    """`q` and `results`: it was looked for; `text`: it was read, `from` a search for these words; `opened`: it was
    chosen among what was found while typing; `via` "reply": by the card of one."""
    given, visit = asked.request.POST, asked.visit()
    if is_robot(asked.request.headers.get("User-Agent", "")):
        return HttpResponse(status=204)
    if q := given.get("q", ""):
        found = note_search(q, language=asked.language, results=_number(given.get("results")), visit=visit)
        opened = _text(asked, given.get("opened"))
        if found and opened:
            note_read(opened, visit=visit, search_id=found.id)
    elif text := _text(asked, given.get("text")):
        if given.get("via") == "reply":
            visit = asked.visit(Place.REPLY)
        note_read(text, visit=visit, search_id=last_search(visit, given.get("from", "")))
    return HttpResponse(status=204)


@served("POST")
def verdict(asked: Asked, slug: str) -> HttpResponse:
    """Whether it helped, and why not. Said again the same day, it takes the place of what was said before."""
    given = asked.request.POST
    text = one_public(asked.workspace_id, asked.language, slug)
    if text is None:
        return missing(asked, slug.replace("-", " "))
    helped = given.get("helpful") == "yes"
    reason, comment = ("", "") if helped else (given.get("reason", ""), given.get("comment", "")[:1000])
    try:
        judge(text, helpful=helped, reason=reason, comment=comment, visit=asked.visit())
    except Refused as refused:
        raise Undone(HttpResponse(refused.text, status=422, content_type=PLAIN)) from refused
    said = "yes" if helped else "why" if reason else "no"
    return HttpResponseRedirect(f"{asked.address('article', slug)}?{urlencode({'said': said})}#helpful", status=303)


def _text(asked: Asked, given: str | None) -> ArticleText | None:
    found = public(asked.workspace_id, asked.language)
    return found.filter(id=_number(given, 1 << 62)).first() if given else None


def _number(given: str | None, most: int = MOST_RESULTS) -> int:
    typed = given or ""
    return min(int(typed), most) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0
