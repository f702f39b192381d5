"""A page of a help centre: what its head and its frame say, whatever stands in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf.locale import LANG_INFO
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from madoguchi.faces.portal import brand
from madoguchi.faces.portal.asked import Asked
from madoguchi.features.articles.languages import LANGUAGES
from madoguchi.features.articles.models import HelpCentre
from madoguchi.features.articles.queries.pages import subjects, top_of
from madoguchi.features.articles.queries.searching import search

Values = Sequence[object]
LANGUAGE_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}  # as BCP 47 writes them


@dataclass(frozen=True, slots=True)
class Other:
    """The same page in a language, or (`exists` False) the first page where it does not exist there."""

    code: str
    tag: str
    name: str
    address: str
    whole: str
    exists: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Which page it is: its name among the addresses, and what these name. `languages` has what they name in each
    language in which the page exists; None: the same in all."""

    name: str
    values: Values = ()
    languages: Mapping[str, Values] | None = None


def page(
    asked: Asked,
    template: str,
    at: Place,
    *,
    structured: Sequence[Mapping[str, Any]] = (),
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """`structured` are JSON-LD objects. A page that is not found by search engines has no canonical address."""
    others = others_of(asked, at)
    is_listed = status == 200 and at.name in ("home", "collection", "article")
    context = {
        "asked": asked,
        "site": site_of(asked),
        "others": others,
        "canonical": asked.whole(at.name, *at.values) if is_listed else "",
        "alternates": [one for one in others if one.exists] if is_listed and len(others) > 1 else [],
        "structured": structured,
        **more,
    }
    return HttpResponse(render_to_string(template, context), status=status)


def others_of(asked: Asked, at: Place) -> list[Other]:
    """One for each language of the help centre, in its order."""
    found = []
    for code in asked.centre.languages:
        values = at.values if at.languages is None else at.languages.get(code)
        name, known = (at.name, values) if values is not None else ("home", ())
        whole = asked.whole(name, *known, language=code)
        address = asked.address(name, *known, language=code)
        found.append(Other(code, tag_of(code), LANGUAGES[code], address, whole, values is not None))
    return found


def site_of(asked: Asked) -> dict[str, Any]:
    """What every page shows of the help centre."""
    centre = asked.centre
    said = centre.text_in(asked.language)
    colour = centre.colour or brand.USUAL
    return {
        "name": said["name"],
        "welcome": said["welcome"],
        "language": tag_of(asked.language),
        "direction": "rtl" if LANG_INFO.get(asked.language, {}).get("bidi") else "ltr",
        "stylesheet": asked.address("style", brand.name_of(colour)),
        "icon": asked.address("picture", centre.logo) if centre.logo else asked.address("icon", brand.name_of(colour)),
        "logo": asked.address("picture", centre.logo) if centre.logo else "",
        "takes_messages": takes_messages(centre),
    }


def tag_of(code: str) -> str:
    return LANGUAGE_TAGS.get(code, code)


def takes_messages(centre: HelpCentre) -> bool:
    """Whether customers can write to us from it."""
    inbox = centre.contact_inbox
    return inbox is not None and inbox.channel == "email" and inbox.disabled_at is None


def missing(asked: Asked, looked_for: str = "") -> HttpResponse:
    """404: with what may have been looked for, by the words of the address."""
    heading = _("This page does not exist here")
    return _absent(asked, 404, (heading, _("It may have been moved, or the address may be incomplete.")), looked_for)


def gone(asked: Asked, looked_for: str) -> HttpResponse:
    """410: it was there, and is not any more."""
    heading = _("This article is no longer offered")
    return _absent(asked, 410, (heading, _("What it said does not hold any more.")), looked_for)


def _absent(asked: Asked, status: int, said: tuple[str, str], looked_for: str) -> HttpResponse:
    found = search(asked.workspace_id, looked_for, language=asked.language, limit=5) if looked_for else []
    return page(
        asked,
        "portal/missing.html",
        Place("home"),
        status=status,
        heading=said[0],
        words=said[1],
        found=[one.text for one in found],
        collections=top_of(subjects(asked.workspace_id, asked.language)),
    )
