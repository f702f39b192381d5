"""Lists that are narrowed, put in order, and kept as views; and 対応漏れ, which should be empty."""

from datetime import timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.views.actions.saved import save_view
from madoguchi.features.views.models import SavedView
from tests.faces.desk.sitting import Sitting, begun
from tests.features.views.matters import Matters, build
from tests.world import World


@pytest.fixture
def matters(world: World) -> Matters:
    return build(world)


@pytest.fixture
def kenji(world: World) -> Sitting:
    return Sitting(world.users["kenji"])


def rows(html: str) -> list[int]:
    return [int(part.split('"')[0]) for part in html.split('id="row-')[1:]]


def test_a_list_is_narrowed_by_its_address(misaki: Sitting, matters: Matters) -> None:
    page = misaki.get("/desk/views/open/?q=担当:自分 タグ:返品")
    assert rows(page.html) == [matters.rows["mine"].id]
    assert 'value="担当:自分 タグ:返品"' in page.html
    assert "会話を選んでください" in page.text  # there are inboxes, only the rail with them comes later
    href = f'href="/desk/views/open/{matters.rows["mine"].id}/?q='
    assert href in page.html
    opened = misaki.get(f"/desk/views/open/{matters.rows['mine'].id}/?q=担当:自分")
    assert rows(opened.html) == [matters.rows["mine"].id]
    assert "対応中" in misaki.get("/desk/views/open/?q=件名:請求").text
    assert rows(misaki.get("/desk/views/open/?q=件名:請求", target="list-pane").html) == [matters.rows["waiting"].id]


@pytest.mark.parametrize("text", ["", "is:open", "担当:自分 タグ:返品 請求", "from:山田 company:こうぼ 請求"])
def test_a_narrowed_list_asks_little(misaki: Sitting, matters: Matters, text: str) -> None:
    for target in ("", "rows", "list-pane"):
        assert len(misaki.get(f"/desk/views/open/?q={text}", target=target).queries) <= 8


def test_nothing_is_listed_by_a_filter_that_is_not_understood(misaki: Sitting, matters: Matters) -> None:
    page = misaki.get("/desk/views/open/?q=担当:自分 色:赤")
    assert rows(page.html) == []
    assert "「色:」という条件はありません。" in page.text
    assert "ビューとして保存" not in page.text
    assert 'aria-invalid="true"' in page.html


def test_a_filter_finds_nothing_calmly(misaki: Sitting, matters: Matters) -> None:
    assert "条件に合う会話はありません" in misaki.get("/desk/views/open/?q=どこにもない").text
    further = misaki.get("/desk/views/open/?q=どこにもない&after=&looked=2", target="rows-end")
    assert "条件に合う会話はありません" in further.text  # also where it was looked for over several pages


def test_the_order_is_remembered_for_the_person_and_the_list(
    world: World, misaki: Sitting, kenji: Sitting, matters: Matters
) -> None:
    first = [matters.rows["mine"].id, matters.rows["waiting"].id]
    assert misaki.post("/desk/views/open/order/", {"order": "due"}).status == 200
    assert rows(misaki.get("/desk/views/open/").html) == first
    assert misaki.post("/desk/views/open/order/", {"order": "priority"}).status == 200
    assert rows(misaki.get("/desk/views/open/").html) == first[::-1]
    menu = misaki.get("/desk/views/open/").html.split('id="order-menu"')[1].split("</div>")[0]
    assert menu.split('aria-current="true"')[1].startswith(' hx-post="/desk/views/open/order/"')
    assert "優先度が高い順" in menu.split('aria-current="true"')[1].split("</button>")[0]
    assert misaki.post("/desk/views/open/order/", {"order": "x"}).status == 422
    assert "並び順" not in misaki.get("/desk/views/spam/").text.split("迷惑メール")[0]
    assert kenji.get("/desk/views/open/").html.split('id="order-menu"')[1].split('aria-current="true"')[1]


