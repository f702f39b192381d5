"""The type of a question at the desk: beside the composer, by one click, with what must be asked."""

import json

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.kinds.actions.kinds import begin_kinds
from madoguchi.features.kinds.actions.of_conversations import recognise
from madoguchi.features.kinds.models import ConversationKind, Kind, KindField
from tests.faces.desk.sitting import Sitting, begun
from tests.world import World


@pytest.fixture
def bug(world: World) -> Kind:
    return next(kind for kind in begin_kinds(world.koyomi.id, actor=world.actor(world.kenji)) if kind.name == "不具合")


@pytest.fixture
def broken(world: World, bug: Kind) -> Conversation:
    """山田 花子 writes that something does not work."""
    made = begun(world.support, "hanako@kobo.example", text="保存を押すとエラーコードが出て動かなくなりました。")
    recognise(made.id, workspace_id=world.koyomi.id)
    return made


def test_it_says_what_it_recognised_and_one_click_corrects_it(
    world: World, misaki: Sitting, ren: Sitting, bug: Kind, broken: Conversation
) -> None:
    of = f"/desk/conversations/{broken.id}/kind/"
    person = misaki.get(f"/desk/conversations/{broken.id}/person/")
    assert "自動判別（確からしさ" in person.text, "without asking once more"
    assert len(person.queries) <= 8
    shown = misaki.get(of)
    assert "自動判別（確からしさ" in shown.text
    assert "未確認4件" in shown.text
    assert len(shown.queries) <= 8
    with tenant(world.koyomi.id):
        other = Kind.objects.get(name="使い方")
    corrected = misaki.post(of, {"kind": other.id})
    assert "メンバーが選びました" in corrected.text
    assert "何をしたいか" in corrected.text
    told = misaki.get(f"/desk/conversations/{broken.id}/thread/").text
    assert "質問の種類を自動で判別しました" in told
    assert "藤井 美咲 さん が質問の種類を選びました" in told
    assert "aria-pressed" not in ren.get(of).html
    assert ren.post(of, {"kind": other.id}).status == 404


def test_who_reads_english_reads_its_english_name(world: World, aoi: Sitting, bug: Kind) -> None:
    assert "不具合" in aoi.get("/desk/settings/types/").text
    world.users["aoi"].language = "en"
    world.users["aoi"].save(update_fields=["language"])
    shown = aoi.get("/desk/settings/types/").text
    assert "Something is wrong" in shown
    assert "不具合" not in shown
    aoi.post(f"/desk/settings/types/{bug.id}/", {"name": "不具合", "name_ja": "不具合", "name_en": "A bug"})
    assert "A bug" in aoi.get("/desk/settings/types/").text
    with tenant(world.koyomi.id):
        bug.refresh_from_db()
    assert bug.called_in("ja") == "不具合"
    assert bug.called_in("fr") == "不具合"


def test_what_is_written_down_is_not_asked_again(
    world: World, misaki: Sitting, bug: Kind, broken: Conversation
) -> None:
    of = f"/desk/conversations/{broken.id}/kind/"
    with tenant(world.koyomi.id):
        since = KindField.objects.get(kind=bug, label="いつから")
    assert "未確認3件" in misaki.post(f"{of}values/", {str(since.id): "昨日から"}).text
    said = json.loads(misaki.get(f"{of}question/").response["HX-Trigger"])["feature:say"]["text"]
    assert "お使いの端末とブラウザの種類" in said
    assert "いつ頃から" not in said


def test_the_report_opens_what_it_counts_and_the_list_is_narrowed(
    world: World, aoi: Sitting, misaki: Sitting, broken: Conversation
) -> None:
    page = aoi.get("/desk/reports/types/")
    assert "不具合 1" in page.text
    behind = aoi.get("/desk/reports/types/conversations/?part=recognised")
    assert "山田 花子" in behind.text
    assert "山田 花子" not in aoi.get("/desk/reports/types/conversations/?part=chosen").text
    assert misaki.get("/desk/reports/types/").status == 404
    listed = misaki.get("/desk/views/all/?q=種類:不具合")
    assert "山田 花子" in listed.text
    assert "山田 花子" not in misaki.get("/desk/views/all/?q=種類:使い方").text


def test_a_type_is_made_in_the_settings_with_its_fields(world: World, aoi: Sitting, misaki: Sitting) -> None:
    assert "この3つで始める" in aoi.get("/desk/settings/types/").text
    aoi.post("/desk/settings/types/")
    page = aoi.get("/desk/settings/types/")
    assert "再現の手順" in page.text
    form = {
        "name": "請求",
        "examples": "請求書をください",
        "is_offered": "on",
        "field_id": ["", ""],
        "field_label": ["対象の月", ""],
        "field_ask_ja": ["どの月の請求書か", ""],
        "field_ask_en": ["which month", ""],
        "field_type": ["text", "text"],
        "field_required": ["1", "0"],
    }
    aoi.post("/desk/settings/types/new/", form)
    with tenant(world.koyomi.id):
        made = Kind.objects.get(name="請求")
        assert list(KindField.objects.filter(kind=made).values_list("label", "is_required")) == [("対象の月", True)]
    assert "どの月の請求書か" in aoi.get(f"/desk/settings/types/{made.id}/").html
    assert misaki.get("/desk/settings/types/").status == 404
    aoi.delete(f"/desk/settings/types/{made.id}/")
    with tenant(world.koyomi.id):
        assert not Kind.objects.filter(name="請求").exists()
        assert not ConversationKind.objects.exists()
