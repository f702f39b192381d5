"""The reference names every resource, in both languages."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string

from madoguchi.faces.api import schema
from madoguchi.faces.api.api import api
from madoguchi.faces.api.schema import choices, document, sections
from tests.faces.api.client import BASE

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What a test kept elsewhere is not what the next process finds."""
    yield
    schema.description.cache_clear()


@pytest.mark.parametrize("page", ["reference/api.md", "ja/reference/api.md"])
def test_every_resource_is_in_the_reference(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    resources = {path.removeprefix(BASE).split("/")[1] for path in document()["paths"]}
    assert not {name for name in resources if f"/{name}" not in text}


def test_the_document_is_made_once_and_kept_for_other_processes_and_for_the_next_start(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MADOGUCHI = replace(settings.MADOGUCHI, home=tmp_path)
    schema.description.cache_clear()
    first = schema.description()
    (kept,) = (tmp_path / "cache").iterdir()
    assert kept.read_bytes() == first
    (tmp_path / "cache" / "openapi-of-older-code.json").write_text("{}")
    schema.description.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(api, "get_openapi_schema", None)  # nobody asks for it a second time
        assert schema.description() == first
    kept.unlink()
    schema.description.cache_clear()
    schema.description()
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [kept.name], "what older code made is taken away"


def test_the_document_is_there_where_nothing_can_be_kept(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "cache").write_text("no folder")
    settings.MADOGUCHI = replace(settings.MADOGUCHI, home=tmp_path)
    schema.description.cache_clear()
    assert schema.description() == json.dumps(schema.document()).encode()


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
