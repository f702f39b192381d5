"""A language model is asked within its budget and its rights, and one that fails is left alone for a while."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.models import Event
from madoguchi.features.llm.actions.call import Begun, begin
from madoguchi.features.llm.actions.set_up import change_language_model
from madoguchi.features.llm.actions.try_out import ask_trial
from madoguchi.features.llm.asking import Prompt, Said, Unasked, ask
from madoguchi.features.llm.forgetting import forget_calls
from madoguchi.features.llm.masking import Masks
from madoguchi.features.llm.models import LanguageModel, ModelCall
from madoguchi.features.llm.queries import may_ask, model_of, words_for
from madoguchi.features.llm.steps import About
from madoguchi.features.llm.trying import try_model
from tests.features.llm.connecting import KEY, calls, connected
from tests.language_model import Server
from tests.world import World

pytestmark = pytest.mark.django_db
ARTICLE, CHECK = ModelCall.Purpose.ARTICLE, ModelCall.Purpose.CHECK
PROMPT = Prompt("Be brief.", {"question": "山田です。hanako@kobo.example に届きません"}, longest=100)


def asked(world: World, purpose: ModelCall.Purpose = CHECK, prompt: Prompt = PROMPT) -> Said:
    return ask(purpose, prompt, Masks(["山田"]), workspace_id=world.koyomi.id)


def why_not(world: World, purpose: ModelCall.Purpose = CHECK) -> str:
    with pytest.raises(Unasked) as refused:
        asked(world, purpose)
    return refused.value.code


def of_koyomi(world: World) -> LanguageModel:
    with tenant(world.koyomi.id):
        return model_of(world.koyomi.id)


def test_it_is_asked_without_personal_data_and_the_call_is_kept(world: World, model: Server) -> None:
    connected(world, model, checks_answers=True, price_in="150", price_out="600")
    assert asked(world).text == "ready"
    (body,) = model.bodies
    assert model.keys == [f"Bearer {KEY}"]
    assert b"hanako" not in body
    assert "山田" not in body.decode("unicode_escape", "replace")
    assert model.told == [{"question": "[NAME-1]です。[MAIL-1] に届きません"}]
    (call,) = calls(world)
    assert (call.purpose, call.outcome, call.masked, call.model) == ("check", "ok", 2, "small")
    assert (call.tokens_in, call.tokens_out) == (30, 5)
    assert call.cost == Decimal("0.0075")
    assert call.size > 30


def test_nothing_is_asked_until_it_is_connected_and_switched_on(world: World, model: Server) -> None:
    assert why_not(world) == "off"
    connected(world, model)
    assert why_not(world) == "off"
    connected(world, model, writes_articles=True)
    assert why_not(world) == "off", "each switch for itself"
    connected(world, model, checks_answers=True, address="")
    assert why_not(world) == "off"
    with tenant(world.koyomi.id):
        assert not may_ask(world.koyomi.id, CHECK)
    assert (model.bodies, calls(world)) == ([], [])


@pytest.mark.parametrize(
    "budget", [{"daily_tokens": 300}, {"monthly_tokens": 300}, {"monthly_cost": "0.3", "price_in": "1000"}]
)
def test_a_budget_holds(world: World, model: Server, budget: dict[str, Any]) -> None:
    connected(world, model, checks_answers=True, **budget)
    model.usage = {"prompt_tokens": 290, "completion_tokens": 5}
    asked(world)
    assert why_not(world) == "budget"
    assert len(model.bodies) == 1
    with tenant(world.koyomi.id):
        ModelCall.objects.update(at=now() - timedelta(days=40))
    assert asked(world).text == "ready", "it begins anew"


def test_a_call_that_goes_on_has_its_budget_taken(world: World, model: Server) -> None:
    connected(world, model, checks_answers=True, daily_tokens=250)
    wanted = Begun("check", About(), size=100, masked=0, longest=100)
    assert begin(wanted, workspace_id=world.koyomi.id).model is not None
    assert begin(wanted, workspace_id=world.koyomi.id).why_not == "budget"


def test_it_need_not_count(world: World, model: Server) -> None:
    connected(world, model, checks_answers=True)
    model.usage = None
    asked(world)
    (call,) = calls(world)
    assert call.tokens_in == call.size
    assert call.tokens_out == len("ready")


def test_after_three_failures_it_is_left_out_for_a_while(
    world: World, model: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    connected(world, model, checks_answers=True)
    model.status = 500
    assert [why_not(world) for _again in range(4)] == ["server", "server", "server", "resting"]
    assert len(model.bodies) == 3
    first = of_koyomi(world).rests_until
    assert first is not None
    with tenant(world.koyomi.id):
        LanguageModel.objects.update(rests_until=now())
    assert why_not(world) == "server"
    assert why_not(world) == "resting"
    second = of_koyomi(world).rests_until
    assert second is not None
    assert second - now() > timedelta(seconds=90), "longer each time"
    model.status = 200
    with tenant(world.koyomi.id):
        LanguageModel.objects.update(rests_until=now())
    asked(world)
    row = of_koyomi(world)
    assert (row.failures, row.rests_until) == (0, None)
    assert KEY not in caplog.text


def test_too_many_calls_are_answered_by_a_rest_at_once(world: World, model: Server) -> None:
    connected(world, model, checks_answers=True)
    model.status, model.headers = 429, {"Retry-After": "600"}
    assert [why_not(world), why_not(world)] == ["busy", "resting"]
    until = of_koyomi(world).rests_until
    assert until is not None
    assert timedelta(minutes=9) < until - now() <= timedelta(minutes=10)


def test_a_trial_needs_no_switch_and_tells_what_is_wrong(world: World, model: Server) -> None:
    connected(world, model)
    call = ask_trial(actor=world.actor(world.aoi))
    try_model(call.id, workspace_id=world.koyomi.id)
    assert [one.outcome for one in calls(world)] == ["ok"]
    assert model.told == ["Say: ready"]
    connected(world, model, address="http://127.0.0.1:1/v1")
    call = ask_trial(actor=world.actor(world.aoi))
    try_model(call.id, workspace_id=world.koyomi.id)
    told = calls(world)[-1]
    assert (told.outcome, words_for(told)) == ("unreachable", "Nothing answers at this address.")
    with pytest.raises(NotAllowed):
        ask_trial(actor=world.actor(world.kenji))


def test_the_key_is_sealed_and_goes_nowhere_else(world: World, model: Server) -> None:
    row = connected(world, model)
    assert KEY not in row.secrets
    assert row.key == KEY
    elsewhere = {"address": "https://evil.example/v1"}
    changed = change_language_model(changes=elsewhere, actor=world.actor(world.aoi))
    assert changed.key == "", "whoever may set the address does not get the key sent to theirs"
    with tenant(world.koyomi.id):
        payloads = [str(one.payload) for one in Event.objects.filter(type="language_model.changed")]
    assert len(payloads) == 2
    assert KEY not in str(payloads)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"address": "http://api.example.com/v1"}, "bad-address"),
        ({"address": "http://127.0.0.1:8000/v1"}, "bad-address"),
        ({"address": "ftp://api.example.com"}, "bad-address"),
        ({"address": "https://user:pass@api.example.com"}, "bad-address"),
        ({"address": "https://[api"}, "bad-address"),
        ({"address": "https://api.example.com/v1"}, "bad-model"),
        ({"key": "a\nb"}, "bad-key"),
        ({"timeout": 0}, "bad-timeout"),
        ({"timeout": 61}, "bad-timeout"),
        ({"daily_tokens": "-1"}, "bad-number"),
        ({"monthly_tokens": "1.5"}, "bad-number"),
        ({"price_in": "NaN"}, "bad-number"),
    ],
)
def test_what_cannot_be_is_refused(world: World, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        change_language_model(changes=changes, actor=world.actor(world.aoi))
    assert refused.value.code == code
    assert of_koyomi(world).id is None


def test_only_who_manages_inboxes_sets_it(world: World) -> None:
    with pytest.raises(NotAllowed):
        change_language_model(changes={"timeout": 5}, actor=world.actor(world.kenji))


def test_what_other_workspaces_do_is_not_seen(world: World, model: Server) -> None:
    connected(world, model, checks_answers=True)
    asked(world)
    with tenant(world.oscar.workspace_id):
        assert not ModelCall.objects.exists()
        assert not LanguageModel.objects.exists()


def test_calls_are_kept_as_long_as_the_workspace_says(world: World, model: Server) -> None:
    connected(world, model, checks_answers=True)
    for days in (0, 34, 50, 500):
        asked(world)
        with tenant(world.koyomi.id):
            newest = ModelCall.objects.latest("id")
            ModelCall.objects.filter(id=newest.id).update(at=now() - timedelta(days=days))
    assert forget_calls(world.koyomi.id) == 1
    assert len(calls(world)) == 3
    change_language_model(changes={"calls_kept": 40}, actor=world.actor(world.aoi))
    assert forget_calls(world.koyomi.id) == 1
    assert len(calls(world)) == 2
    for wrong in (34, 3651):
        with pytest.raises(Refused, match="bad-number"):
            change_language_model(changes={"calls_kept": wrong}, actor=world.actor(world.aoi))
    assert forget_calls(world.harbour.id) == 0
    with tenant(world.koyomi.id), pytest.raises(IntegrityError, match="calls_kept"), transaction.atomic():
        LanguageModel.objects.update(calls_kept=1)
