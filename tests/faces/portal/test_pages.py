"""The pages of the help centre, read by plain HTTP: no script, no cookie, nobody signed in."""

import json
import re
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.base.tenancy import tenant
from madoguchi.features.articles.actions.arranging import archive, change_article, change_slug
from madoguchi.features.articles.actions.centre import change_centre
from madoguchi.features.articles.actions.collections import make_collection
from madoguchi.features.articles.models import ArticleRead, ArticleText, HelpSearch
from madoguchi.features.articles.wording import Words
from tests.faces.portal.shelves import INVOICE, Shelves, published
from tests.world import World

pytestmark = pytest.mark.django_db
HOME = "/help/koyomi/ja/"
OF_THE_TEST = "SELECT set_config('madoguchi.workspace', %s"  # its own transaction goes on afterwards
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/130.0"}
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def reader() -> Client:
    return Client(headers=BROWSER)


def slug_of(world: World, article_id: int, language: str = "ja") -> str:
    """As an address has it."""
    with tenant(world.koyomi.id):
        return quote(ArticleText.objects.get(article_id=article_id, language=language).slug)


def article_at(world: World, shelves: Shelves) -> str:
    return f"{HOME}articles/{slug_of(world, shelves.password.id)}/"


def text_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


@pytest.mark.parametrize(
    ("speaks", "wanted"), [("ja", "ページが見つかりません"), ("en-GB", "This page does not exist")]
)
def test_a_centre_that_is_not_there_is_missed_in_the_language_of_the_browser(
    world: World, speaks: str, wanted: str
) -> None:
    answer = Client(headers={**BROWSER, "Accept-Language": speaks}).get("/help/nowhere/")
    assert answer.status_code == 404
    assert wanted in answer.content.decode()


def test_the_first_page_lists_what_everybody_may_read(world: World, shelves: Shelves, reader: Client) -> None:
    actor = world.actor(world.aoi)
    manual = make_collection({"ja": {"title": "社内手順"}}, fields={"is_manual": True}, actor=actor)
    published(manual, {"ja": Words("返金の承認", "社外秘")}, actor)
    hidden = published(shelves.billing, {"ja": Words("契約者だけの記事", "非公開")}, actor)
    change_article(hidden.id, changes={"visibility": "customers"}, actor=actor)
    page = text_of(reader, HOME)
    assert "何かお困りですか？" in page
    assert re.findall(r"<h2><a[^>]*>([^<]+)</a></h2>", page) == ["アカウント", "お支払い"]
    assert "社内手順" not in page
    assert "2件の記事" in page
    for path in (HOME, f"{HOME}search/?q=返金の承認", f"{HOME}search/?q=契約者だけの記事"):
        assert "社外秘" not in text_of(reader, path)
    assert "契約者だけの記事</a>" not in text_of(reader, f"{HOME}search/?q=契約者")


def test_an_article_says_where_it_stands_and_what_it_is(world: World, shelves: Shelves, reader: Client) -> None:
    page = text_of(reader, article_at(world, shelves))
    assert "<h1>パスワードを忘れたときは</h1>" in page
    assert 'href="#再設定の手順"' in page
    assert 'id="再設定の手順"' in page
    assert page.index("アカウント") < page.index("<h1>")
    assert '<link rel="canonical" href="http' in page
    assert set(re.findall(r'hreflang="([\w-]+)" href="http', page)) == {"ja", "en", "x-default"}
    way, said = (json.loads(found) for found in SCRIPT.findall(page))
    assert [step["name"] for step in way["itemListElement"]] == [
        "こよみヘルプ",
        "アカウント",
        "パスワードを忘れたときは",
    ]
    assert (said["@type"], said["headline"], said["inLanguage"]) == ("Article", "パスワードを忘れたときは", "ja")
    assert "<script>" not in page
    assert " style=" not in page


def test_english_beside_japanese(world: World, shelves: Shelves, reader: Client) -> None:
    page = text_of(reader, f"/help/koyomi/en/articles/{slug_of(world, shelves.password.id, 'en')}/")
    assert '<html lang="en" dir="ltr">' in page
    assert "Did this article help?" in page
    assert "Koyomi Help" in page
    assert f"/help/koyomi/ja/articles/{slug_of(world, shelves.password.id)}/" in page
    home = text_of(reader, "/help/koyomi/en/")
    assert "Billing" not in home, "nothing can be read there in English"


def test_the_root_leads_to_the_language_of_whoever_asks(shelves: Shelves, reader: Client) -> None:
    for says, language in (("en-GB,en;q=0.9", "en"), ("fr", "ja"), ("", "ja")):
        answer = reader.get("/help/koyomi/", headers={"Accept-Language": says})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/help/koyomi/{language}/")


def test_nothing_is_stored_and_nothing_is_written_by_reading(world: World, shelves: Shelves, reader: Client) -> None:
    for path in (HOME, article_at(world, shelves), f"{HOME}search/?q=請求書", f"{HOME}contact/"):
        answer = reader.get(path)
        assert not answer.cookies, path
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    with tenant(world.koyomi.id):
        assert not ArticleRead.objects.exists()
        assert not HelpSearch.objects.exists()


