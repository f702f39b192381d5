"""Writing articles at the desk: the list, the page of a text, its draft, and what is done with it."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from madoguchi.base.tenancy import tenant
from madoguchi.features.articles.actions.arranging import change_article
from madoguchi.features.articles.actions.centre import change_centre
from madoguchi.features.articles.actions.writing import write
from madoguchi.features.articles.models import Article, ArticleText, ArticleVersion, State
from madoguchi.features.articles.wording import Words
from tests.faces.desk.sitting import Answer, Sitting
from tests.features.articles.writing import drafted, published, shelf
from tests.world import World

HOME = "/desk/articles/"


@pytest.fixture
def kenji(world: World) -> Sitting:
    """A supervisor: publishes."""
    return Sitting(world.users["kenji"])


@pytest.fixture
def article(world: World) -> Article:
    """A draft that 青木 has begun."""
    aoi = world.actor(world.aoi)
    return drafted(aoi, shelf(aoi), "返金の受け方", "**7日以内**に返金します。")


def text_of(world: World, article: Article, language: str = "ja") -> ArticleText:
    with tenant(world.koyomi.id):
        return ArticleText.objects.get(article=article, language=language)


def said(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.text


def test_the_list_is_searched_narrowed_and_paged(world: World, aoi: Sitting, misaki: Sitting, article: Article) -> None:
    actor = world.actor(world.aoi)
    for number in range(55):
        drafted(actor, article.collection, f"記事{number:02}")
    published(actor, shelf(actor, "ログイン"), "パスワードの再設定")
    page = aoi.get(HOME)
    assert len(page.queries) <= 8, "\n".join(sql[:300] for sql in page.queries)
    assert "パスワードの再設定" in page.text
    assert "記事05" not in page.text
    behind = page.html.partition('id="articles-end"')[2].partition('hx-get="')[2].partition('"')[0]
    rest = aoi.get(behind.replace("&amp;", "&"), target="articles-end")
    assert "返金の受け方" in rest.text
    assert "<html" not in rest.html
    live = aoi.get(f"{HOME}?which=live", target="article-rows").text
    assert "パスワードの再設定" in live
    assert "返金の受け方" not in live
    with tenant(world.koyomi.id):
        Article.objects.filter(id=article.id).update(stage="導入")
    drafted(world.actor(world.aoi), shelf(world.actor(world.aoi), "ログイン"), "パスワードをResetする")
    for typed in ("パスワード", "ぱすわーど", "ﾊﾟｽﾜｰﾄﾞ", "reset パスワード", "ｒｅｓｅｔ"):
        assert "パスワードをResetする" in aoi.get(f"{HOME}?q={typed}", target="article-rows").text, typed
    assert "パスワード" not in aoi.get(f"{HOME}?q=パスワーク", target="article-rows").text
    staged = aoi.get(f"{HOME}?q=導入", target="article-rows").text
    assert "返金の受け方" in staged
    assert "導入" in staged
    assert "パスワード" not in staged
    found = aoi.get(f"{HOME}?q=返金", target="article-rows").text
    assert "返金の受け方" in found
    assert "記事" not in found.replace("記事はありません", "")
    assert "記事はありません" in aoi.get(f"{HOME}?which=due").text
    assert page.writes == []


def test_an_article_is_begun_and_its_draft_kept(world: World, misaki: Sitting, article: Article) -> None:
    begun = misaki.post(f"{HOME}new/", {"title": "領収書の出し方", "collection": str(article.collection_id)})
    with tenant(world.koyomi.id):
        made = Article.objects.exclude(id=article.id).get()
    assert begun.response.headers["HX-Redirect"] == f"{HOME}{made.id}/ja/"
    page = misaki.get(f"{HOME}{made.id}/ja/")
    assert len(page.queries) <= 8
    assert "領収書の出し方" in page.html
    assert page.writes == []
    kept = misaki.post(
        f"{HOME}{made.id}/ja/draft/", {"title": "領収書", "text": "画面から出せます。", "version": "1", "next": "x"}
    )
    assert (kept.status, kept.response.headers["X-Version"]) == (200, "2")
    text = text_of(world, made)
    assert (text.draft_title, text.draft_body, text.title) == ("領収書", "画面から出せます。", "")
    untitled = misaki.post(f"{HOME}{made.id}/en/draft/", {"title": " ", "text": "On the page.", "version": "0"})
    assert untitled.status == 200
    assert text_of(world, made, "en").draft_title == "（無題）"


def test_who_saves_what_another_has_changed_loses_nothing_and_chooses(
    world: World, misaki: Sitting, article: Article
) -> None:
    address = f"{HOME}{article.id}/ja/"
    write(article.id, "ja", words=Words("返金", "青木の文 ![図](picture:abc)"), edition=1, actor=world.actor(world.aoi))
    choice = misaki.post(f"{address}draft/", {"title": "返金", "text": "藤井の文", "version": "1"})
    assert choice.status == 409
    assert "青木 葵 さん" in choice.text or "青木 葵" in choice.text
    assert "<template>青木の文 ![図](picture:abc)</template>" in choice.html
    assert 'data-cid="picture:abc"' in choice.html
    assert 'data-version="2"' in choice.html
    with tenant(world.koyomi.id):
        assert ArticleVersion.objects.get(what="aside").body == "藤井の文"
    assert text_of(world, article).draft_body == "青木の文 ![図](picture:abc)"
    refused = misaki.post(address, {"title": "返金", "text": "藤井のもう一つの文", "version": "1", "then": "review"})
    assert refused.status == 422
    with tenant(world.koyomi.id):
        assert ArticleVersion.objects.filter(what="aside").count() == 2
    assert text_of(world, article).state == State.DRAFT
    assert "青木 葵" in misaki.get(f"{address}others/").text


def test_a_second_person_reads_it_before_it_is_published(
    world: World, misaki: Sitting, kenji: Sitting, aoi: Sitting, article: Article
) -> None:
    change_article(article.id, {"needs_review": True}, actor=world.actor(world.aoi))
    address = f"{HOME}{article.id}/ja/"
    form = {"title": "返金の受け方", "text": "5日以内に返金します。", "version": "1"}
    assert misaki.post(address, {**form, "then": "publish"}).status == 404
    people = misaki.get(f"{address}reviewer/").text
    assert "田村 健二" in people
    assert "青木 葵" not in people  # who wrote it
    named = {"edition": "1", "reviewer": str(world.kenji.id)}
    assert misaki.post(f"{address}reviewer/", named).status == 200
    assert "田村 健二 さんにレビューを依頼中" in misaki.get(address).text
    assert misaki.delete(f"{address}review/").status == 200
    assert misaki.post(address, {**form, "then": "review"}).status == 200
    assert text_of(world, article).state == State.IN_REVIEW
    assert "返金の受け方" in kenji.get(f"{HOME}improve/reviews/").text
    page = kenji.get(address)
    assert "差し戻す" in page.text
    assert "差し戻す" not in aoi.get(address).text  # who has written it
    nothing_said = kenji.post(f"{address}review/", {"note": "", "edition": "2"})
    assert nothing_said.status == 422
    assert kenji.post(f"{address}review/", {"note": "営業日で書いてください", "edition": "2"}).status == 200
    assert "営業日で書いてください" in misaki.get(address).text
    form |= {"text": "5営業日以内に返金します。", "version": "2"}
    assert misaki.post(address, {**form, "then": "review"}).status == 200
    assert kenji.post(address, {**form, "version": "3", "then": "approve"}).status == 200
    text = text_of(world, article)
    assert (text.is_live, text.body) == (True, "5営業日以内に返金します。")


def test_who_approves_it_may_leave_it_to_be_published_at_a_time(
    world: World, misaki: Sitting, kenji: Sitting, aoi: Sitting, article: Article
) -> None:
    change_article(article.id, {"needs_review": True}, actor=world.actor(world.aoi))
    address = f"{HOME}{article.id}/ja/"
    form = {"title": "返金の受け方", "text": "5日以内に返金します。", "version": "1"}
    misaki.post(address, {**form, "then": "review"})
    assert 'data-then="approve-only"' in kenji.get(address).html
    assert misaki.post(address, {**form, "version": "2", "then": "approve-only"}).status == 404
    assert kenji.post(address, {**form, "version": "2", "then": "approve-only"}).status == 200
    text = text_of(world, article)
    assert (text.state, text.is_approved, text.is_live) == (State.DRAFT, True, False)
    assert "田村 健二 さんが承認" in aoi.get(address).text
    assert aoi.post(f"{address}schedule/", {"edition": "2", "at": "2100-01-01T09:00"}).status == 200
    assert text_of(world, article).state == State.SCHEDULED


def test_an_article_whose_day_has_come_says_so_and_is_still_true_by_one_click(
    world: World, misaki: Sitting, article: Article
) -> None:
    address, day = f"{HOME}{article.id}/", localdate() - timedelta(days=3)
    change_article(article.id, {"review_due_on": day}, actor=world.actor(world.aoi))
    page = misaki.get(f"{address}ja/")
    assert f"見直し予定日（{day}）になりました" in page.text
    later = date.fromisoformat(page.html.partition('"review_due_on": "')[2][:10])
    assert timedelta(days=180) <= later - localdate() <= timedelta(days=181)  # by their own clock
    assert misaki.post(address, {"review_due_on": str(later)}).status == 200
    assert "変わりありません" not in misaki.get(f"{address}ja/").text
    with tenant(world.koyomi.id):
        assert Article.objects.values_list("review_due_on", "owner_id").get() == (later, article.owner_id)


def test_it_is_planned_taken_back_and_archived(world: World, kenji: Sitting, misaki: Sitting, article: Article) -> None:
    address = f"{HOME}{article.id}/ja/"
    assert "datetime-local" in kenji.get(f"{address}schedule/").html
    assert kenji.post(f"{address}schedule/", {"edition": "1", "at": "nonsense"}).status == 422
    assert kenji.post(f"{address}schedule/", {"edition": "1", "at": "2100-01-01T09:00"}).status == 200
    assert "2100-01-01 09:00" in kenji.get(address).text
    assert kenji.delete(f"{address}schedule/").status == 200
    form = {"title": "返金の受け方", "text": "**7日以内**に返金します。", "version": "1"}
    assert kenji.post(address, {**form, "then": "publish"}).status == 200
    assert "公開中の内容" in kenji.get(f"{address}versions/").text
    assert kenji.post(f"{address}address/", {"slug": "henkin"}).status == 200
    assert text_of(world, article).slug == "henkin"
    assert kenji.delete(f"{address}publication/").status == 200
    assert not text_of(world, article).is_live
    assert misaki.post(f"{HOME}{article.id}/archival/").status == 404
    assert kenji.post(f"{HOME}{article.id}/archival/").status == 200
    assert "返金の受け方" in kenji.get(f"{HOME}?which=archived").text
    assert kenji.delete(f"{HOME}{article.id}/archival/").status == 200


def test_versions_are_compared_and_restored(world: World, kenji: Sitting, misaki: Sitting, article: Article) -> None:
    address = f"{HOME}{article.id}/ja/"
    form = {"title": "返金の受け方", "text": "返金は7日以内です。", "version": "1", "then": "publish"}
    kenji.post(address, form)
    kenji.post(address, {**form, "text": "返金は10日以内です。", "version": "2"})
    shown = misaki.get(f"{address}versions/?before=2&after=3")
    assert len(shown.queries) <= 8
    assert "返金は [削除： 7 ] [追加： 10 ] 日以内です。" in shown.text
    assert "<ins>" in shown.html
    assert shown.writes == []
    restored = misaki.post(f"{address}versions/2/restoration/")
    assert restored.response.headers["HX-Redirect"] == address
    text = text_of(world, article)
    assert (text.draft_body, text.body) == ("返金は7日以内です。", "返金は10日以内です。")
    assert misaki.post(f"{address}versions/99/restoration/").status == 404


def test_a_translator_sees_what_has_changed(world: World, kenji: Sitting, article: Article) -> None:
    japanese, english = f"{HOME}{article.id}/ja/", f"{HOME}{article.id}/en/"
    change_centre({"languages": ["ja", "en"]}, actor=world.actor(world.aoi))
    form = {"title": "返金の受け方", "text": "返金は7日以内です。", "version": "1", "then": "publish"}
    kenji.post(japanese, form)
    assert "公開しました。" in kenji.get(japanese).text
    kenji.post(english, {"title": "Refunds", "text": "Within 7 days.", "version": "0", "then": "publish"})
    assert "訳が古く" not in kenji.get(english).text
    kenji.post(japanese, {**form, "text": "返金は10日以内です。", "version": "2"})
    page = kenji.get(english)
    assert len(page.queries) <= 8
    assert "<ins>" in page.html
    assert "10" in page.html.partition("<ins>")[2][:80]
    assert "設定の変更履歴" not in page.html
    assert page.html.count("変更箇所") == 2
    assert "Refunds English" in " ".join(kenji.get(f"{HOME}improve/stale/").text.split())
    assert "10日以内" in kenji.get(f"{japanese}published/").text
    kenji.post(english, {"title": "Refunds", "text": "Within 10 days.", "version": "1", "then": "publish"})
    kenji.post(english, {"title": "Refunds", "text": "Within 10 days.", "version": "2", "then": "follow"})
    assert "<ins>" not in kenji.get(english).html


def test_the_preview_is_what_readers_see(misaki: Sitting, article: Article) -> None:
    shown = misaki.post(
        f"{HOME}{article.id}/ja/preview/",
        {"title": "返金", "text": ":::note 補足\n**至急**<script>\n:::\n\n![図](picture:nothing)"},
    )
    assert "<h1>返金</h1>" in shown.html
    assert "callout" in shown.html
    assert "<strong>至急</strong>" in shown.html
    assert "<script>" not in shown.html
    assert shown.writes == []


def test_settings_of_an_article_are_who_may_change_them(
    world: World, misaki: Sitting, kenji: Sitting, article: Article
) -> None:
    address = f"{HOME}{article.id}/"
    own = {"owner": str(world.misaki.id), "review_due_on": "2020-12-01", "stage": "導入", "screens": "/settings/*\n"}
    assert misaki.post(address, own).status == 200
    assert misaki.post(address, {"visibility": "agents"}).status == 404
    assert misaki.post(address, {"review_due_on": "soon"}).status == 422
    assert kenji.post(address, {"visibility": "customers", "must_review": "1"}).status == 200
    with tenant(world.koyomi.id):
        found = Article.objects.get(id=article.id)
    assert (found.owner_id, found.stage, found.screens) == (world.misaki.id, "導入", ["/settings/*"])
    assert (found.visibility, found.needs_review) == ("customers", True)
    assert "返金の受け方" in misaki.get(f"{HOME}improve/due/").text
