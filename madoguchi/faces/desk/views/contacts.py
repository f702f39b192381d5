"""Contacts: the list, one person, editing, blocking, the thread of all channels."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from madoguchi.base.paging import page_of
from madoguchi.core.contacts.actions import change
from madoguchi.core.contacts.actions.create import create_contact
from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.contacts.page import identities_of
from madoguchi.core.contacts.queries import NEWEST, contact_for, definitions_of, last_merge_of, search, visible_to
from madoguchi.core.conversations.queries.timeline import SHOWN, thread_of_person
from madoguchi.core.conversations.queries.views import NEWEST as LATEST
from madoguchi.core.conversations.queries.visible import visible_to as conversations_visible_to
from madoguchi.core.workspaces.checks import time_zones
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.answers import changed, done, fragments, toast
from madoguchi.faces.desk.editing import fields_of_contact
from madoguchi.faces.desk.forms.contacts import contact_changes, new_contact
from madoguchi.faces.desk.looking import note_view
from madoguchi.faces.desk.reading import beside_addresses, name_the_nameless
from madoguchi.faces.desk.refreshing import as_many_as
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.thread import bubble_of

ROWS = 50


@require_safe
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """The newest contacts, or those found for `?q=`."""
    text = request.GET.get("q", "").strip()
    if text:
        found, after = search(text, actor=request.seat.actor), ""
    else:
        visible = visible_to(request.seat.actor).select_related("company")
        page = page_of(visible, order=NEWEST, cursor=request.GET.get("after", ""))
        found, after = page.rows, page.next
    rows = beside_addresses(found, request.seat.actor)
    template = (
        "desk/contact_rows.html" if request.htmx.target in ("contact-rows", "contacts-end") else "desk/contacts.html"
    )
    context = {"rows": rows, "after": after, "text": text, "area": "contacts", "is_more": "after" in request.GET}
    return render(request, template, context)


@require_safe
@seated
def show(request: DeskRequest, contact_id: int) -> HttpResponse:
    """One person with everything about them."""
    seat = request.seat
    contact = contact_for(contact_id, seat.actor)
    if contact.merged_into_id:
        return redirect("desk:contact", contact_id=contact.merged_into_id)
    theirs = conversations_visible_to(seat.actor).filter(contact_id=contact_id, merged_into__isnull=True)
    limit = as_many_as(request, "shown_conversations", ROWS)
    conversations = page_of(theirs, order=LATEST, cursor=request.GET.get("conversations", ""), limit=limit)
    if "conversations" in request.GET:
        return render(request, "desk/others.html", {"conversations": conversations, "is_more": True})
    note_view(request, contact_id)
    name_the_nameless([contact], seat.actor)
    context = {
        "contact": contact,
        "identities": identities_of(contact, actor=seat.actor),
        "fields": fields_of_contact(contact, definitions_of("contact", actor=seat.actor)),
        "may_change": seat.may("contact.update") and contact.erased_at is None,
        "merge": last_merge_of(contact) if seat.may("contact.merge") else None,
        "conversations": conversations,
        "kinds": Identity.Kind.choices,
        "area": "contacts",
    }
    return render(request, "desk/contact.html", context)


@require_safe
@seated
def story(request: DeskRequest, contact_id: int) -> HttpResponse:
    """Everything that was said with one person, over all conversations and channels."""
    contact = contact_for(contact_id, request.seat.actor)
    note_view(request, contact_id)
    name_the_nameless([contact], request.seat.actor)
    before = request.GET.get("before", "")
    start = int(before) if before.isdigit() and len(before) < 19 else 0
    messages = thread_of_person(request.seat.actor, contact_id, before=start, limit=SHOWN + 1)
    shown = messages[-SHOWN:]
    context = {"contact": contact, "bubbles": [bubble_of(message) for message in shown], "area": "contacts"}
    if len(messages) > SHOWN:
        context["earlier"] = shown[0].id
    return render(request, "desk/story.html", context)


@require_http_methods(["GET", "POST"])
@seated
def new(request: DeskRequest) -> HttpResponse:
    """Write somebody down."""
    definitions = list(definitions_of("contact", actor=request.seat.actor))
    if request.method == "POST":
        identities = [(kind, value) for kind in ("mail", "phone") if (value := request.POST.get(kind, "").strip())]
        fields = new_contact(request.POST, definitions, actor=request.seat.actor)
        contact = create_contact(fields, identities=identities, actor=request.seat.actor)
        return HttpResponseClientRedirect(reverse("desk:contact", args=[contact.id]))
    context = {"is_new": True, "attributes": [(row, None) for row in definitions], **_choices()}
    return render(request, "desk/contact_dialog.html", context)


@require_http_methods(["GET", "POST"])
@seated
def edit(request: DeskRequest, contact_id: int) -> HttpResponse:
    """Change what is known."""
    definitions = list(definitions_of("contact", actor=request.seat.actor))
    if request.method == "POST":
        fields = contact_changes(request.POST, definitions, actor=request.seat.actor)
        change.update_contact(contact_id, fields, actor=request.seat.actor)
        return done(f"contact:{contact_id}", "conversations")
    contact = contact_for(contact_id, request.seat.actor)
    context = {
        "contact": contact,
        "attributes": [(row, contact.attributes.get(row.key)) for row in definitions],
        **_choices(),
    }
    return render(request, "desk/contact_dialog.html", context)


def _choices() -> dict[str, object]:
    return {"kinds": Contact.Kind.choices, "languages": LANGUAGES, "time_zones": sorted(time_zones())}


@require_POST
@seated
def add_identity(request: DeskRequest, contact_id: int) -> HttpResponse:
    """One more address, number or id."""
    kind, value = request.POST.get("kind", "mail"), request.POST.get("value", "")
    change.add_identity(contact_id, kind=kind, value=value, actor=request.seat.actor)
    return done(f"contact:{contact_id}")


@require_http_methods(["DELETE"])
@seated
def remove_identity(request: DeskRequest, contact_id: int, identity_id: int) -> HttpResponse:
    """One less."""
    change.remove_identity(identity_id, actor=request.seat.actor)
    return done(f"contact:{contact_id}")


@require_http_methods(["POST", "DELETE"])
@seated
def block(request: DeskRequest, contact_id: int) -> HttpResponse:
    """Set their mail aside from now on; DELETE lets them in again."""
    if request.method == "POST":
        change.block(contact_id, actor=request.seat.actor)
        text = _("Blocked. Their mail is set aside from now on.")
    else:
        change.unblock(contact_id, actor=request.seat.actor)
        text = _("Unblocked.")
    return changed(fragments([toast(request, text)]), f"contact:{contact_id}")
