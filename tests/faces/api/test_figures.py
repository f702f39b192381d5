"""Figures and the checklist over the API."""

from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.core.workspaces.models import Workspace
from tests.faces.api.client import Caller, caller
from tests.faces.desk.sitting import begun
from tests.features.chat.visiting import made_chat
from tests.world import World


def test_the_team_now(world: World, misaki: Caller) -> None:
    begun(world.support, "hanako@kobo.example")
    now = caller(world, world.kenji).get("/team-now")
    assert now.queries <= 8
    assert now.body["counts"] == {"open": 1, "waiting": 1, "unassigned": 1, "unanswered": 0, "help": 0}
    assert now.body["unassigned"]["waiting"] == 1
    assert misaki.get("/team-now").status == 403


def test_the_week(world: World, misaki: Caller) -> None:
    begun(world.support, "hanako@kobo.example")
    days = caller(world, world.mana).get("/week").data
    assert [day["began"] for day in days] == [0] * 6 + [1]
    assert days[-1]["first_answer_seconds"] is None
    assert misaki.get("/week").status == 403


def test_the_speed_of_answers(world: World, misaki: Caller) -> None:
    begun(world.support, "hanako@kobo.example")
    mana = caller(world, world.mana)
    found = mana.get("/reports/speed").body
    assert found["whole"]["began"] == 1
    assert found["whole"]["p50_seconds"] is None
    assert [one["team"] for one in found["teams"]] == [None]
    (row,) = mana.get("/reports/speed/unanswered").data
    assert row["first_answer_seconds"] is None
    assert mana.get("/reports/speed/answered").data == []
    assert mana.get("/reports/speed/dance").status == 422
    assert mana.get("/reports/speed?since=2026-01-01&until=2026-11-01").status == 422
    assert misaki.get("/reports/speed").status == 403


def test_how_long_people_wait_in_a_chat(world: World, misaki: Caller) -> None:
    chat = made_chat(world)
    mana = caller(world, world.mana)
    found = mana.get(f"/reports/patience?inbox_id={chat.id}").body
    assert found == {"cases": 0, "left": 0, "points": [], "wait_seconds": None}
    assert mana.get("/reports/patience").status == 422
    turned = mana.get(f"/reports/patience?inbox_id={chat.id}&since=2026-11-02&until=2026-11-01")
    assert (turned.status, turned.body["errors"][0]["parameter"]) == (422, "since")
    for other in (world.support.id, chat.id + 1000):
        assert mana.get(f"/reports/patience?inbox_id={other}").status == 404
    assert mana.get(f"/reports/patience?inbox_id={chat.id}&percent=100").status == 422
    assert misaki.get(f"/reports/patience?inbox_id={chat.id}").status == 403


def test_the_checklist(world: World, misaki: Caller, aoi: Caller) -> None:
    steps = {step["name"]: step for step in aoi.get("/checklist").data}
    assert steps["inbox"]["done"]
    assert not steps["answer"]["done"]
    skipped = {step["name"]: step["skipped"] for step in aoi.put("/checklist/answer/skip").data}
    assert skipped["answer"]
    assert not any(step["skipped"] for step in aoi.delete("/checklist/answer/skip").data)
    assert aoi.put("/checklist/dance/skip").status == 404
    assert misaki.get("/checklist").status == 403


def test_the_demo_data(world: World, misaki: Caller, aoi: Caller) -> None:
    assert aoi.delete("/demo").status == 422
    Workspace.objects.filter(id=world.harbour.id).update(is_demo=True)
    assert misaki.delete("/demo").status == 403
    assert aoi.delete("/demo").status == 204
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.remove_demo").exists()
