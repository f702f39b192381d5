"""The help centre by the API."""

import io
import zipfile

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.features.articles.actions.reading import judge, note_read
from madoguchi.features.articles.bringing_later import bring_in_all
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.visitors import Visit
from tests.faces.api.client import Caller, caller
from tests.world import World

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


@pytest.fixture
def kenji(world: World) -> Caller:
    return caller(world, world.kenji)


@pytest.fixture
def misaki(world: World) -> Caller:
    return caller(world, world.misaki)


@pytest.fixture
def shelf(kenji: Caller) -> int:
    made = kenji.post("/collections", {"texts": {"ja": {"title": "お支払い"}, "en": {"title": "Payments"}}})
    assert (made.status, made.body["texts"]["en"]["slug"]) == (201, "payments")
    number: int = made.body["id"]
    return number


def article(asking: Caller, shelf: int, title: str = "返金の受け方") -> str:
    made = asking.post("/articles", {"collection_id": shelf, "texts": {"ja": {"title": title, "body": "一"}}})
    assert made.status == 201
    assert made.headers["Location"].endswith(f"/articles/{made.body['id']}")
    return f"/articles/{made.body['id']}"


def test_an_article_goes_from_draft_to_readers_and_back(kenji: Caller, misaki: Caller, shelf: int) -> None:
    one = article(misaki, shelf)
    text = f"{one}/texts/ja"
    assert misaki.put(f"{text}/publication", {"edition": 1}).status == 403
    assert misaki.put(text, {"title": "返金", "body": "二", "edition": 1}).body["edition"] == 2
    assert kenji.put(text, {"title": "返金", "body": "三", "edition": 1}).body["code"] == "changed-meanwhile"
    assert misaki.put(f"{text}/review", {"edition": 2}).body["state"] == "in_review"
    assert kenji.put(f"{text}/return", {"edition": 2, "note": "期限を"}).body["review_note"] == "期限を"
    misaki.put(f"{text}/review", {"edition": 2})
    assert kenji.put(f"{text}/approval", {"edition": 2}).body["approved"]
    live = kenji.put(f"{text}/publication", {"edition": 2})
    assert (live.body["live"], live.body["state"], live.body["body"]) == (True, "published", "二")
    assert kenji.put(f"{text}/slug", {"slug": "refunds"}).body["slug"] == "refunds"
    assert [row["what"] for row in misaki.get(f"{text}/versions").data] == ["published"]
    misaki.put(text, {"title": "返金", "body": "三", "edition": 2})
    assert misaki.get(f"{text}/versions/1").body["body"] == "二"
    assert misaki.put(f"{text}/versions/1/restoration").body["draft_body"] == "二"
    assert kenji.delete(f"{text}/publication").body["live"] is False
    plan = {"edition": 4, "publish_at": "2999-01-01T00:00:00Z"}
    assert kenji.put(f"{text}/schedule", plan).body["state"] == "scheduled"
    assert kenji.delete(f"{text}/schedule").body["publish_at"] is None
    misaki.put(f"{one}/texts/en", {"title": "Refunds", "edition": 0})
    assert kenji.put(f"{one}/texts/en/confirmation").status == 200
    assert [row["language"] for row in kenji.get(one).body["texts"]] == ["en", "ja"]


def test_who_only_reads_sees_no_drafts(world: World, kenji: Caller, shelf: int) -> None:
    partner = caller(world, world.olivia)
    one = article(kenji, shelf)
    assert partner.get(one).status == 404
    kenji.put(f"{one}/texts/ja/publication", {"edition": 1})
    kenji.put(f"{one}/texts/ja", {"title": "返金", "body": "秘密", "edition": 1})
    shown = partner.get(one)
    assert shown.body["texts"][0]["body"] == "一"
    assert "秘密".encode() not in shown.content
    assert partner.get(f"{one}/texts/ja/versions").status == 403


