"""The dialog in which a picture is marked; what is drawn never leaves the browser but as the new picture."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from madoguchi.faces.desk.seat import DeskRequest, seated

TOOLS = (
    ("choose", "v", "pointer", _("Choose and move")),
    ("arrow", "a", "arrow", pgettext_lazy("mark", "Arrow")),
    ("box", "b", "frame", pgettext_lazy("mark", "Frame")),
    ("number", "n", "number", pgettext_lazy("mark", "Number")),
    ("text", "t", "text", pgettext_lazy("mark", "Words")),
    ("highlight", "h", "highlighter", pgettext_lazy("mark", "Marker")),
    ("blur", "m", "mosaic", pgettext_lazy("mark", "Mosaic")),
    ("crop", "c", "crop", pgettext_lazy("mark", "Cut")),
)
COLOURS = (  # of marks, whatever the theme: the picture is read by others
    (("red", "#c8330f"), pgettext_lazy("mark", "Red")),
    (("blue", "#165e83"), pgettext_lazy("mark", "Blue")),
    (("black", "#24221e"), pgettext_lazy("mark", "Black")),
)


@require_safe
@seated
def dialog(request: DeskRequest) -> HttpResponse:
    """The same for everybody; in the language of the person."""
    return render(request, "desk/marks.html", {"tools": TOOLS, "colours": COLOURS})
