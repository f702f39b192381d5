"""Static files: kept for ever under an address that changes with them."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import FileSystemFinder
from django.test import Client

from madoguchi.faces.desk import assets, styling
from madoguchi.faces.desk.assets import address_of, script_of

FOREIGN = "0123456789abcdef"
IMPORTED = re.compile(r"""(?:from|import)\s*\(?"(\.{1,2}/[\w/.]+\.js)\"""")


def test_a_file_may_be_kept_for_ever_under_its_address() -> None:
    answer = Client().get(address_of("desk/tokens.css"))
    assert (answer.status_code, answer["Content-Type"]) == (200, 'text/css; charset="utf-8"')
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"--indigo" in b"".join(answer)  # a file is streamed


def test_a_page_of_another_release_is_given_its_files_too() -> None:
    assert Client().get(f"/static/v-{FOREIGN}/desk/tokens.css").status_code == 200


def test_a_file_without_fingerprint_is_asked_for_again() -> None:
    assert "immutable" not in Client().get("/static/desk/tokens.css")["Cache-Control"]


def test_what_is_not_there_is_not_kept(db: None) -> None:
    answer = Client().get(f"/static/v-{FOREIGN}/desk/nothing.css")
    assert answer.status_code == 404
    assert "immutable" not in answer.get("Cache-Control", "")


def test_the_style_of_every_page_comes_in_one_piece() -> None:
    answer = Client().get(address_of("desk.css"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (b"--indigo" in answer.content, b".composer-foot" in answer.content) == (True, True)
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_no_style_is_forgotten() -> None:
    """Each file is a part of every page, or belongs to the pages that name it."""
    files = {path.stem for path in styling.HERE.glob("*.css")}
    assert files - set(styling.SHEETS) == {"articles", "home", "mail", "marks", "styleguide"}


@pytest.fixture
def modules(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of static files: a module, another one that it imports, and both in one piece, which is the newest."""
    settings.STATICFILES_DIRS = [tmp_path]
    monkeypatch.setattr(assets, "get_finders", lambda: [FileSystemFinder()])
    for made_at, name in enumerate(["desk/js/desk.js", "desk/js/words.js", "pieces/desk.js"]):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("export {};")
        os.utime(file, (made_at, made_at))
    return tmp_path


def of_a_page() -> str:
    return script_of.__wrapped__("desk/js/desk.js").partition("/static/")[2].partition("/")[2]


def test_a_page_is_given_its_module_and_all_that_it_imports_in_one_piece(modules: Path) -> None:
    assert of_a_page() == "pieces/desk.js"


def test_no_page_is_given_a_piece_that_is_older_than_a_module(modules: Path) -> None:
    os.utime(modules / "desk/js/words.js", (9, 9))
    assert of_a_page() == "desk/js/desk.js"


def test_where_there_is_no_piece_a_browser_asks_for_each_module(modules: Path) -> None:
    (modules / "pieces/desk.js").unlink()
    assert of_a_page() == "desk/js/desk.js"


def test_no_module_is_forgotten() -> None:
    """Each is imported by that of every page, at once or when it is needed, or asked for by who needs nothing else."""
    folder = styling.HERE / "js"
    reached, left = set(), {folder / "desk.js"}
    while left:
        module = left.pop()
        reached.add(module)
        found = {(module.parent / path).resolve() for path in IMPORTED.findall(module.read_text(encoding="utf-8"))}
        left |= {path for path in found if path.is_relative_to(folder)} - reached
    assert {path.stem for path in set(folder.rglob("*.js")) - reached} == {"own_zone", "passkey", "service_worker"}
