"""The assistant over the API: what it may do, what it did, what it suggests, and what it would have done."""

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.answers.actions import respond
from madoguchi.features.answers.actions.rank import rank
from madoguchi.features.answers.actions.try_out import try_out
from madoguchi.features.answers.models import Answer
from madoguchi.features.articles.models import Article, ArticleSource
from madoguchi.features.chat.actions.say import say
from tests.faces.api.client import caller
from tests.features.answers.furnishing import answering, happens, help_centre, taught
from tests.features.chat.visiting import came_in, made_chat
from tests.world import World

pytestmark = pytest.mark.django_db
QUESTION = "商品を返品したいです。"


@pytest.fixture
def chat(world: World) -> Inbox:
    return made_chat(world)


@pytest.fixture
def articles(world: World, words_alone: None) -> dict[str, Article]:
    made = help_centre(world)
    taught(world)
    return made


def asked(world: World, chat: Inbox) -> int:
    said = say(came_in(chat)[0], QUESTION, once="1")
    happens(world)
    return said.conversation_id


def test_what_it_does_at_an_inbox_is_read_and_set(world: World, chat: Inbox) -> None:
    api = caller(world, world.aoi)
    path = f"/inboxes/{chat.id}/assistant"
    assert api.get(path).body["mode"] == "suggest", "nothing is told to customers before somebody says so"
    assert api.patch(path, {"mode": "answer", "share": 25}).body["share"] == 25
    assert api.patch(path, {"mode": "shout"}).status == 422
    assert api.patch("/assistant", {"target_precision": 90}).body["target_precision"] == 90
    assert caller(world, world.misaki).patch(path, {"mode": "off"}).status in (403, 404)
    assert api.post("/assistant/training").status == 202


def test_what_it_did_is_listed_and_counted(world: World, chat: Inbox, articles: dict[str, Article]) -> None:
    answering(world, chat)
    home_id = asked(world, chat)
    with tenant(world.koyomi.id):
        row = Answer.objects.get()
    respond.confirm(row.id, workspace_id=world.koyomi.id)
    api = caller(world, world.mana)
    (shown,) = api.get("/answers?part=confirmed").data
    assert (shown["conversation_id"], shown["article_id"], shown["state"]) == (
        home_id,
        articles["returns"].id,
        "confirmed",
    )
    report = api.get("/reports/answers").body
    assert report["counts"]["confirmed"] == len(api.get("/answers?part=confirmed").data) == 1
    assert report["resolved"]["value"] == 1.0
    assert report["resolved"]["low"] < 0.5, "one alone says little"
    assert report["articles"][0]["name"] == "商品を返品する"
    message = next(one for one in api.get(f"/conversations/{home_id}/messages").data if one["kind"] == "reply")
    assert message["automatic"] == "assistant"
    assert api.get("/assistant").body["in_use"][0]["articles"] == 4


def test_a_question_is_tried_by_the_worker(world: World, articles: dict[str, Article]) -> None:
    api = caller(world, world.mana)
    asked = api.post("/assistant/trials", {"question": QUESTION})
    assert (asked.status, asked.body["state"], asked.body["what"]) == (202, "running", "")
    path = f"/assistant/trials/{asked.body['id']}"
    assert api.get(path).body["state"] == "running", "nobody has looked"
    try_out(asked.body["id"], workspace_id=world.koyomi.id)
    found = api.get(path).body
    assert (found["state"], found["what"], found["text"][:8]) == ("done", "answer", "お届けから8日以")
    assert caller(world, world.aoi).get(path).status == 404, "somebody else's"


def test_suggestions_are_asked_for_and_used(world: World, chat: Inbox, articles: dict[str, Article]) -> None:
    home_id = asked(world, chat)
    api = caller(world, world.misaki)
    path = f"/conversations/{home_id}/suggestions"
    assert api.post(path).body == {"data": [], "is_ranked": False}
    rank(home_id, workspace_id=world.koyomi.id)
    assert api.post(path).body["is_ranked"]
    best = api.get(path).data[0]
    assert best["title"] == "商品を返品する"
    assert api.post(f"{path}/{best['article_id']}", {"deed": "text"}).body["text"].startswith("1. マイページ")
    with tenant(world.koyomi.id):
        assert ArticleSource.objects.get(kind="used").article_id == articles["returns"].id
    assert api.post(f"{path}/{best['article_id']}", {"deed": "dismiss"}).body == {"text": ""}
    assert best["article_id"] not in [one["article_id"] for one in api.post(path).data]


def test_a_backtest_needs_questions(world: World, articles: dict[str, Article]) -> None:
    api = caller(world, world.mana)
    refused = api.post("/assistant/backtests", {})
    assert (refused.status, refused.body["code"]) == (422, "too-few")
    assert api.get("/assistant/backtests").data == []
