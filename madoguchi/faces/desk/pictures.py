"""Where the pictures of a letter are found by the texts that show them."""

import re
from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from madoguchi.core.conversations.models import Attachment

_LINK_OR_PICTURE = re.compile(r"<a\b.*?</a>|<img\b[^>]*>", re.DOTALL)
_SOURCE = re.compile(r'\bsrc="([^"]*)"')


def picture_url(file: Attachment) -> str:
    """The address at which a picture is shown, not downloaded."""
    return f"{reverse('desk:file', args=[file.name_in_url])}?inline=1"


def by_name(files: Iterable[Attachment]) -> Callable[[str], str | None]:
    """For cleaning HTML: the address of a picture by its Content-ID; None where there is none."""
    known = {file.content_id: file for file in files if file.content_id}

    def address(content_id: str) -> str | None:
        found = known.get(content_id)
        return picture_url(found) if found else None

    return address


def opening(html: str, files: Iterable[Attachment]) -> SafeString:
    """Cleaned HTML in which each picture that is one of the files opens (js/pictures.js), unless it leads elsewhere."""
    known = {str(conditional_escape(picture_url(file))): file for file in files}

    def linked(found: re.Match[str]) -> str:
        source = None if found[0].startswith("<a") else _SOURCE.search(found[0])
        file = known.get(source[1]) if source else None
        if source is None or file is None:
            return found[0]
        return format_html(
            '<a href="{}" data-picture="{}" title="{}" target="_blank" rel="noopener">{}</a>',
            SafeString(source[1]),
            file.name,
            file.name,
            SafeString(found[0]),
        )

    return SafeString(_LINK_OR_PICTURE.sub(linked, html))
