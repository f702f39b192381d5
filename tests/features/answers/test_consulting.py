"""A language model may keep the assistant from answering, and choose among what was found; whatever else it says or
does, the customer is answered as without it."""

import json
from typing import Any

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Message
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.answers.deciding import Opinion, Tried, decide
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.ranking import Ranked, Ranking
from madoguchi.features.articles.models import Article
from madoguchi.features.chat.models import Visitor
from tests.features.answers.furnishing import answering, said_in, states
from tests.features.answers.test_answering import asks
from tests.features.llm.connecting import calls, connected
from tests.language_model import Server
from tests.world import World

QUESTION = "鈴木一郎と申しますが、商品を返品する方法を090-1234-5678まで教えてください。注文はKB-20261130です。"
SURE = Ranking((Ranked("1", 0.8), Ranked("2", 0.15), Ranked("3", 0.01)), 0.9, answer=True)
TITLES = {"1": "返品する", "2": "交換する", "3": "領収書"}


@pytest.mark.parametrize(
    ("chosen", "what", "article_ids"),
    [
        ("1", "answer", ("1",)),
        ("2", "answer", ("2",)),
        ("3", "answer", ("1",)),
        ("9", "answer", ("1",)),
        ("", "person", ()),
    ],
)
def test_an_opinion_refuses_or_chooses_what_comes_near(chosen: str, what: str, article_ids: tuple[str, ...]) -> None:
    made = decide("返品したい", SURE, 0.5, TITLES, Tried(), Opinion(chosen))
    assert (made.what, made.article_ids) == (what, article_ids)


def test_an_opinion_never_lets_it_answer() -> None:
    unsure = Ranking(SURE.ranked, 0.1, answer=False)
    assert decide("返品したい", unsure, 0.5, TITLES, Tried(), Opinion("1")).what == "person"
    assert decide("返品したい", SURE, 0.5, {"2": "交換する"}, Tried(), Opinion("2")).what == "person", (
        "the best may not be told"
    )
    assert decide("返品したい", SURE, 0.5, TITLES, Tried(useless=frozenset("1")), Opinion("1")).what == "person"


@pytest.mark.django_db
def test_none_of_these_is_for_a_person(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article], model: Server
) -> None:
    answering(world, chat)
    connected(world, model, checks_answers=True)
    model.says = '{"article": 0}'
    home_id = asks(world, visitor, QUESTION)
    assert states(world) in (["refused"], ["handed_over"])
    (call,) = calls(world)
    assert (call.purpose, call.outcome, call.conversation_id) == ("check", "ok", home_id)
    sent = model.bodies[0].decode()
    told = json.loads(json.loads(sent)["messages"][1]["content"])
    assert "[PHONE-1]" in told["question"]
    assert not [one for one in ("090", "鈴木", "20261130") if one in json.dumps(told, ensure_ascii=False)]
    assert told["articles"][0]["article"].startswith("商品を返品する")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "trouble",
    [{"says": "いいえ、1番です"}, {"says": '{"article": 7}'}, {"says": ""}, {"says": "<script>"}, {"status": 500},
     {"raw": b"<html>"}, {"status": 429}],
)  # fmt: skip
def test_whatever_else_it_does_changes_nothing(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article], model: Server, trouble: dict[str, Any]
) -> None:
    answering(world, chat)
    connected(world, model, checks_answers=True)
    for name, value in trouble.items():
        setattr(model, name, value)
    (said,) = said_in(asks(world, visitor, QUESTION), world)
    assert said.startswith("お届けから8日以内なら返品できます。")
    assert len(model.bodies) == 1
    assert calls(world)[0].outcome != "ok"


@pytest.mark.django_db
def test_nothing_is_asked_where_nothing_is_set(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article], model: Server
) -> None:
    answering(world, chat)
    connected(world, model, writes_articles=True)
    asks(world, visitor, QUESTION)
    asks(world, visitor, "担当者と話したいです")
    assert (model.bodies, calls(world)) == ([], [])
    with tenant(world.koyomi.id):
        assert Answer.objects.filter(state="answered").count() == 1
        assert Message.objects.filter(automatic="assistant").exists()
