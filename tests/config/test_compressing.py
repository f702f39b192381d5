"""What goes out compressed, and what stays as it is."""

import gzip

import brotli
import pytest
from django.test import Client

from madoguchi.faces.desk.assets import address_of

TAKES_ALL = {"accept-encoding": "gzip, deflate, br, zstd"}
TAKES_GZIP = {"accept-encoding": "gzip, deflate"}
OPENED = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize(("takes", "encoding"), [(TAKES_ALL, "br"), (TAKES_GZIP, "gzip")])
def test_a_static_file_is_compressed_for_who_takes_it(takes: dict[str, str], encoding: str) -> None:
    plain = b"".join(Client().get(address_of("desk/components.css")))
    answer = Client().get(address_of("desk/components.css"), headers=takes)
    assert (answer["Content-Encoding"], answer["Content-Type"]) == (encoding, 'text/css; charset="utf-8"')
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert int(answer["Content-Length"]) == len(answer.content) < len(plain) / 2
    assert OPENED[encoding](answer.content) == plain
    assert answer["ETag"].startswith('W/"')


def test_modules_come_without_comments_and_with_all_their_lines() -> None:
    address = address_of("desk/js/editor/editor.js")
    plain = b"".join(Client().get(address)).decode()
    sent = gzip.decompress(Client().get(address, headers=TAKES_GZIP).content).decode()
    assert ("/*" in plain, "/*" in sent, "//" in sent) == (True, False, False)
    line = next(place for place, line in enumerate(plain.splitlines()) if line.startswith("customElements.define"))
    assert sent.splitlines()[line] == plain.splitlines()[line]


def test_the_sheet_of_every_page_comes_without_comments_of_whole_lines() -> None:
    plain = Client().get(address_of("desk.css")).content.decode()
    sent = brotli.decompress(Client().get(address_of("desk.css"), headers=TAKES_ALL).content).decode()
    assert ("\n/*" in plain, "\n/*" in sent) == (True, False)
    assert len(sent.splitlines()) == len(plain.splitlines())


@pytest.mark.parametrize("accepts", [{}, TAKES_GZIP])
def test_a_proxy_is_told_that_there_are_two_of_a_static_file(accepts: dict[str, str]) -> None:
    assert "Accept-Encoding" in Client().get(address_of("desk/icons.svg"), headers=accepts)["Vary"]


def test_who_asks_for_the_head_of_a_static_file_gets_its_head() -> None:
    answer = Client().head(address_of("desk/components.css"), headers=TAKES_GZIP)
    assert (answer.status_code, "Content-Encoding" in answer) == (200, False)


def test_a_static_file_that_a_browser_has_is_not_sent_again() -> None:
    address = address_of("desk/components.css")
    seen = {"if-modified-since": Client().get(address)["Last-Modified"]}
    assert Client().get(address, headers=TAKES_GZIP | seen).status_code == 304


def test_a_page_is_compressed_for_who_takes_it(db: None) -> None:
    plain = Client().get("/welcome/")
    answer = Client().get("/welcome/", headers=TAKES_GZIP)
    assert "Content-Encoding" not in plain
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < len(plain.content) / 2
    assert gzip.decompress(answer.content).lstrip().startswith(b"<!doctype html>")


def test_pages_of_one_length_differ_in_length_on_the_wire(db: None) -> None:
    """Or their lengths would tell, guess by guess, the secrets in them (BREACH)."""
    lengths = {len(Client().get("/welcome/", headers=TAKES_GZIP).content) for _ in range(8)}
    assert len(lengths) > 1


def test_what_programs_read_stays_as_it_is(db: None) -> None:
    answer = Client().get("/api/v1/openapi.json", headers=TAKES_GZIP)
    assert (answer.status_code, "Content-Encoding" in answer) == (200, False)
