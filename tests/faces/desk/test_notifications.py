"""The bell of the desk, its panel, and how somebody wants to be told."""

from datetime import time

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.actions.note import add_note
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.models import Person
from madoguchi.features.notifications.models import Notification, NotificationRule, Preference, PushDevice
from tests.faces.desk.sitting import Answer, Sitting, begun
from tests.features.notifications.telling import tell_all, told
from tests.push_service import Browser
from tests.world import World

PANEL = "/desk/notifications/"
SETTINGS = "/desk/settings/notifications/"


@pytest.fixture
def mentioned(world: World, matter: Conversation) -> Notification:
    """田村さん has named 藤井さん in a note."""
    with tenant(world.koyomi.id):
        add_note(matter.id, text="@藤井 美咲 さん、ご確認ください", actor=world.actor(world.kenji))
        tell_all()
        return Notification.objects.get(person=world.misaki)


def unread(world: World, person: Person) -> list[tuple[str, int]]:
    with tenant(world.koyomi.id):
        return told(person)


def bell(sitting: Sitting) -> Answer:
    return sitting.get("/desk/notifications/bell/", target="bell")


def test_the_bell_counts_in_one_question(
    world: World, misaki: Sitting, aoi: Sitting, mentioned: Notification, matter: Conversation
) -> None:
    shown = bell(misaki)
    assert f'data-live="person:{world.misaki.id}:notifications"' in shown.html
    assert 'data-count="1"' in shown.html
    assert f'data-open="{matter.id}"' in shown.html
    assert len([sql for sql in shown.queries if '"notifications"' in sql]) == 1
    assert len(shown.queries) <= 5
    assert 'data-count="0"' in bell(aoi).html


def test_the_bell_is_called_by_all_that_it_shows(misaki: Sitting, mentioned: Notification) -> None:
    button = misaki.get("/desk/views/open/").html.split('popovertarget="notifications"')[1].split("</button>")[0]
    assert "aria-label=" not in button  # a name beside what is read would leave the number out
    assert ">通知 <" in button


def test_the_panel_says_what_and_leads_there(misaki: Sitting, mentioned: Notification, matter: Conversation) -> None:
    panel = misaki.get(PANEL, target="notifications")
    assert "今日" in panel.text
    assert "田村 健二 さんがあなたにメンションしました シフトが表示されません" in panel.text
    assert f'href="/desk/conversations/{matter.id}/#message-{mentioned.message_id}"' in panel.html
    assert "<html" not in panel.html
    assert len(panel.queries) <= 8
    assert "通知はありません" not in panel.text
    assert "<html" in misaki.get(PANEL).html


def test_it_is_paged(world: World, misaki: Sitting) -> None:
    with tenant(world.koyomi.id):
        Notification.objects.bulk_create(
            Notification(
                workspace_id=world.koyomi.id, person=world.misaki, kind="due", key=f"due:{number}", actor="system"
            )
            for number in range(25)
        )
    first = misaki.get(PANEL, target="notifications")
    assert first.html.count('class="choice-item notice') == 20
    address = first.html.partition('hx-get="/desk/notifications/?after=')[2].partition('"')[0]
    rest = misaki.get(f"{PANEL}?after={address}", target="notices-end")
    assert rest.html.count('class="choice-item notice') == 5
    assert "notices-end" not in rest.html


def test_reading_the_conversation_reads_what_was_told_of_it(
    world: World, misaki: Sitting, aoi: Sitting, mentioned: Notification, matter: Conversation
) -> None:
    address = f"/desk/conversations/{matter.id}/reading/"
    aoi.post(address)
    assert unread(world, world.misaki) == [("mentioned", 1)]
    answer = misaki.post(address)
    assert f"person:{world.misaki.id}:notifications" in answer.response.headers["HX-Trigger"]
    assert unread(world, world.misaki) == []


def test_one_is_read_or_all(world: World, misaki: Sitting, aoi: Sitting, mentioned: Notification) -> None:
    other = "/desk/notifications/reading/"
    aoi.post(other, {"id": mentioned.id})
    aoi.post(other)
    assert unread(world, world.misaki) == [("mentioned", 1)]
    misaki.post(other, {"id": 0})
    assert unread(world, world.misaki) == [("mentioned", 1)]
    misaki.post(other, {"id": mentioned.id})
    assert unread(world, world.misaki) == []


def test_what_may_be_seen_no_longer_is_not_told_of(world: World, mentioned: Notification) -> None:
    misaki = Sitting(world.users["misaki"])
    with tenant(world.koyomi.id):
        Person.objects.filter(id=world.misaki.id).update(all_inboxes=False)
    assert 'data-count="0"' in bell(misaki).html
    assert "メンションしました" not in misaki.get(PANEL).text


def test_several_conversations_lead_to_their_list(world: World, misaki: Sitting, matter: Conversation) -> None:
    other = begun(world.support, "山田 花子 <hanako@kobo.example>", mail_id="other@mail.example")
    with tenant(world.koyomi.id):
        for one in (matter, other):
            assign(one.id, person_id=world.misaki.id, actor=world.actor(world.kenji))
        tell_all()
    panel = misaki.get(PANEL, target="notifications")
    assert "田村 健二 さんがあなたを2件の会話の担当にしました" in panel.text
    assert 'href="/desk/views/mine/"' in panel.html


