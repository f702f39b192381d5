"""Articles beside the work: made from conversations, put into letters, read, and suggested to be changed."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.actions.status import resolve
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Conversation
from madoguchi.faces.desk.templatetags.desk import percent
from madoguchi.features.articles.actions.arranging import change_article
from madoguchi.features.articles.actions.centre import change_centre
from madoguchi.features.articles.bringing_later import bring_in_all
from madoguchi.features.articles.models import (
    Article,
    ArticleImport,
    ArticleSource,
    ArticleSuggestion,
    ArticleText,
    Collection,
    HelpCentre,
    Snippet,
)
from madoguchi.features.styles.actions.conversations import note_style
from madoguchi.features.styles.actions.settings import set_style
from tests.faces.desk.sitting import Sitting, partner
from tests.features.articles.writing import drafted, published, shelf
from tests.world import World

HOME = "/desk/articles/"
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


@pytest.fixture
def kenji(world: World) -> Sitting:
    """A supervisor: publishes."""
    return Sitting(world.users["kenji"])


def test_an_article_is_made_from_a_conversation(world: World, misaki: Sitting, matter: Conversation) -> None:
    address = f"/desk/conversations/{matter.id}/articles/"
    assert "コレクションを作成してください" in misaki.get(address).text
    collection = shelf(world.actor(world.aoi))
    shown = misaki.get(address)
    assert shown.writes == []
    begun = misaki.post(address, {"title": "請求書の宛名", "collection": str(collection.id)})
    with tenant(world.koyomi.id):
        article = Article.objects.get()
        source = ArticleSource.objects.get()
        assert (source.article_id, source.conversation_id, source.kind) == (article.id, matter.id, "origin")
    assert begun.response.headers["HX-Redirect"] == f"{HOME}{article.id}/ja/"
    page = misaki.get(f"{HOME}{article.id}/ja/")
    assert f"/desk/views/all/{matter.id}/" in page.html
    assert f'href="{HOME}{article.id}/"' in misaki.get(f"/desk/conversations/{matter.id}/thread/").html
    assert "すでに記事が作成されています" in misaki.get(address).text
    assert misaki.post(address, {"title": "x", "collection": "999"}).status == 422


def test_a_conversation_is_linked_to_an_article_instead(world: World, misaki: Sitting, matter: Conversation) -> None:
    text = published(world.actor(world.aoi), shelf(world.actor(world.aoi)), "請求書")
    alike = misaki.get(f"/desk/conversations/{matter.id}/articles/alike/")
    assert len(alike.queries) <= 8
    linked = misaki.post(f"/desk/conversations/{matter.id}/articles/", {"article": str(text.article_id)})
    assert linked.status == 200
    seen_here = {"text": "宛名の変え方も要ります", "conversation": str(matter.id)}
    assert misaki.post(f"{HOME}{text.article_id}/suggestions/", seen_here).status == 200
    with tenant(world.koyomi.id):
        assert ArticleSource.objects.get().kind == "used"
        assert ArticleSuggestion.objects.get().conversation_id == matter.id


def test_an_article_opens_where_it_is_read_for_who_does_not_write(world: World, misaki: Sitting) -> None:
    text = published(world.actor(world.aoi), shelf(world.actor(world.aoi)), "請求書")
    address = f"{HOME}{text.article_id}/"
    assert misaki.get(address).response.headers["Location"] == f"{address}ja/"
    olivia = partner(world)
    assert olivia.get(address).response.headers["Location"] == f"/desk/manual/{text.article_id}/"
    unread = drafted(world.actor(world.aoi), shelf(world.actor(world.aoi), "下書き"), "内緒")
    assert olivia.get(f"{HOME}{unread.id}/").status == 404


def test_how_much_is_covered_is_counted(world: World, misaki: Sitting, matter: Conversation) -> None:
    actor = world.actor(world.misaki)
    reply(matter.id, letter=Letter("はい", to=("hanako@kobo.example",)), sending=Sending(), actor=actor)
    resolve(matter.id, actor=actor)
    page = misaki.get(f"{HOME}improve/covered/")
    assert "0%" in page.text
    assert f"/desk/conversations/{matter.id}/articles/" in page.html
    text = published(world.actor(world.aoi), shelf(world.actor(world.aoi)))
    misaki.post(f"/desk/conversations/{matter.id}/articles/", {"article": str(text.article_id)})
    page = misaki.get(f"{HOME}improve/covered/")
    assert "100%" in page.text
    assert f"/desk/conversations/{matter.id}/articles/" not in page.html
    assert len(page.queries) <= 8


def test_an_article_is_put_into_a_letter(world: World, misaki: Sitting, matter: Conversation) -> None:
    aoi = world.actor(world.aoi)
    change_centre({"is_public": True, "slug": "koyomi"}, actor=aoi)
    text = published(aoi, shelf(aoi), "返金の受け方", ":::note 補足\n7日以内です。\n:::")
    manual = published(aoi, shelf(aoi, "手順書", is_manual=True), "返金の社内手順", "上長に確認。")
    found = misaki.get(f"/desk/offered-articles/?q=返金&conversation={matter.id}")
    assert f'data-id="{text.article_id}"' in found.html
    assert "社内手順" not in found.text
    assert len(found.queries) <= 9  # the synonyms of the glossary among them
    assert "社内手順" in misaki.get("/desk/offered-articles/?q=返金&for=agents").text
    in_article = misaki.get(f"/desk/offered-articles/?of={manual.article_id}")
    assert f"[返金の受け方](article:{text.article_id})" in in_article.html
    shown = misaki.get(f"/desk/offered-articles/{text.article_id}/?conversation={matter.id}")
    assert "7日以内" in shown.text
    assert f"<h2>{text.title}</h2>" in shown.html, "no lower than the headings of the article below it"
    uses = f"/desk/offered-articles/{text.article_id}/uses/"
    link = misaki.post(uses, {"conversation": str(matter.id), "as": "link"})
    assert link.html.startswith("[返金の受け方](http")
    assert link.html.endswith(f"/help/koyomi/ja/articles/{text.slug}/)")
    assert misaki.post(uses, {"conversation": str(matter.id), "as": "text"}).html == "**補足**\n7日以内です。"
    with tenant(world.koyomi.id):
        assert ArticleSource.objects.get().kind == "used"
    change_centre({"is_public": False}, actor=aoi)
    assert "7日以内" in misaki.post(uses, {"as": "link"}).html
    assert misaki.post(f"/desk/offered-articles/{manual.article_id}/uses/", {"as": "link"}).status == 404


def test_where_conversational_is_wanted_its_beginning_is_put_into_a_letter(
    world: World, misaki: Sitting, matter: Conversation
) -> None:
    aoi = world.actor(world.aoi)
    change_centre({"is_public": True, "slug": "koyomi"}, actor=aoi)
    text = published(
        aoi, shelf(aoi), "返金の受け方", "7日以内です。\n\n1. 開きます。\n2. 押します。\n\n詳しい説明です。"
    )
    set_style(matter.inbox_id, style="conversational", trial=0, actor=aoi)
    note_style(matter.id, workspace_id=world.koyomi.id)
    address = f"/desk/offered-articles/{text.article_id}/"
    shown = misaki.get(f"{address}?conversation={matter.id}")
    assert "要点を挿入" in shown.text
    assert "詳しい説明" not in shown.text, "as it would be put in"
    said = misaki.post(f"{address}uses/", {"conversation": str(matter.id), "as": "text"}).html
    assert said.startswith("7日以内です。\n\n1. 開きます。")
    assert "押します" not in said
    assert "/help/koyomi/ja/articles/" in said
    note = misaki.post(f"{address}uses/?for=agents", {"conversation": str(matter.id), "as": "text"}).html
    assert "詳しい説明" in note, "a note is for us"
    change_centre({"is_public": False}, actor=aoi)
    whole = misaki.post(f"{address}uses/", {"conversation": str(matter.id), "as": "text"}).html
    assert "詳しい説明" in whole, "they could not read the rest"


def test_an_article_is_put_in_as_a_card(world: World, misaki: Sitting, matter: Conversation) -> None:
    aoi = world.actor(world.aoi)
    change_centre({"is_public": True, "slug": "koyomi"}, actor=aoi)
    text = published(aoi, shelf(aoi), "返金の[受け方]", "**7日以内**にできます。\n\n![画面](picture:abc)")
    address = f"/desk/offered-articles/{text.article_id}/"
    shown = misaki.get(f"{address}?conversation={matter.id}")
    assert [one for one in ("link", "card", "text") if f'data-put-as="{one}"' in shown.html] == ["link", "card", "text"]
    card = misaki.post(f"{address}uses/", {"conversation": str(matter.id), "as": "card"}).html
    begin, picture, _blank, said, end = card.split("\n")
    assert begin.startswith(r":::card [返金の\[受け方\]](http")
    assert begin.endswith(f"/help/koyomi/ja/articles/{text.slug}/?via=reply)")
    assert (picture, said, end) == ("![画面](picture:abc)", "7日以内にできます。", ":::")
    in_article = misaki.get("/desk/offered-articles/?of=999")
    assert f"](article:{text.article_id})\n![画面](picture:abc)" in in_article.html
    assert 'data-put-as="text"' not in misaki.get(f"{address}?of=999").html
    inside = misaki.post(f"{address}uses/?for=agents", {"as": "card"}).html
    assert "via=reply" not in inside
    change_centre({"is_public": False}, actor=aoi)
    assert ":::" not in misaki.post(f"{address}uses/", {"as": "card"}).html
    assert 'data-put-as="card"' not in misaki.get(f"{address}?conversation={matter.id}").html


def test_the_manual_is_read_and_a_change_suggested(world: World, misaki: Sitting, ren: Sitting, kenji: Sitting) -> None:
    aoi = world.actor(world.aoi)
    text = published(aoi, shelf(aoi, "手順書", is_manual=True), "返金の手順", "## 確認\n本人か。\n\n## 実行\n返金。")
    drafted(aoi, shelf(aoi, "準備中"), "まだ誰も読めない")
    page = ren.get("/desk/manual/")
    assert len(page.queries) <= 8
    assert "返金の手順" in page.text
    assert "まだ誰も読めない" not in page.text
    assert "<h2" in page.html.partition("article-body")[2]
    assert "返金の手順" in ren.get("/desk/manual/?q=返金").text
    suggest = f"{HOME}{text.article_id}/suggestions/"
    assert "返金の手順" in ren.get(suggest).text
    assert ren.post(suggest, {"text": " "}).status == 422
    assert ren.post(suggest, {"text": "上限額が**古い**です"}).status == 200
    for address in (f"{HOME}{text.article_id}/ja/", f"{HOME}improve/suggested/"):
        shown = kenji.get(address)
        assert "<strong>古い</strong>" in shown.html
        assert len(shown.queries) <= 8
    with tenant(world.koyomi.id):
        suggestion = ArticleSuggestion.objects.get()
    assert kenji.delete(f"{HOME}suggestions/{suggestion.id}/").status == 200
    assert "上限額" not in kenji.get(f"{HOME}improve/suggested/").text


def test_parts_and_pictures_stand_in_articles(world: World, misaki: Sitting, kenji: Sitting) -> None:
    aoi = world.actor(world.aoi)
    article = drafted(aoi, shelf(aoi), "営業時間")
    assert kenji.post(f"{HOME}parts/new/", {"key": "Öffnung", "body_ja": "x"}).status == 422
    assert kenji.post(f"{HOME}parts/new/", {"key": "hours", "body_ja": "平日 **9時**から"}).status == 200
    assert "9時" in kenji.get(f"{HOME}parts/").text
    preview = misaki.post(f"{HOME}{article.id}/ja/preview/", {"text": "{{snippet:hours}}"})
    assert "<strong>9時</strong>" in preview.html
    assert kenji.post(f"{HOME}parts/hours/", {"body_ja": ""}).status == 200
    with tenant(world.koyomi.id):
        assert not Snippet.objects.exists()
    sent = misaki.post(f"{HOME}{article.id}/pictures/", {"file": SimpleUploadedFile("画面.png", PNG)})
    name = sent.html.partition('data-cid="picture:')[2].partition('"')[0]
    shown = misaki.get(f"{HOME}pictures/{name}/")
    assert (shown.response.headers["Content-Type"], shown.response.content) == ("image/png", PNG)
    shot = misaki.post(f"{HOME}{article.id}/ja/preview/", {"text": f"![画面](picture:{name})"})
    assert f'src="{HOME}pictures/{name}/"' in shot.html
    assert misaki.post(f"{HOME}{article.id}/pictures/", {"file": SimpleUploadedFile("a.png", b"no")}).status == 422
    asked = (
        misaki.get(f"{HOME}{article.id}/ja/")
        .html.partition('id="video-form"')[2]
        .partition("</madoguchi-ask-insert>")[0]
    )
    assert ">挿入</button>" in asked


def test_collections_are_made_put_in_order_and_deleted(world: World, kenji: Sitting, misaki: Sitting) -> None:
    assert misaki.get(f"{HOME}collections/").status == 404
    for title in ("はじめに", "お支払い", "手順書"):
        kenji.post(f"{HOME}collections/new/", {"title_ja": title, "is_manual": "1" if title == "手順書" else ""})
    with tenant(world.koyomi.id):
        first, second, third = Collection.objects.order_by("position")
        assert third.is_manual
    page = kenji.get(f"{HOME}collections/")
    assert len(page.queries) <= 8
    kenji.post(f"{HOME}collections/{third.id}/place/", {"before": str(second.id)})
    with tenant(world.koyomi.id):
        assert list(Collection.objects.order_by("position")) == [first, third, second]
    below = {"title_ja": "領収書", "parent": str(second.id)}
    assert kenji.post(f"{HOME}collections/{first.id}/", below).status == 200
    assert "お支払い › 領収書" in kenji.get(HOME).text
    assert kenji.delete(f"{HOME}collections/{second.id}/").status == 422
    assert kenji.delete(f"{HOME}collections/{first.id}/").status == 200


def test_the_help_centre_is_set_up(world: World, aoi: Sitting, misaki: Sitting) -> None:
    page = "/desk/settings/help-centre/"
    assert misaki.get(page).status == 404
    assert len(aoi.get(page).queries) <= 8
    assert aoi.post(page, {"is_public": "1", "slug": "koyomi", "host": "help.koyomi.example"}).status == 200
    assert aoi.post(page, {"language": ["ja", "en"], "first": "en"}).status == 200
    looks = {"texts": ["en", "ja"], "name_en": "Koyomi Help", "name_ja": "こよみ", "colour": "#884422"}
    assert aoi.post(page, {**looks, "logo": SimpleUploadedFile("l.png", PNG)}).status == 200
    rules = {"contact_inbox": str(world.support.id), "needs_review": "1", "held_out": "5"}
    assert aoi.post(page, rules).status == 200
    assert aoi.post(page, {"held_out": "99"}).status == 422
    with tenant(world.koyomi.id):
        centre = HelpCentre.objects.get()
    assert (centre.slug, centre.host, centre.is_public, centre.languages) == (
        "koyomi",
        "help.koyomi.example",
        True,
        ["en", "ja"],
    )
    assert (centre.text_in("en")["name"], centre.colour, bool(centre.logo)) == ("Koyomi Help", "#884422", True)
    assert (centre.needs_review, centre.held_out_percent, centre.contact_inbox_id) == (True, 5, world.support.id)
    assert "help.koyomi.example. CNAME" in aoi.get(page).text


def test_articles_come_in_and_go_out(world: World, aoi: Sitting, misaki: Sitting) -> None:
    table = "title,body,collection\n返金の受け方,**7日以内**です。,お支払い\n,名前がない,\n"
    page = "/desk/settings/help-centre/"
    assert misaki.post(f"{page}import/", {"file": SimpleUploadedFile("a.csv", table.encode())}).status == 404
    assert aoi.post(f"{page}import/").status == 422
    begun = aoi.post(f"{page}import/", {"file": SimpleUploadedFile("a.csv", table.encode()), "publish": "1"})
    with tenant(world.koyomi.id):
        row = ArticleImport.objects.get()
    report = f"{page}imports/{row.id}/"
    assert begun.response["HX-Redirect"] == report
    waiting = aoi.get(report)
    assert 'data-live="article_imports"' in waiting.response.content.decode()
    assert "中止" in waiting.text
    assert "返金の受け方" not in waiting.text
    bring_in_all(row.id, workspace_id=world.koyomi.id)
    with tenant(world.koyomi.id):
        assert ArticleText.objects.get().is_live
    done = aoi.get(report)
    assert (len(done.queries) <= 8, done.writes) == (True, [])
    assert "タイトルを200文字以内" in done.text
    assert "返金の受け方" in aoi.get(f"{report}?part=added").text
    assert "中止" not in done.text
    assert misaki.get(report).status == 404
    assert misaki.post(f"{report}stop/").status == 404
    assert "a.csv" in aoi.get(page).text
    packed = aoi.get(f"{page}export/")
    names = zipfile.ZipFile(io.BytesIO(packed.response.content)).namelist()
    assert [name.endswith(".md") for name in names] == [True]
    assert misaki.get(f"{page}export/").status == 404


def test_what_is_to_be_improved_is_listed(world: World, kenji: Sitting) -> None:
    aoi = world.actor(world.aoi)
    article = drafted(aoi, shelf(aoi))
    change_article(article.id, {"owner_id": world.kenji.id}, actor=aoi)
    assert kenji.get(f"{HOME}improve/").response.headers["Location"] == f"{HOME}improve/searches/"
    for tab in ("searches", "contacts", "verdicts", "suggested", "reviews", "due", "stale", "covered"):
        page = kenji.get(f"{HOME}improve/{tab}/")
        assert (page.status, page.writes) == (200, []), tab
        assert len(page.queries) <= 8, tab
    assert kenji.get(f"{HOME}improve/nothing/").status == 404


def test_a_share_of_almost_nothing_has_no_sign() -> None:
    assert [percent(share) for share in (-0.004, 0.004, -0.12, 0.325, None)] == ["0%", "0%", "-12%", "32%", ""]
