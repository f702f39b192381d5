"""The glossary: our words and those of customers."""

from typing import Annotated

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.paging import page_of
from madoguchi.base.sheets import MEDIA_TYPE
from madoguchi.core.contacts.queries import contact_for
from madoguchi.faces.api.answers import Call, answer, done, download, listed, one
from madoguchi.faces.api.fields import Given, Id, Name, OneLine, Paging
from madoguchi.faces.api.shapes.registry import (
    OwnWords,
    SuggestionPage,
    TakenShown,
    TermPage,
    TermShown,
    own_words_of,
    suggestion_of,
    term_of,
)
from madoguchi.features.glossary import queries
from madoguchi.features.glossary.actions import terms
from madoguchi.features.glossary.actions.sheets import export_terms, import_terms

router = Router(tags=["glossary"])
ONE = "/terms/{int:term_id}"
Word = Annotated[Name, Field(max_length=80)]
Words = Annotated[list[Word], Field(max_length=50)]
Long = Annotated[str, Field(max_length=5000)]


class Terms(Paging):
    q: OneLine = ""


class TermFields(Given):
    """Our word in one language at least; what is left out of a change stays as it is."""

    ja: Word = ""
    en: Word = ""
    definition: Long = ""
    note: Long = ""
    synonyms_ja: Words = []
    synonyms_en: Words = []


@router.get("/terms", response=TermPage, summary="List our words, with what customers call the same")
def list_terms(request: Call, asked: Query[Terms]) -> HttpResponse:
    rows = queries.with_synonyms(queries.found(queries.terms_visible_to(request.actor), asked.q))
    return listed(request, page_of(rows, order=queries.BY_NAME, cursor=asked.cursor, limit=asked.limit), term_of)


@router.post("/terms", response={201: TermShown}, summary="Write a word down")
def create_term(request: Call, new: TermFields) -> HttpResponse:
    made = terms.save_term(new.model_dump(), actor=request.actor)
    shown = term_of(queries.term_for(made.id, request.actor))
    return answer(shown, 201, location=f"{request.path}/{made.id}")


@router.get("/terms/sheet", response={200: None}, summary="Download the glossary as CSV")
def export_term_sheet(request: Call) -> HttpResponseBase:
    content = export_terms(actor=request.actor)
    return download([content], name="glossary.csv", content_type=MEDIA_TYPE, size=len(content))


@router.put("/terms/sheet", response=TakenShown, summary="Take words in from CSV: all lines or none")
def import_term_sheet(request: Call) -> HttpResponse:
    taken = import_terms(request.body, actor=request.actor)
    return answer({name: getattr(taken, name) for name in ("added", "changed", "same")})


@router.get("/terms/suggestions", response=SuggestionPage, summary="List words that were learnt from conversations")
def list_term_suggestions(request: Call, asked: Query[Paging]) -> HttpResponse:
    rows = queries.suggestions(request.actor)
    page = page_of(rows, order=queries.STRONGEST, cursor=asked.cursor, limit=asked.limit)
    return listed(request, page, suggestion_of)


@router.put("/terms/suggestions/{int:synonym_id}", response={204: None}, summary="Use a word that was learnt")
def use_suggestion(request: Call, synonym_id: Id) -> HttpResponse:
    terms.judge_suggestion(synonym_id, accept=True, actor=request.actor)
    return done()


@router.delete("/terms/suggestions/{int:synonym_id}", response={204: None}, summary="Never suggest a word again")
def reject_suggestion(request: Call, synonym_id: Id) -> HttpResponse:
    terms.judge_suggestion(synonym_id, accept=False, actor=request.actor)
    return done()


@router.get(ONE, response=TermShown, summary="Read a word")
def read_term(request: Call, term_id: Id) -> HttpResponse:
    return one(request, term_of(queries.term_for(term_id, request.actor)))


@router.patch(ONE, response=TermShown, summary="Change a word")
def change_term(request: Call, term_id: Id, changes: TermFields) -> HttpResponse:
    terms.change_term(term_id, changes.changes(), actor=request.actor)
    return answer(term_of(queries.term_for(term_id, request.actor)))


@router.delete(ONE, response={204: None}, summary="Delete a word")
def delete_term(request: Call, term_id: Id) -> HttpResponse:
    terms.delete_term(term_id, actor=request.actor)
    return done()


@router.get("/contacts/{int:contact_id}/words", response=OwnWords, summary="List how a person calls our things")
def list_words_of_contact(request: Call, contact_id: Id) -> HttpResponse:
    return answer(own_words_of(contact_for(contact_id, request.actor)))
