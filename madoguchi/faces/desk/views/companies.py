"""Companies."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from madoguchi.base.paging import page_of
from madoguchi.core.contacts.actions.companies import create_company, delete_company, update_company
from madoguchi.core.contacts.queries import (
    NEWEST,
    companies_like,
    companies_visible_to,
    company_for,
    definitions_of,
    visible_to,
)
from madoguchi.core.conversations.queries.views import NEWEST as LATEST
from madoguchi.core.conversations.queries.visible import visible_to as conversations_visible_to
from madoguchi.faces.desk.answers import done
from madoguchi.faces.desk.forms.contacts import company_changes
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.refreshing import as_many_as
from madoguchi.faces.desk.seat import DeskRequest, seated

BY_NAME = ("name", "id")
ROWS = 50


@require_safe
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """All companies by name, or those found for `?q=`."""
    text = request.GET.get("q", "").strip()
    if text:
        rows, after = companies_like(text, actor=request.seat.actor, limit=50), ""
    else:
        page = page_of(companies_visible_to(request.seat.actor), order=BY_NAME, cursor=request.GET.get("after", ""))
        rows, after = page.rows, page.next
    template = "desk/company_rows.html" if request.htmx.target == "company-rows" else "desk/companies.html"
    return render(request, template, {"rows": rows, "after": after, "text": text, "area": "companies"})


@require_safe
@seated
def show(request: DeskRequest, company_id: int) -> HttpResponse:
    """One company, its people and what was written with them."""
    seat = request.seat
    company = company_for(company_id, seat.actor)
    theirs = visible_to(seat.actor).filter(company=company)
    limit = as_many_as(request, "shown_people", ROWS)
    people = page_of(theirs, order=NEWEST, cursor=request.GET.get("people", ""), limit=limit)
    name_the_nameless(people.rows, seat.actor)
    if "people" in request.GET:
        return render(request, "desk/people_of.html", {"people": people, "is_more": True})
    matters = conversations_visible_to(seat.actor).filter(contact__company=company, merged_into__isnull=True)
    limit, cursor = as_many_as(request, "shown_conversations", ROWS), request.GET.get("conversations", "")
    conversations = page_of(matters.select_related("contact"), order=LATEST, cursor=cursor, limit=limit)
    name_the_nameless([row.contact for row in conversations.rows], seat.actor)
    if "conversations" in request.GET:
        return render(request, "desk/others.html", {"conversations": conversations, "with_name": True, "is_more": True})
    definitions = definitions_of("company", actor=seat.actor)
    context = {
        "company": company,
        "people": people,
        "conversations": conversations,
        "with_name": True,
        "attributes": [(row, company.attributes.get(row.key)) for row in definitions],
        "area": "companies",
    }
    return render(request, "desk/company.html", context)


@require_http_methods(["GET", "POST"])
@seated
def new(request: DeskRequest) -> HttpResponse:
    """Write a company down."""
    definitions = list(definitions_of("company", actor=request.seat.actor))
    if request.method == "POST":
        company = create_company(company_changes(request.POST, definitions), actor=request.seat.actor)
        return HttpResponseClientRedirect(reverse("desk:company", args=[company.id]))
    return render(request, "desk/company_dialog.html", {"attributes": [(row, None) for row in definitions]})


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def edit(request: DeskRequest, company_id: int) -> HttpResponse:
    """Change it; DELETE takes it away and leaves its people without one."""
    if request.method == "DELETE":
        delete_company(company_id, actor=request.seat.actor)
        return HttpResponseClientRedirect(reverse("desk:companies"))
    definitions = list(definitions_of("company", actor=request.seat.actor))
    if request.method == "POST":
        update_company(company_id, company_changes(request.POST, definitions), actor=request.seat.actor)
        return done("company", f"company:{company_id}")
    company = company_for(company_id, request.seat.actor)
    attributes = [(row, company.attributes.get(row.key)) for row in definitions]
    return render(request, "desk/company_dialog.html", {"company": company, "attributes": attributes})
