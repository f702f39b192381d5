"""The reference names every resource, in both languages."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string

from madoguchi.faces.api.schema import choices, document, sections
from tests.faces.api.client import BASE

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.mark.parametrize("page", ["reference/api.md", "ja/reference/api.md"])
def test_every_resource_is_in_the_reference(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    resources = {path.removeprefix(BASE).split("/")[1] for path in document()["paths"]}
    assert not {name for name in resources if f"/{name}" not in text}


def test_every_operation_says_what_it_does() -> None:
    operations = [operation for methods in document()["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    assert all(len(operation["summary"]) > 5 for operation in operations)


def test_fixed_sets_are_named_in_the_document_and_on_its_page() -> None:
    listing = document()["paths"][f"{BASE}/events"]["get"]["parameters"]
    facts = next(choices(one["schema"]) for one in listing if one["name"] == "type")
    assert {"conversation.created", "message.received"} <= set(facts)
    page = render_to_string("api/reference.html", {"sections": sections()})
    for value in ("snoozed", "unassigned", "oldest", "conversation.created", "iso-2022-jp", "settings", "microsoft"):
        assert f"<li><code>{value}</code></li>" in page
