"""`madoguchi mail inspect`, its pure part: one dictionary a mail, in order, with exactly the documented keys."""

import json
from pathlib import Path

from madoguchi.adapters.channels.email.inspect import inspect_paths

KEYS = [
    "path", "subject", "from_address", "from_name", "to", "cc", "date", "message_id", "text", "html", "reply_text",
    "attachments", "automatic", "bounce", "error",
]  # fmt: skip


def test_folders_are_read_in_order_of_names_and_files_as_given(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/2.eml", "b/1.eml", "a.EML", "note.txt"):
        (tmp_path / name).write_bytes(b"Subject: x\n\nbody")
    single = tmp_path / "note.txt"
    found = [str(facts["path"]) for facts in inspect_paths([single, tmp_path])]
    assert found == [str(single), *(str(tmp_path / name) for name in ("a.EML", "b/1.eml", "b/2.eml"))]


def test_the_keys_are_those_of_the_documentation(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(b"Subject: x\n\nbody")
    (facts,) = inspect_paths([path])
    assert list(facts) == KEYS
    assert facts["error"] is None
    assert facts["date"] is None
    json.dumps(facts)


def test_a_file_that_is_not_there_is_an_error_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(b"Subject: x\n\nbody")
    first, second = inspect_paths([tmp_path / "none.eml", path])
    assert list(first) == KEYS
    assert first["error"]
    assert second["subject"] == "x"
