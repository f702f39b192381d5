"""The style of answers at the desk: set for inboxes and customers, shown where one writes, measured."""

from datetime import timedelta

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.attributes import define_attribute
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.styles.actions.conversations import note_style
from madoguchi.features.styles.actions.settings import set_style
from madoguchi.features.styles.models import InboxStyle, SegmentStyle
from tests.faces.desk.sitting import Sitting, begun
from tests.features.styles.test_measuring import talk
from tests.world import World

LONG = "領収書はマイページの請求履歴から発行できます。宛名は一度だけ変更できます。" * 12


def wanting(world: World, style: str) -> Conversation:
    set_style(world.support.id, style=style, trial=0, actor=world.actor(world.aoi))
    made = begun(world.support, "hanako@kobo.example", text="領収書は出せますか。")
    note_style(made.id, workspace_id=world.koyomi.id)
    return made


def test_an_inbox_and_customers_get_their_style(world: World, aoi: Sitting, misaki: Sitting) -> None:
    define_attribute("company", key="plan", type="text", fields={"label": "プラン"}, actor=world.actor(world.aoi))
    page = aoi.get("/desk/settings/styles/")
    assert "会社：プラン" in page.text or "会社: プラン" in page.text
    assert len(page.queries) <= 8
    aoi.post(f"/desk/settings/styles/inboxes/{world.support.id}/", {"style": "comprehensive", "trial": "50"})
    segment = {"style": "conversational", "audience": "all", "attribute": "company.plan", "value": "Pro", "inbox": ""}
    aoi.post("/desk/settings/styles/segments/", segment)
    with tenant(world.koyomi.id):
        row, made = InboxStyle.objects.get(), SegmentStyle.objects.get()
    assert (row.style, row.trial) == ("comprehensive", 50)
    assert (made.on, made.key, made.value, made.inbox_id) == ("company", "plan", "Pro", None)
    assert "プラン = Pro" in aoi.get("/desk/settings/styles/").text
    assert aoi.post(f"/desk/settings/styles/inboxes/{world.support.id}/", {"style": "", "trial": "x"}).status == 422
    assert aoi.delete(f"/desk/settings/styles/segments/{made.id}/").status == 200
    assert misaki.get("/desk/settings/styles/").status == 404
    assert misaki.post(f"/desk/settings/styles/inboxes/{world.support.id}/", {"style": ""}).status == 404


def test_who_writes_sees_which_style_is_wanted_and_why(world: World, misaki: Sitting) -> None:
    plain = begun(world.support, "taro@mail.example", text="営業時間を教えてください。")
    assert "composer-style" not in misaki.get(f"/desk/conversations/{plain.id}/composer/").html
    made = wanting(world, "conversational")
    shown = misaki.get(f"/desk/conversations/{made.id}/composer/")
    assert "対話型 まず短く答え、一手順ずつ案内します · 受信箱の設定" in shown.text
    assert len(shown.queries) <= 8


def test_a_draft_is_told_what_it_lacks_and_kept_all_the_same(world: World, misaki: Sitting) -> None:
    made = wanting(world, "conversational")
    draft = f"/desk/conversations/{made.id}/drafts/reply/"
    said = misaki.post(draft, {"text": LONG, "style": "conversational"})
    assert (said.status, said.response["X-Lacking"]) == (200, "long")
    assert 'data-lacking="long"' in misaki.get(f"/desk/conversations/{made.id}/composer/").html
    assert misaki.post(draft, {"text": "はい、出せます。", "style": "conversational"}).response["X-Lacking"] == ""
    assert misaki.post(draft, {"text": LONG}).response["X-Lacking"] == "", "where nobody has decided"


def test_the_report_opens_what_it_counts(world: World, aoi: Sitting, misaki: Sitting) -> None:
    empty = aoi.get("/desk/reports/styles/")
    assert "スタイルの決まった会話はありません" in empty.text
    talk(world, "cp", score=5)
    talk(world, "cpcp", "comprehensive")
    shown = aoi.get("/desk/reports/styles/")
    assert len(shown.queries) <= 8
    assert "この期間に試行はありませんでした" in shown.text
    rows = aoi.get("/desk/reports/styles/conversations/?style=conversational&who=agents&part=content")
    assert rows.html.count('home-row"') == 1
    assert len(rows.queries) <= 8
    assert misaki.get("/desk/reports/styles/").status == 404
    day = (now() - timedelta(days=40)).date()
    assert "スタイルの決まった会話はありません" in aoi.get(f"/desk/reports/styles/?from={day}&to={day}").text


def test_a_trial_says_when_it_is_too_small(world: World, aoi: Sitting) -> None:
    talk(world, "cp", arm="usual")
    talk(world, "cpcp", "comprehensive", arm="other")
    assert "まだ件数が足りません" in aoi.get("/desk/reports/styles/").text
