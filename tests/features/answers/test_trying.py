"""Trying a question: the worker looks, the page that waits is told, and nobody waits for ever."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.features.answers.actions import try_out as trying_out
from madoguchi.features.answers.actions.try_out import ask_trial, forget_trials, trial_for, try_out
from madoguchi.features.answers.closing import KILLED
from madoguchi.features.answers.models import AnswerTrial
from madoguchi.features.articles.models import Article
from tests.faces.desk.sitting import Sitting
from tests.hearing import Heard
from tests.world import World

QUESTION = "商品を返品する方法を教えてください。"
SETTINGS = "/desk/settings/assistant/"


@pytest.mark.django_db(transaction=True)
def test_the_page_waits_is_told_and_shows_what_would_be_said(
    world: World, articles: dict[str, Article], heard: Heard
) -> None:
    desk = Sitting(world.users["aoi"])
    waits = desk.post(f"{SETTINGS}trials/", {"question": QUESTION}).response.content.decode()
    assert "お届けから8日" not in waits
    job = ProcrastinateJob.objects.get(task_name="madoguchi.try_assistant")
    try_out(job.args["trial_id"], workspace_id=world.koyomi.id)
    assert f"person:{world.aoi.id}:trials" in heard.names()
    shown = desk.get(f"{SETTINGS}trials/{job.args['trial_id']}/")
    assert "お届けから8日" in shown.text
    assert "商品を返品する" in shown.text
    assert shown.writes == []
    assert len(shown.queries) <= 8


@pytest.mark.django_db
def test_what_breaks_is_said(world: World, articles: dict[str, Article], monkeypatch: pytest.MonkeyPatch) -> None:
    aoi = world.actor(world.aoi)
    row = ask_trial(QUESTION, actor=aoi)

    def breaks(*_question: object, **_how: object) -> object:
        raise MemoryError

    monkeypatch.setattr(trying_out, "try_question", breaks)
    with pytest.raises(MemoryError):
        try_out(row.id, workspace_id=world.koyomi.id)
    with tenant(world.koyomi.id):
        assert trial_for(row.id, aoi).state == "failed"
    text = Sitting(world.users["aoi"]).get(f"{SETTINGS}trials/{row.id}/").text
    assert "hx-trigger" not in text, "nobody waits for ever"


@pytest.mark.django_db
def test_what_takes_its_worker_down_each_time_is_closed(world: World) -> None:
    aoi = world.actor(world.aoi)
    row = ask_trial(QUESTION, actor=aoi)
    try_out(row.id, workspace_id=world.koyomi.id, tried=KILLED + 1)
    with tenant(world.koyomi.id):
        assert trial_for(row.id, aoi).state == "failed"


@pytest.mark.django_db
def test_who_asks_for_a_person_would_get_one(world: World, articles: dict[str, Article]) -> None:
    row = ask_trial("担当者と話したい", actor=world.actor(world.aoi))
    try_out(row.id, workspace_id=world.koyomi.id)
    with tenant(world.koyomi.id):
        row.refresh_from_db()
    assert (row.found["what"], row.found["why"]) == ("person", "person")


@pytest.mark.django_db
def test_it_is_each_ones_own_and_kept_for_a_day(world: World, articles: dict[str, Article]) -> None:
    aoi = world.actor(world.aoi)
    with pytest.raises(Refused):
        ask_trial("  ", actor=aoi)
    with pytest.raises(NotAllowed):
        ask_trial(QUESTION, actor=world.actor(world.misaki))
    row = ask_trial(QUESTION, actor=aoi)
    with tenant(world.koyomi.id), pytest.raises(NotAllowed):
        trial_for(row.id, world.actor(world.mana))
    forget_trials(world.koyomi.id)
    with tenant(world.koyomi.id):
        assert AnswerTrial.objects.count() == 1
        AnswerTrial.objects.update(at="2020-01-01T00:00Z")
    forget_trials(world.koyomi.id)
    with tenant(world.koyomi.id):
        assert AnswerTrial.objects.count() == 0
