"""What colleagues write down about a person, and a conversation at one glance."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.errors import NotAllowed
from madoguchi.core.contacts.models import Identity
from madoguchi.core.contacts.queries import contact_for
from madoguchi.core.conversations.queries.summary import summary_of
from madoguchi.faces.desk.answers import done
from madoguchi.faces.desk.beside import NOTES
from madoguchi.faces.desk.reading import conversation_for
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.glossary.queries import other_words_of
from madoguchi.features.profiles.actions.notes import add_contact_note, change_contact_note, delete_contact_note
from madoguchi.features.profiles.leading_out import links_out
from madoguchi.features.profiles.queries import links_of, notes_about, notes_visible_to


@require_safe
@seated
def of_contact(request: DeskRequest, contact_id: int) -> HttpResponse:
    """What stands about a contact beside their fields: links out, and notes."""
    actor = request.seat.actor
    contact = contact_for(contact_id, actor)
    identities = Identity.objects.filter(contact=contact).order_by("id")
    context = {
        "contact": contact,
        "links_out": links_out(contact, links_of(actor), identities, actor=actor),
        "notes": list(notes_about(contact, actor)[:NOTES]),
        "words": other_words_of(contact),
        "may": actor.may("contact.update"),
    }
    return render(request, "desk/contact_profile.html", context)


@require_POST
@seated
def contact_notes(request: DeskRequest, contact_id: int) -> HttpResponse:
    """One note more."""
    add_contact_note(contact_id, text=request.POST.get("text", ""), actor=request.seat.actor)
    return done(f"contact:{contact_id}")


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def contact_note(request: DeskRequest, note_id: int) -> HttpResponse:
    """The form of a note; POST changes it, DELETE throws it away."""
    note = notes_visible_to(request.seat.actor).filter(id=note_id).first()
    if note is None:
        raise NotAllowed("not-found", "")
    if request.method == "GET":
        return render(request, "desk/contact_note_dialog.html", {"note": note})
    if request.method == "POST":
        change_contact_note(note_id, {"text": request.POST.get("text", "")}, actor=request.seat.actor)
    else:
        delete_contact_note(note_id, actor=request.seat.actor)
    return done(f"contact:{note.contact_id}")


@require_http_methods(["POST", "DELETE"])
@seated
def contact_note_pin(request: DeskRequest, note_id: int) -> HttpResponse:
    """A pinned note stands first; DELETE takes the pin out."""
    note = change_contact_note(note_id, {"is_pinned": request.method == "POST"}, actor=request.seat.actor)
    return done(f"contact:{note.contact_id}")


@require_safe
@seated
def summary(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The conversation at one glance, to read and to copy."""
    conversation = conversation_for(conversation_id, request.seat)
    found = summary_of(conversation, request.seat.actor)
    return render(request, "desk/person/summary.html", {"conversation": conversation, "summary": found})
