"""What the pages of a help centre write: addresses within it, signs, what is told to search engines."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from django.contrib.staticfiles import finders
from django.template import Library
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from madoguchi.features.search.query.marking import Segment

register = Library()

SYMBOL = re.compile(r'<symbol id="([\w-]+)"([^>]*)>(.*?)</symbol>', re.DOTALL)
UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def here(context: Context, name: str, *values: object) -> str:
    """The address of a page of this help centre."""
    address: str = context["asked"].address(name, *values)
    return address


@register.simple_tag
def module(name: str) -> str:
    """The address of a script of the help centre."""
    return static(f"portal/js/{name}.js")


@register.simple_tag
@cache
def sign(name: str) -> SafeString:
    """One of the house's icons, written into the page: nothing more is asked for; an empty one for a name of none."""
    attributes, drawn = _signs().get(name, ("", ""))
    return mark_safe(f'<svg class="icon" aria-hidden="true"{attributes}>{drawn}</svg>')  # noqa: S308  # a file of ours


@register.simple_tag
def structured_data(said: Mapping[str, Any]) -> SafeString:
    """JSON-LD: data in a page, which no browser runs."""
    written = json.dumps(said, ensure_ascii=False, default=str).translate(UNSAFE)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(written))  # noqa: S308  # see UNSAFE


@register.simple_tag
def marked(segments: Iterable[Segment]) -> SafeString:
    """Each piece escaped, those that were looked for in <mark>."""
    return format_html_join("", "{}", ([_piece(segment)] for segment in segments))


@register.filter
def day(at: datetime) -> str:
    """A day in full, as the language of the page says it."""
    return format_date(at, "long", locale=(get_language() or "en").replace("en", "en_GB"))


def _piece(segment: Segment) -> SafeString:
    return format_html("<mark>{}</mark>" if segment.is_found else "{}", segment.text)


@cache
def _signs() -> dict[str, tuple[str, str]]:
    path = finders.find("desk/icons.svg")
    assert isinstance(path, str)
    found = SYMBOL.findall(Path(path).read_text(encoding="utf-8"))
    return {name: (attributes, drawn) for name, attributes, drawn in found}
