"""The board: announcements and hand-over notes, reading and confirming them, and who has."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.html import markdown_to_html
from madoguchi.base.paging import page_of
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.people.models import Role
from madoguchi.core.people.policies import require
from madoguchi.core.people.queries import teams_visible_to
from madoguchi.faces.desk.answers import changed, fragments, saved, toast
from madoguchi.faces.desk.changes import lines_of
from madoguchi.faces.desk.forms.announcements import AnnouncementForm
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.faces.desk.views.bodies import bytes_of
from madoguchi.features.announcements import queries
from madoguchi.features.announcements.actions import files, publish, reading
from madoguchi.features.announcements.changes import changes_visible_to
from madoguchi.features.announcements.hand_over import Beginning, beginning
from madoguchi.features.announcements.models import Announcement
from madoguchi.features.notifications.actions.read import read_subject

KINDS = ("announcement", "reminder")  # of notifications about one
SHOWN = 3  # in the strip


@require_safe
@seated
def board(request: DeskRequest) -> HttpResponse:
    """What stands on it; `?q=` finds, `?over=1` shows what is over; for htmx the rows alone."""
    text, is_over = request.GET.get("q", ""), request.GET.get("over") == "1"
    page = queries.board(request.seat.actor, text=text, over=is_over, cursor=request.GET.get("after", ""))
    context = {"page": page, "text": text, "is_over": is_over, "is_more": "after" in request.GET, "area": "board"}
    whole = request.htmx.target not in ("board-rows", "board-end")
    return render(request, f"desk/announcements/{'board' if whole else 'rows'}.html", context)


@require_safe
@seated
def show(request: DeskRequest, announcement_id: int) -> HttpResponse:
    """One of them, with its files; for who may change it also who has read it."""
    row = _visible(announcement_id, request.seat)
    confirmed, version = row.my_confirmed, row.my_version  # type: ignore[attr-defined]  # by one_visible
    may_change = queries.may_change(row, request.seat.actor)
    context = {
        "announcement": row,
        "body": SafeString(markdown_to_html(row.text)),
        "files": list(row.files.order_by("id")),
        "audiences": [] if row.to_everybody else list(row.audiences.select_related("team")),
        "may_change": may_change,
        "is_confirmed": confirmed is not None and confirmed >= row.read_from,
        "is_read": version is not None and version >= row.version,
        "receipts": queries.receipts(row) if may_change else [],
        "area": "board",
    }
    return render(request, "desk/announcements/show.html", context)


@require_safe
@seated
def changes(request: DeskRequest) -> HttpResponse:
    """What has changed in the settings, the newest first."""
    rows = changes_visible_to(request.seat.actor)
    page = page_of(rows, order=("-id",), cursor=request.GET.get("after", ""))
    context = {"lines": lines_of(page.rows, request.seat), "after": page.next, "area": "board"}
    return render(request, "desk/announcements/changes.html", context)


@require_safe
@seated
def versions(request: DeskRequest, announcement_id: int) -> HttpResponse:
    """What it said before."""
    row = _visible(announcement_id, request.seat)
    told = row.versions.select_related("written_by").order_by("-number")
    shown = [(one, SafeString(markdown_to_html(one.text))) for one in told]
    return render(request, "desk/announcements/versions.html", {"announcement": row, "versions": shown})


@require_http_methods(["GET", "POST"])
@seated
def new(request: DeskRequest, kind: str) -> HttpResponse:
    """Writing one: an announcement, or a hand-over note that begins with what is open."""
    actor = request.seat.actor
    if kind not in Announcement.Kind.values:
        raise Http404
    require(actor, "announcement.hand_over" if kind == Announcement.Kind.HAND_OVER else "announcement.publish")
    if request.method == "POST":
        form = AnnouncementForm(request.POST)
        row = publish.publish(form.words(request.seat.zone), to=form.audience(), kind=kind, actor=actor)
        return _with_files(request, row, _("Published."))
    begun = beginning(actor) if kind == Announcement.Kind.HAND_OVER else Beginning("", "")
    context = {**_choices(request.seat), "kind": kind, "title": begun.title, "text": begun.text}
    return render(request, "desk/announcements/write.html", context)


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def change(request: DeskRequest, announcement_id: int) -> HttpResponse:
    """Changing one; DELETE takes it back."""
    actor = request.seat.actor
    if request.method == "DELETE":
        publish.withdraw(announcement_id, actor=actor)
        return saved(request, _("Withdrawn."), to=reverse("desk:announcements"))
    if request.method == "POST":
        form = AnnouncementForm(request.POST)
        words, again = form.words(request.seat.zone), form.is_on("again")
        row = publish.change(announcement_id, words=words, to=form.audience(), again=again, actor=actor)
        return _with_files(request, row, _("Saved."))
    row = _visible(announcement_id, request.seat)
    if not queries.may_change(row, actor):
        raise Http404
    named = list(row.audiences.all())
    context = {
        **_choices(request.seat),
        "kind": row.kind,
        "announcement": row,
        "title": row.title,
        "text": row.text,
        "until": row.shown_until.astimezone(request.seat.zone) if row.shown_until else None,
        "team_ids": {one.team_id for one in named},
        "roles_on": {one.role for one in named},
        "files": list(row.files.order_by("id")),
    }
    return render(request, "desk/announcements/write.html", context)


@require_POST
@seated
def read(request: DeskRequest, announcement_id: int) -> HttpResponse:
    """It is on the person's screen."""
    reading.read(announcement_id, actor=request.seat.actor)
    read_subject(announcement_id, kinds=KINDS, actor=request.seat.actor)
    return _heard(fragments([]), request.seat)