def test_few_statements_a_page(world: World, shelves: Shelves, reader: Client) -> None:
    most = {HOME: 4, f"{HOME}collections/{collection_slug(world, shelves)}/": 4, article_at(world, shelves): 4}
    most |= {f"{HOME}search/?q=請求書": 7, f"{HOME}suggest/?q=請求": 6}
    for path, statements in most.items():
        reader.get(path)  # what is made once
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert reader.get(path).status_code == 200
        real = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", OF_THE_TEST))]
        assert len(real) <= statements, (path, real)


def collection_slug(world: World, shelves: Shelves) -> str:
    with tenant(world.koyomi.id):
        return shelves.billing.texts.get(language="ja").slug


def test_a_copy_that_is_still_good_is_not_sent_again(world: World, shelves: Shelves, reader: Client) -> None:
    path = article_at(world, shelves)
    first = reader.get(path)
    assert "must-revalidate" in first.headers["Cache-Control"]
    assert first.headers["Last-Modified"]
    again = reader.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    change_centre({"texts": {"ja": {"name": "新しい名前"}}}, actor=world.actor(world.aoi))
    assert reader.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_an_old_address_leads_on_and_an_archived_article_is_gone(
    world: World, shelves: Shelves, reader: Client
) -> None:
    actor, before = world.actor(world.aoi), article_at(world, shelves)
    change_slug(shelves.password.id, "ja", slug="reset-password", actor=actor)
    answer = reader.get(before)
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{HOME}articles/reset-password/")
    archive(shelves.password.id, actor=actor)
    page = text_of(reader, f"{HOME}articles/reset-password/", 410)
    assert "公開を終了しました" in page
    assert "noindex" in page


def test_what_is_not_there_is_looked_for(shelves: Shelves, reader: Client) -> None:
    page = text_of(reader, f"{HOME}articles/請求書/", 404)
    assert "ページが見つかりません" in page
    assert "請求書をダウンロードする" in page
    assert "お支払い" in page


def test_only_a_public_help_centre_is_there(world: World, shelves: Shelves, reader: Client) -> None:
    for path in ("/help/nobody/ja/", "/help/nobody/", "/help/koyomi/fr/"):
        assert reader.get(path).status_code == 404, path
    change_centre({"is_public": False}, actor=world.actor(world.aoi))
    assert reader.get(HOME).status_code == 404


def test_whoever_came_to_the_wrong_article_searches_from_there(world: World, shelves: Shelves, reader: Client) -> None:
    page = text_of(reader, article_at(world, shelves))
    assert f'<form action="{HOME}search/" role="search">' in page
    assert page.index('role="search"') < page.index("<h1>")


def test_searching_marks_the_words_and_says_when_there_is_nothing(shelves: Shelves, reader: Client) -> None:
    page = text_of(reader, f"{HOME}search/?q=請求書")
    assert "<mark>請求書</mark>" in page
    assert 'data-results="2"' in page
    none = text_of(reader, f"{HOME}search/?q=<b>zzqy</b>")
    assert "&lt;b&gt;zzqy" in none
    assert "<b>zzqy" not in none
    assert "アカウント" in none


def test_no_mark_and_no_word_is_lost_in_what_is_shown_of_an_article(
    world: World, shelves: Shelves, reader: Client
) -> None:
    body = "電子印を押せます。\n\n1\\. 設定を開く\n\n:::note 補足\n角印です。\n:::\n締める前の月は仮の印です。"
    published(shelves.billing, {"ja": Words("電子印を押す", body)}, world.actor(world.aoi))
    page = text_of(reader, f"{HOME}search/?q=電子印")
    said = " ".join(re.sub(r"<[^>]*>", "", page[page.index('class="found"') :]).split())
    assert "1. 設定を開く 補足 角印です。 締める前の月は仮の印です。" in said


def test_what_fits_less_well_is_shown_when_it_is_asked_for(world: World, shelves: Shelves, reader: Client) -> None:
    for number in range(11):
        published(shelves.billing, {"ja": Words(f"領収書の発行 {number}", "領収書")}, world.actor(world.aoi))
    page = text_of(reader, f"{HOME}search/?q=領収書")
    assert page.count("<li><small>") == 10
    assert "more=1" in page
    assert text_of(reader, f"{HOME}search/?q=領収書&more=1").count("<li><small>") >= 11


def test_suggestions_while_typing(shelves: Shelves, reader: Client) -> None:
    part = text_of(reader, f"{HOME}suggest/?q=パスワ")
    assert part.count('role="option"') == 1
    assert "パスワードを忘れたときは" in part
    assert text_of(reader, f"{HOME}suggest/?q=").strip() == ""


def test_what_search_engines_are_told(world: World, shelves: Shelves, reader: Client) -> None:
    map_ = ElementTree.fromstring(text_of(reader, "/help/koyomi/sitemap.xml"))
    places = [found.text for found in map_.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert any(place and place.endswith(article_at(world, shelves)) for place in places)
    assert len(places) == len(set(places))
    assert len(places) == 2 + 3 + 4, "the first page twice, collections, articles"
    feed = ElementTree.fromstring(text_of(reader, f"{HOME}feed.xml"))
    titles = [found.text for found in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert set(titles) == {"こよみヘルプ", INVOICE.title, "パスワードを忘れたときは", "支払い方法を変更する"}
    assert "Disallow: /\n" in text_of(reader, "/robots.txt")
