"""An embedding model is asked what texts mean: without personal data, within the budget, and apart from the language
model at the same address."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.features.llm.actions.set_up import change_language_model
from madoguchi.features.llm.actions.try_out import ask_trial
from madoguchi.features.llm.asking import Prompt, Unasked, ask
from madoguchi.features.llm.embedding import BATCH, BATCH_LETTERS, Hidden, batches, embed, hidden
from madoguchi.features.llm.masking import Masks
from madoguchi.features.llm.models import LanguageModel, ModelCall
from madoguchi.features.llm.queries import embedding_source, may_ask, model_of
from madoguchi.features.llm.trying import try_embedding_model
from tests.features.llm.connecting import KEY, calls, connected
from tests.language_model import Server
from tests.world import World

pytestmark = pytest.mark.django_db
MEANING, CHECK = ModelCall.Purpose.MEANING, ModelCall.Purpose.CHECK
TEXTS = [hidden("山田です。hanako@kobo.example に届きません", ["山田"]), hidden("返品したい")]


def hearing(world: World, server: Server, **changes: object) -> LanguageModel:
    return connected(world, server, **{"embedding_model": "meanings", "reads_meaning": True, **changes})


def why_not(world: World) -> str:
    with pytest.raises(Unasked) as refused:
        embed(MEANING, TEXTS, workspace_id=world.koyomi.id)
    return refused.value.code


def source(world: World) -> str:
    with tenant(world.koyomi.id):
        return embedding_source(world.koyomi.id)


def test_texts_go_out_without_personal_data_and_the_request_is_kept(world: World, model: Server) -> None:
    hearing(world, model, embedding_price="20", price_in="5000")
    assert len(embed(MEANING, TEXTS, workspace_id=world.koyomi.id)) == 2
    assert model.embedded == [["[NAME-1]です。[MAIL-1] に届きません", "返品したい"]]
    assert model.keys == [f"Bearer {KEY}"]
    (call,) = calls(world)
    assert (call.purpose, call.outcome, call.model, call.masked) == ("meaning", "ok", "meanings", 2)
    assert (call.tokens_in, call.tokens_out, call.size) == (14, 0, sum(len(one.text) for one in TEXTS))
    assert call.cost == Decimal("0.0003"), "at its own price"


def test_nothing_is_asked_until_it_is_named_and_switched_on(world: World, model: Server) -> None:
    assert (why_not(world), source(world)) == ("off", "")
    connected(world, model, embedding_model="meanings")
    assert (why_not(world), source(world)) == ("off", "")
    with pytest.raises(Refused) as refused:
        connected(world, model, embedding_model="", reads_meaning=True)
    assert (refused.value.code, refused.value.field) == ("bad-embedding_model", "embedding_model")
    hearing(world, model, address="")
    assert (why_not(world), source(world)) == ("off", "")
    assert (model.bodies, calls(world)) == ([], [])


def test_another_model_or_address_is_another_source(world: World, model: Server) -> None:
    hearing(world, model)
    first = source(world)
    connected(world, model, embedding_model="others")
    second = source(world)
    connected(world, model, address="https://api.example.com/v1")
    assert len({"", first, second, source(world)}) == 4
    assert model.address not in first


def test_an_address_may_have_an_embedding_model_alone(world: World, model: Server) -> None:
    hearing(world, model, model="", checks_answers=True)
    embed(MEANING, TEXTS, workspace_id=world.koyomi.id)
    with tenant(world.koyomi.id):
        assert not may_ask(world.koyomi.id, CHECK)
        assert may_ask(world.koyomi.id, MEANING)


def test_a_budget_holds(world: World, model: Server) -> None:
    hearing(world, model, daily_tokens=40)
    embed(MEANING, TEXTS, workspace_id=world.koyomi.id)
    assert why_not(world) == "budget"
    assert len(model.bodies) == 1


def test_it_rests_apart_from_the_language_model(world: World, model: Server) -> None:
    hearing(world, model, checks_answers=True)
    model.status = 404
    assert [why_not(world) for _again in range(4)] == ["model", "model", "model", "resting"]
    model.status = 200
    assert ask(CHECK, Prompt("Be brief.", "?", 10), Masks(), workspace_id=world.koyomi.id).text == "ready"
    with tenant(world.koyomi.id):
        row = model_of(world.koyomi.id)
        assert (row.failures, row.rests_until, row.embedding_failures) == (0, None, 3)
        assert source(world), "what is at hand goes on being of use"
        LanguageModel.objects.update(embedding_rests_until=now() - timedelta(seconds=1))
    embed(MEANING, TEXTS, workspace_id=world.koyomi.id)
    with tenant(world.koyomi.id):
        row = model_of(world.koyomi.id)
    assert (row.embedding_failures, row.embedding_rests_until) == (0, None)


def test_its_trial_sends_nothing_of_ours_and_needs_no_switch(world: World, model: Server) -> None:
    connected(world, model, embedding_model="meanings")
    call = ask_trial(purpose=ModelCall.Purpose.MEANING_TRIAL, actor=world.actor(world.aoi))
    try_embedding_model(call.id, workspace_id=world.koyomi.id)
    assert model.embedded == [["ready"]]
    (kept,) = calls(world)
    assert (kept.id, kept.purpose, kept.outcome, kept.model) == (call.id, "meaning_trial", "ok", "meanings")
    model.raw = b'{"data": []}'
    again = ask_trial(purpose=ModelCall.Purpose.MEANING_TRIAL, actor=world.actor(world.aoi))
    try_embedding_model(again.id, workspace_id=world.koyomi.id)
    assert calls(world)[-1].outcome == "unreadable"


def test_a_request_holds_so_many_texts_and_letters() -> None:
    short = list(batches([Hidden("a")] * (BATCH + 1)))
    assert [len(batch) for batch in short] == [BATCH, 1]
    long = list(batches([Hidden("a" * (BATCH_LETTERS // 2))] * 3))
    assert [len(batch) for batch in long] == [2, 1]
    assert list(batches([])) == []


def test_the_database_refuses_a_price_below_zero(world: World, model: Server) -> None:
    hearing(world, model)
    with pytest.raises(Refused):
        change_language_model(changes={"embedding_price": "-1"}, actor=world.actor(world.aoi))
    with tenant(world.koyomi.id), pytest.raises(IntegrityError, match="cost"), transaction.atomic():
        LanguageModel.objects.update(embedding_price=-1)
