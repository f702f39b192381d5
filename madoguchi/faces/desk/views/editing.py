"""Changing one value where it stands: GET gives the value, or with `?edit` its field; POST changes it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.contacts.actions.change import update_contact
from madoguchi.core.contacts.queries import contact_for, definitions_of
from madoguchi.core.conversations.actions.sort import set_attributes
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.checks import time_zones
from madoguchi.faces.desk.answers import changed
from madoguchi.faces.desk.editing import (
    Field,
    attribute_change,
    contact_change,
    field_in,
    fields_of_contact,
    fields_of_conversation,
)
from madoguchi.faces.desk.reading import conversation_for, name_the_nameless
from madoguchi.faces.desk.seat import DeskRequest, seated


@require_http_methods(["GET", "POST"])
@seated
def contact_field(request: DeskRequest, contact_id: int, name: str) -> HttpResponse:
    """Something about a person."""
    field = _of_contact(contact_id, request)
    if request.method == "GET":
        return _shown_or_edited(request, field, "contact.update")
    try:
        changes = contact_change(name, request.POST, actor=request.seat.actor)
        update_contact(contact_id, changes, actor=request.seat.actor)
    except Refused as error:
        return _again(request, field, error)
    response = _shown(request, _of_contact(contact_id, request), may_edit=True)
    return changed(response, f"contact:{contact_id}", "conversations")


@require_http_methods(["GET", "POST"])
@seated
def conversation_field(request: DeskRequest, conversation_id: int, name: str) -> HttpResponse:
    """An attribute of a conversation."""
    field = _of_conversation(conversation_id, request)
    if request.method == "GET":
        return _shown_or_edited(request, field, "conversation.update")
    try:
        set_attributes(conversation_id, values=attribute_change(name, request.POST), actor=request.seat.actor)
    except Refused as error:
        return _again(request, field, error)
    return _shown(request, _of_conversation(conversation_id, request), may_edit=True)


def _of_contact(contact_id: int, request: DeskRequest) -> Field:
    contact = contact_for(contact_id, request.seat.actor)
    name_the_nameless([contact], request.seat.actor)
    definitions = definitions_of("contact", actor=request.seat.actor)
    return field_in(fields_of_contact(contact, definitions), request.path)


def _of_conversation(conversation_id: int, request: DeskRequest) -> Field:
    conversation = conversation_for(conversation_id, request.seat)
    definitions = definitions_of("conversation", actor=request.seat.actor)
    return field_in(fields_of_conversation(conversation, definitions), request.path)


def _shown_or_edited(request: DeskRequest, field: Field, permission: str) -> HttpResponse:
    if "edit" not in request.GET:
        return _shown(request, field, may_edit=request.seat.may(permission))
    require(request.seat.actor, permission)
    return _edited(request, field)


def _shown(request: DeskRequest, field: Field, *, may_edit: bool) -> HttpResponse:
    return render(request, "desk/fields/value.html", {"field": field, "may_edit": may_edit})


def _edited(request: DeskRequest, field: Field, *, status: int = 200) -> HttpResponse:
    zones = sorted(time_zones()) if field.kind == "zone" else []
    return render(request, "desk/fields/edit.html", {"field": field, "time_zones": zones}, status=status)


def _again(request: DeskRequest, field: Field, error: Refused) -> HttpResponse:
    """The field with what was typed, and why it cannot be."""
    if isinstance(error, NotAllowed):
        raise error
    return _edited(request, field.refused(request.POST, error.text), status=422)
