"""What the panel says and asks before somebody writes: whether anybody is there, and the fields of its form."""

from typing import Any

from django.views.decorators.http import require_GET

from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import Inbox
from madoguchi.faces.widget.serving import Asked, number_in, served
from madoguchi.features.chat.asking import Ask, ask_of
from madoguchi.features.chat.identity import verified
from madoguchi.features.chat.queries import contact_of
from madoguchi.features.chat.standing import standing_of
from madoguchi.features.chat.telling import is_nameless, mail_of
from madoguchi.features.kinds.actions.of_conversations import LONGEST, choose_kind
from madoguchi.features.kinds.models import KindField
from madoguchi.features.kinds.queries import asked_in, offered_called

KIND = "kind_"  # of a field of a type in the form, before its id


@require_GET
@served
def standing(asked: Asked) -> dict[str, Any]:
    """Whether anybody is there, when people are back, and what is asked of who begins a conversation now."""
    with tenant(asked.inbox.workspace_id):
        found = standing_of(asked.inbox)
        named, mailed = _known(asked)
        ask, language = ask_of(asked.inbox), asked.request.headers.get("X-Language", "")
        return {
            "open": found.is_open,
            "back_at": found.back_at.isoformat() if found.back_at else None,
            "message": found.takes_messages,
            "fields": _with_kinds(
                _fields(ask, language, named=named, mailed=mailed, takes_messages=found.takes_messages),
                asked.inbox,
                language,
            ),
        }


def kind_told(asked: Asked, conversation_id: int, topic: str) -> None:
    """The topic that was chosen before a conversation is a type: what its fields were told is kept."""
    given = asked.said.get("form")
    with tenant(asked.inbox.workspace_id):
        kind = offered_called(asked.inbox.workspace_id, [topic]).get(topic) if topic else None
    if kind is None or not isinstance(given, dict):
        return
    told = {
        int(name[len(KIND) :]): text
        for name, text in given.items()
        if name.startswith(KIND) and number_in(name[len(KIND) :]) and isinstance(text, str)
    }
    values = {key: text[:LONGEST] for key, text in told.items()}
    choose_kind(conversation_id, kind_id=kind.id, values=values, workspace_id=asked.inbox.workspace_id)


def _with_kinds(fields: list[dict[str, Any]], inbox: Inbox, language: str) -> list[dict[str, Any]]:
    """A topic that is called like a type asks the fields of that type too, as soon as it is chosen."""
    topics: list[dict[str, Any]] = next((field["choices"] for field in fields if field["name"] == "topic"), [])
    kinds = offered_called(inbox.workspace_id, [one["value"] for one in topics]) if topics else {}
    for one in topics:
        kind = kinds.get(one["value"])
        one["asks"] = [_asked(field, language, inbox.language) for field in kind.fields.all()] if kind else []
    return fields


def _asked(field: KindField, language: str, own: str) -> dict[str, Any]:
    label = asked_in(field, language or own, own)
    return {"name": f"{KIND}{field.id}", "label": label, "required": field.is_required, "type": field.type}


def _known(asked: Asked) -> tuple[bool, bool]:
    """Whether their name is known, and an address by which mail reaches them."""
    if asked.visitor is not None:
        contact = contact_of(asked.visitor)
        if contact is None:
            return False, False
        return not is_nameless(contact, asked.visitor), mail_of(asked.visitor, contact)[0] != ""
    person = verified(asked.identity, asked.inbox)
    return (any(person.names.values()), person.email != "") if person else (False, False)


def _fields(ask: Ask, language: str, *, named: bool, mailed: bool, takes_messages: bool) -> list[dict[str, Any]]:
    """In their order; a message that is left needs an address to be answered at."""
    needs = {
        "name": "" if named else ask.name or ("optional" if takes_messages else ""),
        "mail": "" if mailed else "required" if takes_messages else ask.mail,
        "topic": ask.topic,
        "answer": ask.answer,
    }
    topics, question = ask.spoken(language)
    choices = [{"value": topic, "label": words} for topic, words in topics]
    more: dict[str, dict[str, Any]] = {"topic": {"choices": choices}, "answer": {"label": question}}
    return [
        {"name": name, "required": need == "required", **more.get(name, {})} for name, need in needs.items() if need
    ]
