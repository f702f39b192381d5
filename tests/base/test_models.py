"""A new row is the one that Django would have made."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from madoguchi.base.models import TenantModel
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import Conversation, Message

OURS = [model for model in apps.get_models() if issubclass(model, TenantModel)]


def djangos(model: type[TenantModel], **given: Any) -> TenantModel:
    row = model.__new__(model)
    models.Model.__init__(row, **given)
    return row


def held(row: TenantModel) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "_state"}


@pytest.mark.parametrize("model", OURS)
def test_with_nothing_given(model: type[TenantModel]) -> None:
    assert held(model(workspace_id=1)) == held(djangos(model, workspace_id=1))


def test_with_rows_of_other_tables() -> None:
    contact = Contact(id=3, workspace_id=1)
    given = {"workspace_id": 1, "contact": contact, "assignee_id": 4, "subject": "請求", "merged_into": None}
    made, expected = Conversation(**given), djangos(Conversation, **given)
    assert held(made) == held(expected)
    assert made.contact is contact
    assert vars(made._state) == vars(expected._state)
    with pytest.raises(ValueError, match="must be a"):
        Message(conversation=contact)  # type: ignore[misc]


def test_defaults_are_not_shared() -> None:
    first, second = Conversation(), Conversation()
    first.attributes["a"] = 1
    assert second.attributes == {}


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(TypeError, match="unexpected keyword"):
        Message(texte="a")  # type: ignore[misc]
