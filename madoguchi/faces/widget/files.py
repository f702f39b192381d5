"""Files of a chat: sent ahead by a visitor's device, and read by whoever's chat holds them."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.base.downloads import file_answer
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.steps import LARGEST_FILE, PICTURES
from madoguchi.core.inboxes.steps import content_of
from madoguchi.faces.widget.serving import Asked, is_name, served
from madoguchi.features.chat.actions.uploads import discard, upload
from madoguchi.features.chat.queries import file_for


@require_http_methods(["PUT", "DELETE"])
@served
def sent_ahead(asked: Asked, once: str) -> dict[str, Any]:
    """PUT: the body is a file, called `?name=`; the same again is the same file. DELETE: it is not wanted any more."""
    if not is_name(once):
        raise Refused("bad-request", _("Something in the request is not right."))
    if asked.request.method == "DELETE":
        discard(asked.inbox, asked.mark(), once=once)
        return {"once": once}
    file = upload(asked.inbox, asked.mark(), _piece(asked), once=once)
    return {"once": once, "name": file.name, "size": file.size}


@require_GET
@served
def file(asked: Asked, name: str) -> HttpResponse:
    """A file by its random name; shown only where a browser can do nothing but show it."""
    visitor = asked.known()
    with tenant(visitor.workspace_id):
        found = file_for(visitor, name)
        if found is None:
            raise NotAllowed("not-found", _("This file does not exist."))
        is_picture = found.content_type in PICTURES
        content_type = found.content_type if is_picture else "application/octet-stream"
        disposition = "inline" if is_picture else "attachment"
        return file_answer(content_of(found.blob), found.name, content_type, disposition=disposition)


def _piece(asked: Asked) -> Piece:
    """Raises Refused("file-too-large") before anything of it is in memory."""
    if int(asked.request.headers.get("Content-Length") or 0) > LARGEST_FILE:
        raise Refused("file-too-large", _("Files may have 25 MB at most."), field="files")
    name = asked.request.GET.get("name", "").replace("\x00", "").rpartition("/")[2]
    return Piece(name, asked.request.content_type or "", asked.request.read(LARGEST_FILE + 1))
