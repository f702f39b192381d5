"""The page of the search: what it shows, how many questions it asks, and what it keeps to itself."""

import re
from html import unescape

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.features.search.actions.reindexing import begin_reindex
from madoguchi.features.search.models import RecentSearch
from tests.faces.desk.sitting import Sitting
from tests.features.search.saying import begin, say, write_all
from tests.world import World

MOST_QUERIES = 8


@pytest.fixture
def spoken(world: World) -> World:
    first = begin(world, world.hanako, "返品について", "返品の送料はいくらですか。<b>お急ぎ</b>です。", days=3)
    say(first, "保証書の袋が破れています。", kind="note", person_id=world.misaki.id)
    begin(world, world.emma, "Refund", "Where is my refund?", inbox=world.english, days=1)
    for number in range(30):
        begin(world, world.taro, f"見積書{number}", "見積書をください。", days=number)
    write_all(world.koyomi.id)
    return world


def test_the_words_are_marked_and_nothing_else_is_html(spoken: World, misaki: Sitting) -> None:
    page = misaki.get("/desk/search/?q=返品送料", target="results")
    assert "<mark>返品</mark>" in page.html
    assert "の<mark>送料</mark>はいくらですか。" in page.html
    assert "<b>" not in page.html
    assert "&lt;b&gt;お急ぎ" in page.html
    assert "山田 花子 様" in page.text
    assert "1件の会話" in page.text
    bad = misaki.get("/desk/search/?q=<script>alert(1)</script>%20xyzzy").html
    assert "<script>alert" not in bad


def test_a_result_leads_to_its_message_and_names_the_words(spoken: World, misaki: Sitting) -> None:
    page = misaki.get("/desk/search/?q=送料", target="results")
    (address,) = re.findall(r'data-result href="([^"]+)"', page.html)
    assert re.fullmatch(r"/desk/views/all/\d+/\?q=%E9%80%81%E6%96%99&amp;find=%E9%80%81%E6%96%99#message-\d+", address)
    assert misaki.get(unescape(address).partition("#")[0]).status == 200


def test_the_list_beside_a_result_holds_the_others(spoken: World, misaki: Sitting) -> None:
    page = misaki.get("/desk/search/?q=見積書", target="results")
    found = {int(number) for number in re.findall(r'data-result href="/desk/views/all/(\d+)/', page.html)}
    address = unescape(re.findall(r'data-result href="([^"]+)"', page.html)[0])
    beside = misaki.get(address.partition("#")[0])
    assert {int(number) for number in re.findall(r'id="row-(\d+)"', beside.html)} == found
    assert 'value="見積書"' in beside.html
    assert len(beside.queries) <= 8
    by_number = misaki.get(f"/desk/search/?q=%23{min(found)}", target="results").html
    assert f'href="/desk/views/all/{min(found)}/"' in by_number  # a number narrows no list


PLAIN = ["返品", "返品 送料", "見積書", "見積書 袋", "見積書&order=newest", "xyzzy plugh"]


@pytest.mark.parametrize("query", [*PLAIN, "is:open 返品", "tag:x from:山田 返品"])
def test_few_questions_are_asked(spoken: World, misaki: Sitting, query: str) -> None:
    for answer in (
        misaki.get(f"/desk/search/?q={query}", target="results"),
        misaki.get(f"/desk/search/people/?q={query}", target="search-people"),
        misaki.get(f"/desk/search/guess/?q={query}", target="x"),
    ):
        assert answer.status == 200
        assert len(answer.queries) <= MOST_QUERIES, answer.queries
        assert answer.writes == []


def test_pages_go_on(spoken: World, misaki: Sitting) -> None:
    for order in ("best", "newest"):
        page = misaki.get(f"/desk/search/?q=見積書&order={order}")
        found = re.findall(r"見積書</mark>(\d+)", page.html)
        assert len(found) == 20
        (more,) = re.findall(r'hx-get="(/desk/search/\?[^"]+cursor[^"]+)"', page.html)
        rest = misaki.get(more.replace("&amp;", "&"), target="hits-end")
        assert rest.html.count("data-result") == 10
        assert "<html" not in rest.html
        assert "hits-end" not in rest.html


def test_people_and_companies_beside_it(spoken: World, misaki: Sitting) -> None:
    page = misaki.get("/desk/search/?q=やまだ", target="results")
    assert 'hx-get="/desk/search/people/?q=%E3%82%84%E3%81%BE%E3%81%A0"' in page.html
    assert "山田 花子" in misaki.get("/desk/search/people/?q=やまだ").text
    assert "こうぼ商店" in misaki.get("/desk/search/people/?q=こうぼ").text
    assert misaki.get("/desk/search/people/?q=xyzzy").text == ""


def test_what_helps_where_nothing_is_found(spoken: World, misaki: Sitting) -> None:
    assert 'hx-get="/desk/search/guess/?q=refnud"' in misaki.get("/desk/search/?q=refnud").html
    assert misaki.get("/desk/search/guess/?q=refnud").text == "もしかして： refund"
    assert misaki.get("/desk/search/guess/?q=保障").text == "もしかして： 保証"
    assert misaki.get("/desk/search/guess/?q=xyzzy").text == ""
    assert "ほとんどのメッセージに含まれる語" in misaki.get("/desk/search/?q=の").text
    page = misaki.get("/desk/search/?q=送料 tag:none is:resolved").text
    assert "条件を外して「送料」を検索" in page
    assert "「nosuch:」" in misaki.get("/desk/search/?q=nosuch:1 送料").text
    assert "索引を作成中" not in misaki.get("/desk/search/?q=xyzzy").text
    begin_reindex(spoken.koyomi.id)
    assert "索引を作成中です（0 %）" in misaki.get("/desk/search/?q=xyzzy").text


def test_what_was_looked_for_is_offered_again(spoken: World, misaki: Sitting, ren: Sitting) -> None:
    assert misaki.post("/desk/search/recent/", {"q": "返品 送料"}).status == 204
    assert "返品 送料" in misaki.get("/desk/search/").text
    assert "最近の検索" not in ren.get("/desk/search/").text
    assert misaki.delete("/desk/search/recent/").status == 200
    with tenant(spoken.koyomi.id):
        assert not RecentSearch.objects.exists()


def test_a_number_is_enough(spoken: World, misaki: Sitting) -> None:
    page = misaki.get("/desk/search/?q=送料", target="results").html
    (number,) = re.findall(r"/desk/views/all/(\d+)/", page)
    assert "返品について" in misaki.get(f"/desk/search/?q=%23{number}", target="results").text


def test_masked_addresses_are_found_by_nobody_else(spoken: World, ren: Sitting) -> None:
    assert "山田" not in ren.get("/desk/search/people/?q=hanako@kobo.example").text


def test_a_wrong_cursor_is_refused_in_words(spoken: World, misaki: Sitting) -> None:
    assert misaki.get("/desk/search/?q=見積書&cursor=x", target="hits-end").status == 422
