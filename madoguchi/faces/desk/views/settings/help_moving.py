"""Articles brought in from elsewhere, and taken out as files."""

import io
from collections import Counter
from dataclasses import dataclass, field

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
from madoguchi.features.articles.actions.importing import ADDED, CHANGED, KEPT, UNCHANGED, Wishes, import_page
from madoguchi.features.articles.exporting import write_zip
from madoguchi.features.articles.importing.files import files_in
from madoguchi.features.articles.importing.reading import read

LARGEST = 50 * 1024 * 1024  # bytes
MOST_PAGES = 300  # at once; more of them come in by the command line


@dataclass(slots=True)
class Report:
    """What has become of an import; `problems` are (which, why)."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def lines(self) -> list[tuple[int, str]]:
        """How many of each, in words; nothing for none."""
        words = {
            ADDED: _("came in as new articles"),
            CHANGED: _("were changed"),
            UNCHANGED: _("were there already, word for word"),
            KEPT: _("were left alone: somebody has changed them here since"),
        }
        return [(self.counts[what], said) for what, said in words.items() if self.counts[what]]


@require_POST
@seated
def bring_in(request: DeskRequest) -> HttpResponse:
    """Read a zip, a table or a file; the answer is the report."""
    seat, sent = request.seat, request.FILES.get("file")
    require(seat.actor, "help_centre.manage")
    if sent is None:
        raise Refused("no-file", _("Choose a file."), field="file")
    if (sent.size or 0) > LARGEST:
        raise Refused("too-large", _("At most 50 MB at once."), field="file")
    found = read(files_in(sent.name or "file", sent.read()))
    if len(found.pages) > MOST_PAGES:
        text = _("At most %(number)d articles at once here. Bring in more of them by the command line.")
        raise Refused("too-many", text % {"number": MOST_PAGES}, field="file")
    language = request.POST.get("language", "") or centre_of_seat(seat).language
    wishes = Wishes(language, publish=request.POST.get("publish") == "1", collection=request.POST.get("collection", ""))
    report = Report(problems=list(found.problems))
    for page in found.pages:
        try:
            report.counts[import_page(page, wishes=wishes, actor=seat.actor)] += 1
        except Refused as refusal:
            report.problems.append((page.title or page.key, refusal.text))
    return render(request, "desk/settings/help_imported.html", {"report": report})


@require_safe
@seated
def take_out(request: DeskRequest) -> HttpResponse:
    """Every article with its pictures, as a zip of Markdown."""
    require(request.seat.actor, "help_centre.manage")
    packed = io.BytesIO()
    write_zip(packed, actor=request.seat.actor)
    name = f"articles-{localdate().isoformat()}.zip"
    return file_answer(packed.getvalue(), name, "application/zip", disposition="attachment")