@require_POST
@seated
def confirm(request: DeskRequest, announcement_id: int) -> HttpResponse:
    """The person says that they have read it."""
    reading.confirm(announcement_id, actor=request.seat.actor)
    read_subject(announcement_id, kinds=KINDS, actor=request.seat.actor)
    done = '<span class="badge done" id="confirmation" role="status">{}</span>'
    answer = fragments([SafeString(done.format(_("Confirmed"))), toast(request, _("Thank you. It is confirmed."))])
    return _heard(answer, request.seat)


@require_http_methods(["DELETE"])
@seated
def file(request: DeskRequest, announcement_id: int, file_id: int) -> HttpResponse:
    """Take a file off it."""
    files.detach(announcement_id, file_id=file_id, actor=request.seat.actor)
    return HttpResponse()


@require_safe
@seated
def download(request: DeskRequest, name: str) -> HttpResponse:
    """A file of one that the person sees."""
    found = queries.files_visible_to(request.seat.actor).select_related("blob").filter(name_in_url=name).first()
    if found is None:
        raise Http404
    return bytes_of(found.blob, found.name, "application/octet-stream", disposition="attachment")


@require_safe
@seated
def rail_item(request: DeskRequest) -> HttpResponse:
    """The line of the rail, with how many are unread."""
    return render(
        request, "desk/announcements/rail_item.html", {"here": request.GET.get("here", ""), **unread(request.seat)}
    )


def unread(seat: Seat) -> dict[str, Any]:
    """What the line of the rail is drawn from."""
    return {"unread": queries.unread_count(seat.actor)}


@require_safe
@seated
def strip(request: DeskRequest) -> HttpResponse:
    """What has to be confirmed, over every page until it is."""
    return render(request, "desk/announcements/strip.html", to_confirm(request.seat))


def to_confirm(seat: Seat) -> dict[str, Any]:
    """What the strip is drawn from."""
    rows = queries.to_confirm(seat.actor)
    return {"to_confirm": rows[:SHOWN], "more": max(0, len(rows) - SHOWN)}


def _visible(announcement_id: int, seat: Seat) -> Announcement:
    row = queries.one_visible(announcement_id, seat.actor)
    if row is None:
        raise Http404
    return row


def _choices(seat: Seat) -> dict[str, Any]:
    return {"teams": teams_visible_to(seat.actor), "roles": Role.choices, "area": "board"}


def _with_files(request: DeskRequest, row: Announcement, words: str) -> HttpResponse:
    for sent in request.FILES.getlist("file"):
        piece = Piece(sent.name or "file", sent.content_type or "application/octet-stream", sent.read())
        files.attach(row.id, piece=piece, actor=request.seat.actor)
    return saved(request, words, to=reverse("desk:announcement", args=[row.id]))


def _heard(response: HttpResponse, seat: Seat) -> HttpResponse:
    return changed(response, f"person:{seat.person.id}:announcements", f"person:{seat.person.id}:notifications")
