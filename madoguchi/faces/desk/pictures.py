"""Where the pictures of a letter are found by the texts that show them."""

from collections.abc import Callable, Iterable

from django.urls import reverse

from madoguchi.core.conversations.models import Attachment


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