def test_the_settings_show_what_holds_and_keep_what_is_chosen(world: World, misaki: Sitting) -> None:
    page = misaki.get(SETTINGS)
    assert '<input type="checkbox" name="mentioned" value="push" checked>' in page.html
    assert '<input type="checkbox" name="unassigned" value="page">' in page.html
    assert 'value="22:00"' in page.html
    assert len(page.queries) <= 8
    chosen = {
        "mentioned": ["page", "mail"],
        "unassigned": ["page"],
        "quiet": "1",
        "quiet_from": "20:30",
        "quiet_to": "07:00",
        "quiet_day": ["5", "6"],
        "mail_after": "30",
        "follow_when_answering": "1",
    }
    misaki.post(SETTINGS, chosen)
    with tenant(world.koyomi.id):
        kept = Preference.objects.get(person=world.misaki)
    assert kept.channels["mentioned"] == ["page", "mail"]
    assert kept.channels["assigned"] == []  # nothing of it was ticked
    assert (kept.quiet_from, kept.quiet_to, kept.quiet_days) == (time(20, 30), time(7), [5, 6])
    assert (kept.mail_after, kept.follow_when_mentioned, kept.follow_when_answering) == (30, False, True)
    misaki.post(SETTINGS, {"mail_after": "30"})
    with tenant(world.koyomi.id):
        assert Preference.objects.get(person=world.misaki).quiet_from is None


@pytest.mark.parametrize("given", [{"quiet": "1", "quiet_from": "soon"}, {"mail_after": "0"}, {"mail_after": "x"}])
def test_what_makes_no_sense_is_refused_in_words(misaki: Sitting, given: dict[str, str]) -> None:
    answer = misaki.post(SETTINGS, {"mail_after": "10", **given})
    assert answer.status == 422
    assert not answer.text.isascii()


def test_a_browser_is_let_ring_and_stopped(world: World, misaki: Sitting, aoi: Sitting) -> None:
    assert len(misaki.post(f"{SETTINGS}key/").text) > 80
    browser = Browser("https://push.example/one")
    misaki.client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36"
    assert misaki.post(f"{SETTINGS}devices/", browser.subscription).status == 204
    with tenant(world.koyomi.id):
        device = PushDevice.objects.get()
    assert (device.person_id, device.name) == (world.misaki.id, "Chrome · Windows")
    assert "Chrome · Windows" in misaki.get(SETTINGS).text
    assert aoi.delete(f"{SETTINGS}devices/{device.id}/").status == 404
    misaki.delete(f"{SETTINGS}devices/{device.id}/")
    assert "Chrome · Windows" not in misaki.get(SETTINGS).text
    refused = misaki.post(f"{SETTINGS}devices/", {**browser.subscription, "endpoint": "http://push.example/"})
    assert refused.status == 422


def test_it_can_be_tried_out(world: World, misaki: Sitting) -> None:
    for _ in range(2):
        misaki.post(f"{SETTINGS}trial/")
    assert unread(world, world.misaki) == [("test", 1)]
    assert "通知はこのように届きます" in misaki.get(PANEL).text


def test_what_push_may_say_is_for_administrators(world: World, misaki: Sitting, aoi: Sitting) -> None:
    words = "プッシュ通知とメールに、お客様の名前・件名・本文の冒頭を載せる"
    assert words not in misaki.get(SETTINGS).text
    assert misaki.post(f"{SETTINGS}rule/", {"shows_texts": "1"}).status == 404
    assert words in aoi.get(SETTINGS).text
    aoi.post(f"{SETTINGS}rule/", {"shows_texts": "1"})
    with tenant(world.koyomi.id):
        assert NotificationRule.objects.get().shows_texts


def test_the_person_is_at_the_desk(world: World, misaki: Sitting) -> None:
    assert misaki.post("/desk/notifications/here/").status == 204
    with tenant(world.koyomi.id):
        assert Preference.objects.get(person=world.misaki).active_at is not None


def test_the_service_worker_and_the_manifest(db: None, misaki: Sitting) -> None:
    worker = misaki.get("/service-worker.js")
    assert worker.response.headers["Content-Type"].startswith("text/javascript")
    assert worker.response.headers["Cache-Control"] == "no-cache"
    assert worker.response.headers["Service-Worker-Allowed"] == "/"
    assert "worker-src 'self'" in worker.response.headers["Content-Security-Policy"]
    assert "showNotification" in worker.html
    assert "caches" not in worker.html  # nothing of a page is kept
    assert '"fetch"' not in worker.html
    told = misaki.get("/manifest.webmanifest").response.json()  # type: ignore[attr-defined]
    assert told["start_url"] == "/desk/"
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
    assert '<link rel="manifest" href="/manifest.webmanifest">' in misaki.get(PANEL).html
