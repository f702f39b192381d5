"""Features, recipes and questions at the desk, and the verdict that is put into a reply."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.registry.models import Feature, FeatureQuestion, Recipe
from tests.faces.desk.sitting import Sitting, begun
from tests.features.articles.writing import published, shelf
from tests.features.registry import entries
from tests.world import World

PAGE = "/desk/features/"
FORM = {**entries.LINE, "owner": ""}


@pytest.fixture
def kenji(world: World) -> Sitting:
    return Sitting(world.users["kenji"])


@pytest.fixture
def line(world: World) -> Feature:
    with tenant(world.koyomi.id):
        return entries.feature(world)


def test_the_list_is_searched_narrowed_and_paged(world: World, misaki: Sitting, line: Feature) -> None:
    with tenant(world.koyomi.id):
        for number in range(55):
            entries.export(world, name_ja=f"書き出し{number:02}")
    page = misaki.get(PAGE)
    assert len(page.queries) <= 8
    assert "書き出し48" in page.text
    assert "書き出し54" not in page.text
    end = page.html.partition('id="features-end"')[2].partition('hx-get="')[2].partition('"')[0]
    rest = misaki.get(end, target="features-end")
    assert "LINEでのシフト通知" in rest.text
    assert "<html" not in rest.html
    found = misaki.get(f"{PAGE}?q=ライン", target="feature-rows")
    assert len(found.queries) <= 8
    assert "できません LINEでのシフト通知" in found.text
    assert "書き出し" not in found.text
    assert "書き出し" not in misaki.get(f"{PAGE}?state=not_available", target="feature-rows").text
    assert "LINE" in misaki.get(f"{PAGE}?area=通知", target="feature-rows").text
    assert "機能はありません" in misaki.get(f"{PAGE}?stale=1", target="feature-rows").text
    nothing = misaki.get(f"{PAGE}?q=顔認証", target="feature-rows")
    assert "担当者に確認する" in nothing.text


def test_the_palette_leads_to_it(misaki: Sitting, line: Feature) -> None:
    found = misaki.get("/desk/palette/?q=ライン")
    assert len(found.queries) <= 8
    assert f'data-address="{PAGE}{line.id}/"' in found.html
    assert "できません" in found.text
    assert "LINE" not in misaki.get("/desk/palette/?q=顔認証").text


def test_one_is_written_changed_looked_at_and_deleted(world: World, ren: Sitting, misaki: Sitting) -> None:
    assert len(ren.get(f"{PAGE}new/").queries) <= 8
    assert misaki.get(f"{PAGE}new/").status == 404
    refused = ren.post(f"{PAGE}new/", {**FORM, "state": "from_plan"})
    assert (refused.status, refused.text) == (422, "利用できるプランを入力してください。")
    assert ren.post(f"{PAGE}new/", {**FORM, "review_due_on": "2001-01-01"}).status == 200
    with tenant(world.koyomi.id):
        address = f"{PAGE}{Feature.objects.get().id}/"
    page = misaki.get(address)
    assert len(page.queries) <= 8
    for words in ("いいえ、できません。", "理由を見る", "見直し予定日（2001-01-01）になりました"):
        assert words in page.text
    assert "変わりありません" not in page.text
    assert ren.post(f"{address}review/").status == 200
    assert "見直し予定日" not in misaki.get(address).text
    assert len(ren.get(f"{address}edit/").queries) <= 8
    assert ren.post(f"{address}edit/", {**FORM, "state": "planned"}).status == 200
    changed = misaki.get(address)
    assert "対応なし 対応予定" in changed.text
    assert "not_available" not in changed.text
    assert misaki.post(f"{address}edit/", FORM).status == 404
    assert misaki.delete(address).status == 404
    assert ren.delete(address).status == 200
    assert ren.get(address).status == 404


def test_the_language_of_the_workspace_stands_first(world: World, ren: Sitting) -> None:
    oscar = Sitting(world.users["oscar"])
    for address, first, second in (
        (f"{PAGE}new/", "name_en", "name_ja"),
        ("/desk/glossary/new/", "synonyms_en", "synonyms_ja"),
    ):
        theirs, ours = oscar.get(address).html, ren.get(address).html
        assert theirs.index(f'name="{first}"') < theirs.index(f'name="{second}"')
        assert ours.index(f'name="{second}"') < ours.index(f'name="{first}"')


def test_articles_that_a_change_has_left_behind_are_named(
    world: World, ren: Sitting, misaki: Sitting, line: Feature
) -> None:
    actor = world.actor(world.kenji)
    published(actor, shelf(actor), "LINEでシフトを知らせるには", "LINEでのシフト通知はできません。")
    address = f"{PAGE}{line.id}/"
    assert f'hx-get="{address}articles/"' in misaki.get(address).html
    near = misaki.get(f"{address}articles/")
    assert len(near.queries) <= 8
    assert "LINEでシフトを知らせるには" in near.text
    assert "より前に公開" not in near.text
    assert ren.post(f"{address}edit/", {**FORM, "area": "連携"}).status == 200
    assert "より前に公開" not in misaki.get(f"{address}articles/").text, "what is said of it is the same"
    assert ren.post(f"{address}edit/", {**FORM, "state": "available"}).status == 200
    assert "より前に公開" in misaki.get(f"{address}articles/").text
    published(actor, shelf(actor, "通知"), "LINEでシフトを知らせる", "LINEでのシフト通知ができます。")
    assert misaki.get(f"{address}articles/").text.count("より前に公開") == 1


def test_a_recipe_is_written_and_read(world: World, kenji: Sitting, misaki: Sitting, line: Feature) -> None:
    form = {"goal": "LINEで知らせたい", "language": "ja", "steps": "1. **貼る**", "instead_of": [str(line.id)]}
    assert f'name="instead_of" value="{line.id}" checked' in kenji.get(f"/desk/recipes/new/?instead={line.id}").html
    assert kenji.post("/desk/recipes/new/", form).status == 200
    with tenant(world.koyomi.id):
        address = f"/desk/recipes/{Recipe.objects.get().id}/"
    page = misaki.get(address)
    assert len(page.queries) <= 8
    assert "<strong>貼る</strong>" in page.html
    assert "「LINEでのシフト通知」の代わり" in misaki.get("/desk/recipes/?q=line").text
    assert "LINEで知らせたい" in misaki.get(f"{PAGE}{line.id}/").text
    assert kenji.post(f"{address}edit/", {**form, "goal": "LINEに送りたい"}).status == 200
    assert misaki.get(f"{address}edit/").status == 404
    assert kenji.delete(address).status == 200


def test_the_verdict_is_put_in_first_and_the_rest_by_clicks(
    world: World, misaki: Sitting, matter: Conversation, line: Feature
) -> None:
    with tenant(world.koyomi.id):
        made = entries.recipe(world, instead_of=[line.id])
        english = begun(world.english, "emma@clarke.example")
    here = f"conversation={matter.id}"
    offered = misaki.get(f"{PAGE}offers/?q=ライン&{here}")
    assert len(offered.queries) <= 8
    assert f'data-id="{line.id}"' in offered.html
    assert "data-ask=" in offered.html
    assert "data-id=" not in misaki.get(f"{PAGE}offers/?q=顔認証&{here}").html
    shown = misaki.get(f"{PAGE}{line.id}/offer/?{here}")
    assert "いいえ、できません。" in shown.text
    assert "私用" not in shown.text
    verdict = misaki.get(f"{PAGE}{line.id}/words/verdict/?{here}")
    assert verdict.html == "いいえ、できません。「LINEでのシフト通知」には対応しておりません。"
    assert misaki.get(f"{PAGE}{line.id}/words/verdict/?conversation={english.id}").html.startswith("No. ")
    after = misaki.get(f"{PAGE}{line.id}/after/?{here}").html
    assert f"{PAGE}{line.id}/words/reason/?{here}" in after
    assert f"/desk/recipes/{made.id}/words/" in after
    assert "私用のアカウントと分けるため" in misaki.get(f"{PAGE}{line.id}/words/reason/?{here}").html
    assert "**印刷**" in misaki.get(f"/desk/recipes/{made.id}/words/").html
    assert misaki.get(f"{PAGE}{line.id}/words/other/").status == 404


def test_what_is_not_there_is_asked_and_the_answer_comes_back(
    world: World, misaki: Sitting, ren: Sitting, matter: Conversation
) -> None:
    dialog = misaki.get(f"/desk/questions/new/?text=色分け&conversation={matter.id}")
    assert len(dialog.queries) <= 8
    form = {"text": "色分けできますか", "owner": str(world.ren.id), "conversation": str(matter.id)}
    asked = misaki.post("/desk/questions/new/", {**form, "due_on": "2099-12-01"})
    assert "feature:say" in asked.response.headers["HX-Trigger"]
    assert "12月1日" in asked.response.headers["HX-Trigger"].encode().decode("unicode_escape")
    with tenant(world.koyomi.id):
        address = f"/desk/questions/{FeatureQuestion.objects.get().id}/"
    listed = ren.get("/desk/questions/?which=mine")
    assert len(listed.queries) <= 8
    assert "色分けできますか" in listed.text
    beside = misaki.get(f"/desk/conversations/{matter.id}/person/")
    assert len(beside.queries) <= 8
    assert "確認依頼 (1)" in beside.text
    assert "機能について確認を依頼しました" in misaki.get(f"/desk/conversations/{matter.id}/thread/").text
    assert "回答する" not in misaki.get(address).text
    page = ren.get(address)
    assert len(page.queries) <= 8
    assert "回答する" in page.text
    entry = {"keep": "1", "name": "色分け", "state": "available", "plan": "", "limits": "", "reason": ""}
    assert ren.post(address, {"answer": "**できます**", **entry}).status == 200
    thread = misaki.get(f"/desk/conversations/{matter.id}/thread/")
    assert "<strong>できます</strong>" in thread.html
    assert "確認依頼に回答しました" in thread.text
    assert "色分け" in misaki.get(PAGE).text
    assert "回答済み" in misaki.get("/desk/questions/?which=answered").text


def test_a_question_is_handed_on_and_withdrawn(world: World, misaki: Sitting, kenji: Sitting) -> None:
    form = {"text": "色分けできますか", "owner": str(world.ren.id)}
    asked = misaki.post("/desk/questions/new/", form)
    address = asked.response.headers["HX-Redirect"]
    assert kenji.post(f"{address}owner/", {"owner": str(world.kenji.id), "due_on": "2099-01-02"}).status == 200
    assert "2099-01-02" in kenji.get("/desk/questions/?which=mine").text
    assert misaki.post(f"{address}owner/", {"owner": str(world.misaki.id)}).status == 404
    assert misaki.post("/desk/questions/new/", {**form, "due_on": "soon"}).text == "日付を入力してください。"
    assert misaki.delete(address).status == 200
    assert misaki.get(address).status == 404


def test_a_table_goes_out_and_comes_in(ren: Sitting, misaki: Sitting, line: Feature) -> None:
    sheet = misaki.get(f"{PAGE}sheet/")
    assert sheet.response.headers["Content-Disposition"].startswith("attachment")
    assert "LINEでのシフト通知" in sheet.html
    upload = SimpleUploadedFile("f.csv", "name_ja,state\n印刷,available".encode())
    assert ren.post(f"{PAGE}sheet/", {"file": upload}).status == 200
    assert "追加 1件" in ren.get(PAGE).text
    assert ren.post(f"{PAGE}sheet/").text == "ファイルを選んでください。"
    assert misaki.post(f"{PAGE}sheet/", {"file": upload}).status == 404
