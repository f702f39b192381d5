"""Static files: kept for ever under an address that changes with them."""

from django.test import Client

from madoguchi.faces.desk import styling
from madoguchi.faces.desk.assets import address_of

FOREIGN = "0123456789abcdef"


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
