"""The reference names every resource, in both languages."""

from pathlib import Path

import pytest

from madoguchi.faces.api.schema import document
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
