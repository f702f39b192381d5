"""What visitors tell: that they read, what they looked for, whether it helped."""

import pytest
from django.test import Client

from madoguchi.base.limits import Limiter
from madoguchi.base.tenancy import tenant
from madoguchi.faces.portal import serving
from madoguchi.features.articles.models import ArticleRead, ArticleVerdict, HelpSearch
from tests.faces.portal.shelves import Shelves
from tests.faces.portal.test_pages import BROWSER, HOME, article_at, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
SEEN = f"{HOME}seen/"


@pytest.fixture
def reader() -> Client:
    return Client(headers=BROWSER)


def text_id(world: World, shelves: Shelves) -> int:
    with tenant(world.koyomi.id):
        return shelves.password.texts.get(language="ja").id


def test_what_was_opened_by_the_card_of_a_reply(world: World, shelves: Shelves, reader: Client) -> None:
    text = text_id(world, shelves)
    assert reader.post(SEEN, {"text": text, "from": "", "via": "reply"}).status_code == 204
    with tenant(world.koyomi.id):
        assert ArticleRead.objects.get().place == "reply"
        ArticleRead.objects.all().delete()
    assert reader.post(SEEN, {"text": text, "via": "evil"}).status_code == 204
    with tenant(world.koyomi.id):
        assert ArticleRead.objects.get().place == "portal"


def test_a_search_and_what_was_read_of_it(world: World, shelves: Shelves, reader: Client) -> None:
    text = text_id(world, shelves)
    assert reader.post(SEEN, {"q": "ログインできない", "results": "1"}).status_code == 204
    for _twice in range(2):
        assert reader.post(SEEN, {"text": text, "from": "ログインできない"}).status_code == 204
    with tenant(world.koyomi.id):
        search, read = HelpSearch.objects.get(), ArticleRead.objects.get()
    assert (search.query, search.results, search.opened_id) == ("ログインできない", 1, text)
    assert (read.text_id, read.place, read.visitor) == (text, "portal", search.visitor)
    assert "127.0.0.1" not in read.visitor
    assert "Firefox" not in read.visitor


def test_what_was_chosen_while_typing(world: World, shelves: Shelves, reader: Client) -> None:
    reader.post(SEEN, {"q": "パスワ", "results": "1", "opened": text_id(world, shelves)})
    with tenant(world.koyomi.id):
        assert HelpSearch.objects.get().opened_id == text_id(world, shelves)


@pytest.mark.parametrize("agent", ["", "Googlebot/2.1", "curl/8.5", "Mozilla/5.0 (compatible; bingbot/2.0)"])
def test_programs_are_not_counted(world: World, shelves: Shelves, agent: str) -> None:
    Client(headers={"User-Agent": agent}).post(SEEN, {"text": text_id(world, shelves)})
    with tenant(world.koyomi.id):
        assert not ArticleRead.objects.exists()


def test_a_verdict_can_be_changed_and_is_one_a_day(world: World, shelves: Shelves, reader: Client) -> None:
    path = article_at(world, shelves)
    answer = reader.post(f"{path}verdict/", {"helpful": "yes"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}?said=yes#helpful")
    assert "お役に立ててよかったです" in text_of(reader, f"{path}?said=yes")
    reader.post(f"{path}verdict/", {"helpful": "no"})
    assert "お問い合わせ" in text_of(reader, f"{path}?said=no")
    last = reader.post(f"{path}verdict/", {"helpful": "no", "reason": "unclear", "comment": "どのボタンですか"})
    assert last.headers["Location"].endswith("?said=why#helpful")
    with tenant(world.koyomi.id):
        said = ArticleVerdict.objects.get()
    assert (said.helpful, said.reason, said.comment, said.version) == (False, "unclear", "どのボタンですか", 1)
    assert reader.post(f"{path}verdict/", {"helpful": "no", "reason": "nonsense"}).status_code == 422


def test_another_site_cannot_speak_for_a_visitor(world: World, shelves: Shelves, reader: Client) -> None:
    path = f"{article_at(world, shelves)}verdict/"
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert reader.post(path, {"helpful": "no"}, headers=headers).status_code == 403
    assert reader.get(path).status_code == 405
    assert reader.post(path, {"helpful": "yes"}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303
    with tenant(world.koyomi.id):
        assert ArticleVerdict.objects.get().helpful


def test_one_address_can_send_only_so_much(
    world: World, shelves: Shelves, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "sending", Limiter(2))
    answers = [reader.post(SEEN, {"text": text_id(world, shelves)}) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [204, 204, 429]
    assert answers[-1].headers["Retry-After"]
    assert reader.get(HOME).status_code == 200
