"""The scenario planner at the desk."""

from madoguchi.base.tenancy import tenant
from madoguchi.features.scenarios.models import Scenario
from tests.faces.desk.sitting import Sitting
from tests.world import World


def test_scenarios_stand_side_by_side(world: World, aoi: Sitting, misaki: Sitting) -> None:
    assert "シナリオはまだありません" in aoi.get("/desk/reports/plan/").text
    form = aoi.get("/desk/reports/plan/new/?channel=chat")
    assert "直近13週間の実績" in form.text
    assert len(form.queries) <= 8
    few = {"volume": "4,000", "minutes": "14", "growth": "3", "heads": "2", "heads_6": "2"}
    aoi.post("/desk/reports/plan/new/", {"name": "今のまま", "channel": "chat", **few})
    with tenant(world.koyomi.id):
        first = Scenario.objects.get()
    like = aoi.get(f"/desk/reports/plan/new/?like={first.id}")
    assert 'name="volume" type="number" step="any" min="0" max="10000000" value="4000"' in like.html
    aoi.post("/desk/reports/plan/new/", {"name": "増員", "like": str(first.id), "heads": "40"})
    page = aoi.get("/desk/reports/plan/")
    assert len(page.queries) <= 8
    for words in ("今のまま", "増員", "現在", "18か月後", "必要人数", "badge burn", "badge done"):
        assert words in page.html
    alone = aoi.get(f"/desk/reports/plan/?with={first.id}")
    assert "badge done" not in alone.html
    wrong = aoi.post(f"/desk/reports/plan/{first.id}/", {"name": "x", "away": "99"})
    assert (wrong.status, "0から90まで" in wrong.text) == (422, True)
    assert misaki.get("/desk/reports/plan/").status == 404
    assert misaki.get(f"/desk/reports/plan/{first.id}/").status == 404
    aoi.delete(f"/desk/reports/plan/{first.id}/")
    assert "今のまま" not in aoi.get("/desk/reports/plan/").text


def test_of_more_than_four_what_was_saved_last_is_compared(world: World, aoi: Sitting) -> None:
    for name in ("A", "B", "C", "D", "Z"):
        aoi.post("/desk/reports/plan/new/", {"name": f"案{name}", "channel": "chat", "volume": "10"})
    page = aoi.get("/desk/reports/plan/").html
    with tenant(world.koyomi.id):
        shown = [name for name, key in Scenario.objects.values_list("name", "id") if f'value="{key}" checked' in page]
    assert sorted(shown) == ["案B", "案C", "案D", "案Z"]
