"""A help centre at a host of its own, and the colour of a brand."""

import pytest
from django.test import Client

from madoguchi.base.colours import TEXT, contrast
from madoguchi.faces.portal import brand
from madoguchi.features.articles.actions.centre import change_centre
from tests.faces.portal.shelves import Shelves
from tests.faces.portal.test_pages import BROWSER, text_of
from tests.world import World

HOST = "help.koyomi.example"


@pytest.fixture
def reader(world: World, shelves: Shelves) -> Client:
    change_centre({"host": HOST}, actor=world.actor(world.aoi))
    return Client(headers={**BROWSER, "Host": HOST})


@pytest.mark.django_db
def test_the_pages_stand_at_its_root(reader: Client) -> None:
    assert reader.get("/").headers["Location"] == "/ja/"
    page = text_of(reader, "/ja/")
    assert "何かお困りですか？" in page
    assert "/help/" not in page
    assert f'rel="canonical" href="http://{HOST}/ja/"' in page
    assert f"http://{HOST}/ja/" in text_of(reader, "/sitemap.xml")
    assert f"Sitemap: http://{HOST}/sitemap.xml" in text_of(reader, "/robots.txt")
    elsewhere = text_of(Client(headers=BROWSER), "/help/koyomi/ja/")
    assert f'rel="canonical" href="http://{HOST}/ja/"' in elsewhere


@pytest.mark.django_db
def test_nothing_else_of_the_house_is_there(reader: Client) -> None:
    for path in ("/desk/", "/accounts/login/", "/api/v1/conversations", "/help/koyomi/ja/", "/ja/desk/"):
        answer = reader.get(path)
        assert answer.status_code == 404, path
        assert not answer.cookies
    assert reader.get("/static/portal/js/portal.js").status_code == 200


@pytest.mark.django_db
def test_a_host_that_is_nobodys_is_refused_as_ever(reader: Client) -> None:
    for host in ("evil.example", "x.help.koyomi.example"):
        assert reader.get("/", headers={"Host": host}).status_code == 400, host


COLOURS = [
    f"#{red:02x}{green:02x}{blue:02x}" for red in (0, 128, 255) for green in (0, 128, 255) for blue in (0, 128, 255)
]


@pytest.mark.parametrize("colour", COLOURS)
def test_whatever_colour_is_chosen_it_can_be_read(colour: str) -> None:
    for grounds in (brand.LIGHT, brand.DARK):
        named = brand.named(colour, grounds)
        accent = named["indigo"]
        assert all(contrast(accent, ground) >= TEXT for ground in (*grounds, named["indigo-wash"], named["select"]))
        for fill in ("indigo-fill", "indigo-fill-hover"):
            assert contrast(named["on-brand"], named[fill]) >= TEXT, fill


def test_the_houses_own_colour_needs_nothing() -> None:
    assert brand.sheet(brand.USUAL).rstrip().endswith("}")
    assert "--on-brand:" not in brand.sheet(brand.USUAL)
    assert brand.name_of("#ff0000") != brand.name_of(brand.USUAL)