def test_articles_are_listed_narrowed_moved_and_archived(kenji: Caller, shelf: int) -> None:
    first, second = article(kenji, shelf), article(kenji, shelf, "請求書")
    ids = [int(one.rpartition("/")[2]) for one in (second, first)]
    assert kenji.get("/articles").ids == ids
    page = kenji.get("/articles?limit=1")
    assert page.ids + kenji.get(f"/articles?limit=1&cursor={page.body['next']}").ids == ids
    assert kenji.get("/articles?q=請求&language=ja&state=draft").ids == ids[:1]
    assert kenji.get("/articles?state=live").ids == []
    changes = {"visibility": "customers", "review_due_on": "2027-01-31", "screens": ["/settings/*"]}
    changed = kenji.patch(first, changes)
    assert {name: changed.body[name] for name in changes} == changes
    assert kenji.get("/articles?visibility=customers").ids == ids[1:]
    assert kenji.put(f"{second}/position", {"before": ids[1]}).body["position"] == 0
    assert kenji.put(f"{second}/archival").body["archived_at"]
    assert kenji.get("/articles").ids == ids[1:]
    assert kenji.get("/articles?archived=true").ids == ids[:1]
    assert kenji.delete(f"{second}/archival").body["archived_at"] is None


def test_settings_collections_and_reusable_parts(world: World, kenji: Caller, shelf: int) -> None:
    aoi = caller(world, world.aoi)
    assert kenji.get("/help-centre").body["slug"] == f"help-{world.koyomi.id}"
    assert kenji.patch("/help-centre", {"is_public": True}).status == 403
    given = {"slug": "koyomi", "languages": ["ja", "en"], "texts": {"en": {"name": "Help"}}, "is_public": True}
    assert aoi.patch("/help-centre", given).body["texts"]["en"] == {"name": "Help", "welcome": ""}
    below = kenji.post("/collections", {"texts": {"ja": {"title": "下"}}, "parent_id": shelf}).body["id"]
    assert kenji.patch(f"/collections/{below}", {"icon": "star", "parent_id": None}).body["icon"] == "star"
    assert kenji.put(f"/collections/{below}/position", {"before": shelf}).body["position"] == 0
    assert kenji.get("/collections").ids == [below, shelf]
    assert kenji.delete(f"/collections/{below}").status == 204
    assert kenji.put("/snippets/hours/ja", {"body": "平日"}).body["key"] == "hours"
    assert [row["key"] for row in kenji.get("/snippets").data] == ["hours"]
    assert kenji.delete("/snippets/hours/ja").status == 204


def test_readers_search(kenji: Caller, shelf: int) -> None:
    one = article(kenji, shelf)
    assert kenji.get("/article-search?q=返金&language=ja").data == []
    kenji.put(f"{one}/texts/ja/publication", {"edition": 1})
    found = kenji.get("/article-search?q=返金&language=ja&audience=public").data
    assert [(row["title"], row["slug"]) for row in found] == [("返金の受け方", "henkin-no-uke-kata")]
    assert kenji.get("/article-search?q=へんき&language=ja&typing=true").data[0]["title"] == "返金の受け方"
    assert kenji.get("/help-searches/unanswered").data == []
    assert kenji.get("/articles-read/before-contact").data == []
    spared = kenji.get("/articles-read/spared").body
    assert (spared["shown"]["of"], spared["held_out"]["of"], spared["difference"]["value"]) == (0, 0, None)


def test_an_article_comes_from_a_conversation(
    world: World, matter: Conversation, kenji: Caller, misaki: Caller, shelf: int
) -> None:
    with tenant(world.koyomi.id):
        Message.objects.filter(conversation=matter).update(text="返金してもらえますか？")
    begun = misaki.get(f"/conversations/{matter.id}/article").body
    assert "返金してもらえますか？" in begun["body"]
    given = {"collection_id": shelf, "language": "ja", "title": begun["title"], "body": begun["body"]}
    made = misaki.post(f"/conversations/{matter.id}/articles", given)
    assert made.status == 201
    assert misaki.get(f"/conversations/{matter.id}/article").body["made"] == [made.body["id"]]
    assert misaki.post(f"/conversations/{matter.id}/article-uses", {"article_id": made.body["id"]}).status == 204
    for kind in ("origin", "used"):
        rows = misaki.get(f"/articles/{made.body['id']}/sources?kind={kind}").data
        assert [row["conversation_id"] for row in rows] == [matter.id]
    assert misaki.get(f"/conversations/{matter.id}/articles-read").data == []


