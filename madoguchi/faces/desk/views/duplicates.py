"""One person written down twice: suggestions, comparing, merging and its undo; and the rights of the person."""

import json

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.core.contacts.actions.erase import erase_contact, export_contact
from madoguchi.core.contacts.actions.merge import dismiss_duplicate, merge_contacts, undo_merge
from madoguchi.core.contacts.duplicates import duplicates_of, suggestions
from madoguchi.core.contacts.page import contact_page, why_text
from madoguchi.core.contacts.queries import contact_for, search, visible_to
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.reading import beside_addresses, name_the_nameless
from madoguchi.faces.desk.seat import DeskRequest, seated

MOST_CHOICES = 8


@require_safe
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """Pairs that may be one person."""
    require(request.seat.actor, "contact.merge")
    pairs = suggestions(actor=request.seat.actor)
    of = beside_addresses([one for pair in pairs for one in (pair.first, pair.second)], request.seat.actor)
    found = [(pair, why_text(pair), of[2 * at : 2 * at + 2]) for at, pair in enumerate(pairs)]
    return render(request, "desk/duplicates_page.html", {"found": found, "area": "contacts"})


@require_safe
@seated
def show_of(request: DeskRequest, contact_id: int) -> HttpResponse:
    """Who else this person may be, as a part of other pages."""
    require(request.seat.actor, "contact.merge")
    contact = contact_for(contact_id, request.seat.actor)
    pairs = duplicates_of(contact, actor=request.seat.actor, limit=2)
    others = [pair.second if pair.first.id == contact.id else pair.first for pair in pairs]
    beside = beside_addresses(others, request.seat.actor)
    found = [(why_text(pair), *both) for pair, both in zip(pairs, beside, strict=True)]
    return render(request, "desk/duplicates.html", {"contact": contact, "found": found})


@require_http_methods(["GET", "POST"])
@seated
def merge(request: DeskRequest, contact_id: int) -> HttpResponse:
    """Two contacts beside each other, and the button that makes them one; without `?with=` the choice of the other."""
    other_id = request.POST.get("with", "") or request.GET.get("with", "")
    if request.method == "POST" and other_id.isdigit():
        done = merge_contacts(contact_id, merged_id=int(other_id), actor=request.seat.actor)
        return saved(request, _("Merged."), to=reverse("desk:contact", args=[done.kept_id]))
    require(request.seat.actor, "contact.merge")
    if request.htmx and not other_id:
        return _choice(request, contact_id)
    other = get_object_or_404(visible_to(request.seat.actor), id=int(other_id) if other_id.isdigit() else 0)
    pages = [contact_page(one, actor=request.seat.actor) for one in (contact_id, other.id)]
    name_the_nameless((page.contact for page in pages), request.seat.actor)
    return render(request, "desk/merge_contacts.html", {"kept": pages[0], "merged": pages[1], "area": "contacts"})


def _choice(request: DeskRequest, contact_id: int) -> HttpResponse:
    """Those found for `?q=`, or else who works at the same company."""
    contact, text = contact_for(contact_id, request.seat.actor), request.GET.get("q", "").strip()
    if text:
        found = search(text, actor=request.seat.actor, limit=MOST_CHOICES + 1)
    else:
        colleagues = visible_to(request.seat.actor).filter(company_id=contact.company_id or 0)
        found = list(colleagues.select_related("company").order_by("-updated_at", "-id")[: MOST_CHOICES + 1])
    others = beside_addresses([one for one in found if one.id != contact_id][:MOST_CHOICES], request.seat.actor)
    template = "desk/merge_candidates.html" if request.htmx.target == "merge-candidates" else "desk/merge_choice.html"
    return render(request, template, {"contact": contact, "others": others, "text": text})


@require_POST
@seated
def undo(request: DeskRequest, merge_id: int) -> HttpResponse:
    """Two people again."""
    undone = undo_merge(merge_id, actor=request.seat.actor)
    return saved(request, _("The merge was undone."), to=reverse("desk:contact", args=[undone.kept_id]))


@require_POST
@seated
def dismiss(request: DeskRequest, contact_id: int) -> HttpResponse:
    """These are two people."""
    other_id = request.POST.get("other", "")
    dismiss_duplicate(contact_id, other_id=int(other_id) if other_id.isdigit() else 0, actor=request.seat.actor)
    return HttpResponse()


@require_http_methods(["DELETE"])
@seated
def erase(request: DeskRequest, contact_id: int) -> HttpResponse:
    """The right to be forgotten."""
    erase_contact(contact_id, actor=request.seat.actor)
    return saved(request, _("Everything about this person was erased."), to=reverse("desk:contacts"))


@require_POST
@seated
def export(request: DeskRequest, contact_id: int) -> HttpResponse:
    """The right to know: everything about one person, as a file. POST, because the export is written down."""
    story = export_contact(contact_id, actor=request.seat.actor)
    content = json.dumps(story, ensure_ascii=False, indent=2)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="contact-{contact_id}.json"'
    return response