def test_a_narrowed_list_is_kept_in_one_step(world: World, misaki: Sitting, matters: Matters) -> None:
    assert "ビューとして保存" in misaki.get("/desk/saved-views/new/?scope=mine&q=タグ:返品").text
    made = misaki.post("/desk/saved-views/new/", {"scope": "mine", "q": "タグ:返品", "name": "返品まわり"})
    with tenant(world.koyomi.id):
        view = SavedView.objects.get()
    assert made.response["HX-Redirect"] == f"/desk/views/saved-{view.id}/"
    page = misaki.get(f"/desk/views/saved-{view.id}/")
    assert rows(page.html) == [matters.rows["mine"].id]
    assert "返品まわり 1" in page.text
    assert rows(misaki.get(f"/desk/views/saved-{view.id}/?q=請求").html) == []
    assert len(page.queries) <= 8


def test_what_is_said_twice_is_kept_once(world: World, misaki: Sitting, matters: Matters) -> None:
    misaki.post("/desk/saved-views/new/", {"scope": "open", "q": "is:open タグ:返品", "name": "返品"})
    assert 'value="状態:対応中 タグ:返品"' in misaki.get("/desk/settings/views/").html


def test_a_view_that_is_not_one_s_own_is_not_there(
    world: World, misaki: Sitting, kenji: Sitting, matters: Matters
) -> None:
    kenji.post("/desk/saved-views/new/", {"scope": "open", "name": "健二の"})
    with tenant(world.koyomi.id):
        view = SavedView.objects.get()
    assert misaki.get(f"/desk/views/saved-{view.id}/").status == 404
    assert "健二の" not in misaki.get("/desk/views/open/").text
    assert misaki.post(f"/desk/settings/views/{view.id}/", {"name": "x"}).status == 404
    assert misaki.post("/desk/saved-views/new/", {"scope": "nowhere", "name": "x"}).status == 404


def test_a_shared_view_is_in_everybody_s_menu(world: World, misaki: Sitting, kenji: Sitting, matters: Matters) -> None:
    kenji.post("/desk/saved-views/new/", {"scope": "all", "q": "is:overdue", "name": "期限切れ", "shared": "on"})
    assert "期限切れ" in misaki.get("/desk/rail/").text
    settings = misaki.get("/desk/settings/views/")
    assert "状態:期限切れ" in settings.text
    assert "hx-delete" not in settings.html.split("共有のビュー")[1].split("</section>")[0]
    assert "ワークスペースの全員と共有する" not in misaki.get("/desk/saved-views/new/?scope=mine").text


def test_views_are_changed_placed_and_deleted_in_the_settings(world: World, kenji: Sitting, matters: Matters) -> None:
    actor = world.actor(world.kenji)
    with tenant(world.koyomi.id):
        first, second = (save_view(name, conditions=[], actor=actor) for name in ("一", "二"))
    address = f"/desk/settings/views/{second.id}/"
    assert kenji.post(address, {"name": "弐", "q": "is:open 担当:自分", "order": "due"}).status == 200
    refused = kenji.post(address, {"name": "弐", "q": "色:赤"})
    assert (refused.status, "色:" in refused.html) == (422, True)
    kenji.post(f"{address}place/", {"position": "0"})
    page = kenji.get("/desk/settings/views/")
    assert 'value="状態:対応中 担当:自分"' in page.html
    assert page.html.index('value="弐"') < page.html.index('value="一"')
    assert kenji.delete(f"/desk/settings/views/{first.id}/").status == 200
    assert 'value="一"' not in kenji.get("/desk/settings/views/").html


