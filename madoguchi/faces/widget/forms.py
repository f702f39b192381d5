"""What the panel says and asks before somebody writes: whether anybody is there, and the fields of its form."""

from typing import Any

from django.views.decorators.http import require_GET

from madoguchi.base.tenancy import tenant
from madoguchi.faces.widget.serving import Asked, served
from madoguchi.features.chat.asking import Ask, ask_of
from madoguchi.features.chat.identity import verified
from madoguchi.features.chat.queries import contact_of
from madoguchi.features.chat.standing import standing_of
from madoguchi.features.chat.telling import is_nameless, mail_of


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
            "fields": _fields(ask, language, named=named, mailed=mailed, takes_messages=found.takes_messages),
        }


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
