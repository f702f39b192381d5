"""Companies, and the custom attributes of what the API shows."""

from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.paging import Page, page_of
from madoguchi.core.contacts import queries
from madoguchi.core.contacts.actions import attributes, companies
from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.faces.api.answers import Call, answer, done, listed, one, whole
from madoguchi.faces.api.fields import Attributes, Given, Id, Name, Paging, Shown
from madoguchi.faces.api.shapes.contacts import (
    AttributePage,
    AttributeShown,
    CompanyPage,
    CompanyShown,
    attribute_of,
    company_of,
)

router = Router(tags=["companies"])
ONE = "/companies/{int:company_id}"
DEFINITION = "/attributes/{int:definition_id}"
On = Literal["contact", "company", "conversation"]
Type = Literal["text", "number", "date", "boolean", "choice", "url"]
Choices = Annotated[list[Name], Field(max_length=200)]


class Filters(Paging):
    query: Annotated[str, Field(max_length=200, description="A part of the name or its furigana.")] = ""


class CompanyGiven(Given):
    name: Annotated[Name, Field(max_length=160)] = ""
    name_kana: Annotated[Name, Field(max_length=160)] = ""
    external_id: Annotated[Name, Field(max_length=120)] = ""
    domains: Annotated[list[Name], Field(max_length=100)] = []
    attributes: Annotated[Attributes, Field(description="By key; null takes one away.")] = {}


class NewCompany(CompanyGiven):
    name: Annotated[Name, Field(min_length=1, max_length=160)]


class OnWhat(Shown):
    on: On | None = None


class AttributeChanges(Given):
    label: Annotated[Name, Field(max_length=80)] = ""
    choices: Choices = []


class NewAttribute(AttributeChanges):
    on: On
    key: Annotated[Name, Field(min_length=1, max_length=60)]
    type: Type
    label: Annotated[Name, Field(min_length=1, max_length=80)]


@router.get("/companies", response=CompanyPage, summary="List or search companies")
def list_companies(request: Call, filters: Query[Filters]) -> HttpResponse:
    if filters.query:
        page = Page(queries.companies_like(filters.query, actor=request.actor, limit=filters.limit), "")
    else:
        rows = queries.companies_visible_to(request.actor)
        page = page_of(rows, order=("name", "id"), cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, company_of)


@router.post("/companies", response={201: CompanyShown}, summary="Write down a company")
def create_company(request: Call, new: NewCompany) -> HttpResponse:
    company = companies.create_company(new.changes(), actor=request.actor)
    return answer(company_of(company), 201, location=f"{request.path}/{company.id}")


@router.get(ONE, response=CompanyShown, summary="Read a company")
def read_company(request: Call, company_id: Id) -> HttpResponse:
    return one(request, company_of(queries.company_for(company_id, request.actor)))


@router.patch(ONE, response=CompanyShown, summary="Change a company")
def change_company(request: Call, company_id: Id, changes: CompanyGiven) -> HttpResponse:
    queries.company_for(company_id, request.actor)
    return answer(company_of(companies.update_company(company_id, changes.changes(), actor=request.actor)))


@router.delete(ONE, response={204: None}, summary="Delete a company; its contacts stay")
def delete_company(request: Call, company_id: Id) -> HttpResponse:
    queries.company_for(company_id, request.actor)
    companies.delete_company(company_id, actor=request.actor)
    return done()


@router.get("/attributes", response=AttributePage, summary="List the custom attributes", tags=["attributes"])
def list_attributes(request: Call, filters: Query[OnWhat]) -> HttpResponse:
    kinds = [filters.on] if filters.on else AttributeDefinition.On.values
    rows = [row for on in kinds for row in queries.definitions_of(on, actor=request.actor)]
    return whole(rows, attribute_of)


@router.post("/attributes", response={201: AttributeShown}, summary="Define a custom attribute", tags=["attributes"])
def define_attribute(request: Call, new: NewAttribute) -> HttpResponse:
    fields = {"label": new.label, "choices": new.choices}
    made = attributes.define_attribute(new.on, key=new.key, type=new.type, fields=fields, actor=request.actor)
    return answer(attribute_of(made), 201)


@router.patch(DEFINITION, response=AttributeShown, summary="Change a custom attribute", tags=["attributes"])
def change_attribute(request: Call, definition_id: Id, changes: AttributeChanges) -> HttpResponse:
    return answer(attribute_of(attributes.change_attribute(definition_id, changes.changes(), actor=request.actor)))


@router.delete(DEFINITION, response={204: None}, summary="Delete a custom attribute", tags=["attributes"])
def delete_attribute(request: Call, definition_id: Id) -> HttpResponse:
    attributes.delete_attribute(definition_id, actor=request.actor)
    return done()
