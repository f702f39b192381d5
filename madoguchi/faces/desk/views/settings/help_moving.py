"""Articles brought in from elsewhere, and taken out as files."""

import io

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madoguchi.base.downloads import file_answer
from madoguchi.base.errors import Refused
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.authoring import centre_of_seat
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.articles.actions.importing import ADDED, CHANGED, KEPT, UNCHANGED, Wishes
from madoguchi.features.articles.bringing import bring_in as bring_files_in
from madoguchi.features.articles.exporting import write_zip
from madoguchi.features.articles.importing.files import files_in

LARGEST = 50 * 1024 * 1024  # bytes; what is larger comes in by the command line


@require_POST
@seated
def bring_in(request: DeskRequest) -> HttpResponse:
    """Read a zip, a table or a file; the answer is the report."""
    seat, sent = request.seat, request.FILES.get("file")
    require(seat.actor, "help_centre.manage")
    if sent is None:
        raise Refused("no-file", _("Choose a file."), field="file")
    if (sent.size or 0) > LARGEST:
        raise Refused(
            "too-large", _("At most 50 MB at once here; by the command line as much as you like."), field="file"
        )
    language = request.POST.get("language", "") or centre_of_seat(seat).language
    wishes = Wishes(language, publish=request.POST.get("publish") == "1", collection=request.POST.get("collection", ""))
    brought = bring_files_in(files_in(sent.name or "file", sent.read()), wishes=wishes, actor=seat.actor)
    words = {
        ADDED: _("came in as new articles"),
        CHANGED: _("were changed"),
        UNCHANGED: _("were there already, word for word"),
        KEPT: _("were left alone: somebody has changed them here since"),
    }
    lines = [(brought.counts[what], said) for what, said in words.items() if brought.counts[what]]
    return render(request, "desk/settings/help_imported.html", {"lines": lines, "problems": brought.problems})


@require_safe
@seated
def take_out(request: DeskRequest) -> HttpResponse:
    """Every article with its pictures, as a zip of Markdown."""
    require(request.seat.actor, "help_centre.manage")
    packed = io.BytesIO()
    write_zip(packed, actor=request.seat.actor)
    name = f"articles-{localdate().isoformat()}.zip"
    return file_answer(packed.getvalue(), name, "application/zip", disposition="attachment")