def test_articles_and_pictures_come_in_and_go_out(world: World, kenji: Caller) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("ja/払い戻し/返金.md", "---\ntitle: 返金の受け方\n---\n![図](../../images/a.png)")
        made.writestr("images/a.png", PNG)
    query = "/article-imports?name=a.zip&language=ja&publish=true"
    begun = kenji.post(query, packed.getvalue(), Content_Type="application/octet-stream")
    assert (begun.status, begun.body["state"], begun.body["total"]) == (201, "running", 0)
    one = f"/article-imports/{begun.body['id']}"
    bring_in_all(begun.body["id"], workspace_id=world.koyomi.id)
    assert {**kenji.get(one).body, "state": "done", "added": 1, "total": 1} == kenji.get(one).body
    (item,) = kenji.get(f"{one}/items?outcome=added").data
    assert (item["title"], item["outcome"], item["language"]) == ("返金の受け方", "added", "ja")
    assert kenji.get(f"{one}/items?outcome=refused").data == []
    assert kenji.post(f"{one}/stop").body["state"] == "done"
    assert kenji.get("/article-imports").ids == [begun.body["id"]]
    with tenant(world.koyomi.id):
        assert "](picture:" in ArticleText.objects.get().body
    (picture,) = kenji.get("/article-pictures").data
    assert kenji.get(f"/article-pictures/{picture['name']}").content == PNG
    out = zipfile.ZipFile(io.BytesIO(kenji.get("/article-exports/markdown").content))
    assert sorted(name.partition("/")[0] for name in out.namelist()) == ["ja", "pictures"]
    broken = kenji.post("/article-imports?name=a.zip", b"PK\x03\x04broken", Content_Type="application/octet-stream")
    bring_in_all(broken.body["id"], workspace_id=world.koyomi.id)
    broken = kenji.get(f"/article-imports/{broken.body['id']}")
    assert (broken.body["state"], bool(broken.body["failure"])) == ("failed", True)
    assert (
        kenji.post("/article-pictures?name=a.png", b"<svg/>", Content_Type="application/octet-stream").body["code"]
        == "no-picture"
    )


def test_what_readers_and_colleagues_say(world: World, kenji: Caller, misaki: Caller, shelf: int) -> None:
    one = article(kenji, shelf)
    kenji.put(f"{one}/texts/ja/publication", {"edition": 1})
    with tenant(world.koyomi.id):
        text = ArticleText.objects.get()
        visit = Visit(world.koyomi.id, "v", "portal")
        note_read(text, visit=visit)
        judge(text, helpful=False, reason="old", comment="去年のまま", visit=visit)
    (service,) = misaki.get(f"{one}/service").data
    assert (service["readers"], service["helpful"]["of"], service["reasons"]) == (1, 1, {"old": 1})
    assert [row["comment"] for row in misaki.get("/article-verdicts?helpful=false").data] == ["去年のまま"]
    assert misaki.get("/article-verdicts?helpful=true").data == []
    partner = caller(world, world.olivia)
    made = partner.post(f"{one}/suggestions", {"language": "ja", "text": "期限を"})
    assert made.status == 201
    assert partner.get("/article-suggestions").data == []
    assert misaki.get("/article-suggestions").ids == [made.body["id"]]
    assert misaki.put(f"/article-suggestions/{made.body['id']}/settlement").body["settled_at"]
    assert misaki.get("/article-suggestions").ids == []
