"""Features, recipes, questions to owners and the glossary by the API."""

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.features.glossary.models import ContactWord, Term
from tests.faces.api.client import Caller, caller
from tests.features.glossary.words import learnt
from tests.world import World

NEW = {
    "state": "not_available",
    "area": "通知",
    "ja": {"name": "LINEでのシフト通知", "aliases": ["ライン連携"], "reason": "私用と分けるためです。"},
    "en": {"name": "Shift notices by LINE"},
}


@pytest.fixture
def kenji(world: World) -> Caller:
    return caller(world, world.kenji)


@pytest.fixture
def misaki(world: World) -> Caller:
    return caller(world, world.misaki)


def test_a_feature_is_written_read_changed_reviewed_and_deleted(world: World, kenji: Caller, misaki: Caller) -> None:
    made = kenji.post("/features", {**NEW, "owner_id": world.ren.id})
    assert (made.status, made.body["verdict"], made.body["stale"]) == (201, "no", False)
    address = f"/features/{made.body['id']}"
    shown = misaki.get(address).body["texts"][0]
    assert (shown["language"], shown["aliases"], shown["sentence"][:3]) == ("ja", ["ライン連携"], "いいえ")
    changed = kenji.patch(address, {"state": "planned", "ja": {"reason": ""}}).body
    assert (changed["state"], changed["texts"][0]["name"]) == ("planned", "LINEでのシフト通知")
    fields = {row["field"]: (row["before"], row["after"]) for row in misaki.get(f"{address}/changes").data}
    assert fields["state"] == ("not_available", "planned")
    assert kenji.put(f"{address}/review", {"review_due_on": "2099-01-01"}).body["review_due_on"] == "2099-01-01"
    assert kenji.put(f"{address}/review", {"review_due_on": "2001-01-01"}).status == 422
    assert misaki.patch(address, {"state": "available"}).status == 403
    assert kenji.delete(address).status == 204
    assert kenji.get(address).status == 404


def test_what_is_refused_of_a_language_is_pointed_at_where_it_stands(kenji: Caller) -> None:
    limited = kenji.post("/features", {"state": "limited", "en": {"name": "Printing"}})
    assert (limited.status, [one["pointer"] for one in limited.body["errors"]]) == (422, ["/en/limits"])
    nameless = kenji.post("/features", {"state": "available", "ja": {"name": "印刷"}, "en": {"limits": "A4"}})
    assert [one["pointer"] for one in nameless.body["errors"]] == ["/en/name"]


def test_what_may_not_be_empty_is_said_so(kenji: Caller) -> None:
    said = kenji.get("/article-search?q=&language=ja").body["errors"]
    assert said == [{"parameter": "q", "code": "string-too-short", "detail": "This must not be empty."}]


def test_features_are_found_by_a_question_and_narrowed(kenji: Caller) -> None:
    made = kenji.post("/features", NEW).body["id"]
    kenji.post("/features", {"state": "available", "ja": {"name": "シフト表の印刷"}})
    assert kenji.get("/features?q=LINEで知らせることはできますか").ids == [made]
    assert kenji.get("/features?state=not_available").ids == [made]
    assert kenji.get("/features?area=通知&stale=false").ids == [made]
    assert kenji.get("/features?stale=true").ids == []
    assert len(kenji.get("/features?limit=1").data) == 1


def test_a_recipe_stands_in_for_a_feature(kenji: Caller) -> None:
    feature = kenji.post("/features", NEW).body["id"]
    new = {"goal": "LINEで知らせたい", "language": "ja", "steps": "1. 貼る", "instead_of": [feature]}
    made = kenji.post("/recipes", new)
    assert (made.status, made.body["instead_of"]) == (201, [{"id": feature, "name": "LINEでのシフト通知"}])
    address = f"/recipes/{made.body['id']}"
    assert kenji.get(f"/recipes?feature={feature}&q=らいん").ids == []
    assert kenji.get(f"/recipes?feature={feature}&q=LINE").ids == [made.body["id"]]
    assert kenji.patch(address, {"limits": "手作業"}).body["instead_of"] == made.body["instead_of"]
    assert kenji.delete(address).status == 204


def test_a_question_is_asked_handed_on_and_answered(world: World, misaki: Caller) -> None:
    asked = misaki.post("/feature-questions", {"text": "色分けできますか", "owner_id": world.ren.id})
    assert (asked.status, asked.body["owner"]["id"], asked.body["answered_at"]) == (201, world.ren.id, None)
    address = f"/feature-questions/{asked.body['id']}"
    ren = caller(world, world.ren)
    assert ren.patch(address, {"due_on": "2099-01-01"}).body["due_on"] == "2099-01-01"
    entry = {"language": "ja", "name": "色分け", "state": "available"}
    assert misaki.put(f"{address}/answer", {"answer": "できます", "entry": entry}).status == 403
    answered = ren.put(f"{address}/answer", {"answer": "できます", "entry": entry}).body
    assert ren.get(f"/features/{answered['feature_id']}").body["name"] == "色分け"
    assert misaki.get("/feature-questions").ids == []
    assert misaki.get("/feature-questions?state=answered").ids == [asked.body["id"]]
    assert ren.delete(address).status == 409


def test_words_are_kept_and_what_was_learnt_is_judged(world: World, kenji: Caller, misaki: Caller) -> None:
    made = kenji.post("/terms", {"ja": "データ", "en": "data", "synonyms_ja": ["ファイル"]})
    assert (made.status, made.body["synonyms_ja"]) == (201, ["ファイル"])
    address = f"/terms/{made.body['id']}"
    assert misaki.get("/terms?q=ふぁいる").ids == [made.body["id"]]
    with tenant(world.koyomi.id):
        term = Term.objects.get()
        word, other = learnt(term, "情報"), learnt(term, "記録")
        said = {"contact": world.hanako, "term": term, "word": "ファイル", "last_at": term.created_at}
        ContactWord.objects.create(workspace_id=world.koyomi.id, last_message_id=1, **said)
    assert {row["word"] for row in kenji.get("/terms/suggestions").data} == {"情報", "記録"}
    assert misaki.get("/terms/suggestions").data == []
    assert kenji.put(f"/terms/suggestions/{word.id}").status == 204
    assert kenji.delete(f"/terms/suggestions/{other.id}").status == 204
    assert misaki.get(address).body["synonyms_ja"] == ["ファイル", "情報"]
    own = misaki.get(f"/contacts/{world.hanako.id}/words").data
    assert [(row["word"], row["term"], row["times"]) for row in own] == [("ファイル", "データ", 1)]
    assert kenji.patch(address, {"note": "画面の言葉"}).body["note"] == "画面の言葉"
    assert misaki.delete(address).status == 403
    assert kenji.delete(address).status == 204


@pytest.mark.parametrize(("path", "table"), [("/features", "name_ja,state\nx,available"), ("/terms", "ja\nx")])
def test_tables_are_taken_in_and_written_out(kenji: Caller, path: str, table: str) -> None:
    first, second = (kenji.call("PUT", f"{path}/sheet", table.encode()) for _time in range(2))
    assert (first.body, second.body["added"]) == ({"added": 1, "changed": 0, "same": 0}, 0)
    assert b"x" in kenji.get(f"{path}/sheet").content
