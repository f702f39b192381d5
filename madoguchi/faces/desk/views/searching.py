"""Search: people and their conversations, companies, and a conversation by its number."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.core.contacts.queries import companies_like
from madoguchi.core.contacts.queries import search as contacts_like
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated

MOST = 20


@require_safe
@seated
def search(request: DeskRequest) -> HttpResponse:
    """What is found for `?q=`; for htmx the results alone."""
    text = request.GET.get("q", "").strip()
    context = {"text": text, **(_found(text, request.seat) if text else {})}
    template = "desk/search_results.html" if request.htmx.target == "results" else "desk/search.html"
    return render(request, template, context)


def _found(text: str, seat: Seat) -> dict[str, object]:
    contacts = contacts_like(text, actor=seat.actor, limit=MOST)
    name_the_nameless(contacts, seat.actor)
    visible = visible_to(seat.actor).select_related("contact__company", "inbox")
    theirs = visible.filter(contact__in=contacts, merged_into__isnull=True).order_by("-last_activity_at", "-id")[:MOST]
    return {
        "contacts": contacts,
        "companies": companies_like(text, actor=seat.actor, limit=MOST),
        "conversations": [*_by_number(text, seat), *theirs],
    }


def _by_number(text: str, seat: Seat) -> list[Conversation]:
    number = text.lstrip("#＃")
    if not number.isdigit() or len(number) > 18:
        return []
    return list(visible_to(seat.actor).select_related("contact__company", "inbox").filter(id=int(number)))
