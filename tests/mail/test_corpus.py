"""Every mail of the corpus is read as written beside it. The corpus is made by `python -m tests.mail.sources`."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from madoguchi.adapters.channels.email.inspect import describe
from madoguchi.adapters.channels.email.parse import parse
from tests.mail.sources.__main__ import CORPUS, GROUPS

MAILS = sorted(CORPUS.rglob("*.eml"))


@pytest.mark.parametrize("path", MAILS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_mail_is_read_as_expected(path: Path) -> None:
    expected: dict[str, Any] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    message = parse(path.read_bytes())
    facts = describe(str(path), message)
    facts["automatic_kind"] = message.automatic_kind
    facts["original_message_id"] = message.bounce.original_message_id if message.bounce else ""
    assert {name: facts[name] for name in expected} == expected


@pytest.mark.parametrize("group", GROUPS)
def test_the_files_are_what_the_sources_make(group: str) -> None:
    for case in import_module(f"tests.mail.sources.{group}").cases():
        assert (CORPUS / group / f"{case.name}.eml").read_bytes() == case.raw, case.name


def test_the_corpus_is_broad() -> None:
    bounces = [path for path in MAILS if path.parent.name == "bounces" and "person" not in path.stem]
    assert len(MAILS) >= 120
    assert len(bounces) >= 20
