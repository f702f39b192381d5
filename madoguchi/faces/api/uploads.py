"""Files that a request brings: as the part `file` of a form, or as the body itself."""

from django.utils.translation import gettext as _
from ninja import UploadedFile

from madoguchi.core.conversations.arrival import Piece
from madoguchi.faces.api.answers import Call
from madoguchi.faces.api.fields import Name, Shown
from madoguchi.faces.api.problems import Problem


class Named(Shown):
    """The name of a file that is the body itself."""

    name: Name = ""


def piece_of(call: Call, name: str, file: UploadedFile | None) -> Piece:
    """Raises Problem 422 where there is none."""
    if file is not None:
        return Piece(file.name or "file", file.content_type or "", file.read())
    if not name or (call.content_type or "").startswith("multipart/"):
        raise Problem(422, "no-file", _("Send the file as the part “file”, or as the body with ?name=."))
    return Piece(name, call.content_type or "", call.body)