def test_what_could_be_typed_next(misaki: Sitting, matters: Matters) -> None:
    def offered(text: str) -> list[str]:
        html = misaki.get(f"/desk/suggestions/?q={text}").html
        return [part.split('"')[0] for part in html.split('data-text="')[1:]]

    assert offered("た") == ["担当:", "タグ:", "対応待ち:"]
    assert offered("たん") == offered("tan") == ["担当:"]
    assert offered("is:open tan") == ["is:open 担当:"]
    assert offered("tag:") == ["tag:なし ", "tag:&quot;VIP 顧客&quot; ", "tag:返品 "]
    assert offered("-タグ:返") == ["-タグ:返品 "]
    assert offered("担当:自分,ふじ") == ["担当:自分,&quot;藤井 美咲&quot; "]
    assert offered("担当:tamura") == ["担当:&quot;田村 健二&quot; "]
    assert offered("状態:たいおう") == ["状態:対応中 ", "状態:対応漏れ "]
    assert offered("from:山") == ["from:&quot;山田 花子&quot; "]
    assert offered("契約") == ["conversation.plan:", "contact.plan:"]
    assert offered("契約プラン:プ") == ["契約プラン:プロ "]
    assert len(misaki.get("/desk/suggestions/?q=tag:").queries) <= 8
    assert len(misaki.get("/desk/suggestions/").html.split("data-text=")) > 15


def test_unanswered_is_what_waits_too_long(world: World, misaki: Sitting, matters: Matters) -> None:
    with tenant(world.koyomi.id):
        Conversation.objects.update(due_at=None)
    page = misaki.get("/desk/views/unanswered/")
    assert rows(page.html) == []
    assert "対応漏れはありません" in page.text
    assert "24時間以上" in page.text
    assert 'class="burning"' not in page.html
    Workspace.objects.filter(id=world.koyomi.id).update(unanswered_minutes=120)
    page = misaki.get("/desk/views/unanswered/")
    assert rows(page.html) == [matters.rows["waiting"].id]
    assert '<b class="burning">1<' in page.html


def test_unanswered_holds_what_is_overdue_and_what_was_never_woken(
    world: World, misaki: Sitting, matters: Matters
) -> None:
    assert rows(misaki.get("/desk/views/unanswered/").html) == [matters.rows["mine"].id]
    with tenant(world.koyomi.id):
        Conversation.objects.filter(id=matters.rows["english"].id).update(snoozed_until=now() - timedelta(days=3))
    assert rows(misaki.get("/desk/views/unanswered/").html) == [matters.rows["english"].id, matters.rows["mine"].id]
    with tenant(world.koyomi.id):
        Conversation.objects.filter(id=matters.rows["mine"].id).update(is_spam=True)
        Conversation.objects.filter(id=matters.rows["english"].id).update(status="open", snoozed_until=None)
    assert rows(misaki.get("/desk/views/unanswered/").html) == []


def test_a_wait_grows_old_as_the_workspace_says(world: World, misaki: Sitting) -> None:
    waiting = begun(world.support, "a@waits.example")
    for age, level in ((10, ""), (40, "long"), (130, "burning")):
        with tenant(world.koyomi.id):
            Conversation.objects.filter(id=waiting.id).update(waiting_since=now() - timedelta(minutes=age))
        assert f'class="waiting {level}" data-long="1800" data-burning="7200"' in misaki.get("/desk/views/open/").html
    Workspace.objects.filter(id=world.koyomi.id).update(long_wait_minutes=200, too_long_wait_minutes=300)
    assert 'class="waiting " data-long="12000"' in misaki.get("/desk/views/open/").html


def test_the_waits_are_set_by_an_administrator(world: World, aoi: Sitting, misaki: Sitting) -> None:
    given = {
        "long_wait_minutes": "1", "long_wait_minutes-unit": "60",
        "too_long_wait_minutes": "4", "too_long_wait_minutes-unit": "60",
        "unanswered_minutes": "2", "unanswered_minutes-unit": "1440",
    }  # fmt: skip
    assert misaki.post("/desk/settings/views/waits/", given).status == 404
    assert aoi.post("/desk/settings/views/waits/", given | {"long_wait_minutes": "9"}).status == 422
    assert aoi.post("/desk/settings/views/waits/", given | {"unanswered_minutes": "x"}).status == 422
    assert aoi.post("/desk/settings/views/waits/", given).status == 200
    kept = Workspace.objects.get(id=world.koyomi.id)
    assert (kept.long_wait_minutes, kept.too_long_wait_minutes, kept.unanswered_minutes) == (60, 240, 2880)
    assert "「対応漏れ」とする時間" in aoi.get("/desk/settings/views/").text
    assert "「対応漏れ」とする時間" not in misaki.get("/desk/settings/views/").text
