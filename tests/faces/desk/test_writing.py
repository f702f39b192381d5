"""Replies, notes, drafts, files, and taking back, as the composer sends them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Attachment, Conversation, Delivery, Draft, Mention, Message, Status
from madoguchi.core.people.models import User
from madoguchi.faces.desk.forms.writing import addresses_in
from tests.faces.desk.sitting import Answer, Sitting
from tests.world import World

HANAKO = "hanako@kobo.example"


def send(sitting: Sitting, matter: Conversation, **fields: str) -> Answer:
    data = {"text": "承知しました。", "to": HANAKO, "once": "one", **fields}
    return sitting.post(f"/desk/conversations/{matter.id}/replies/", data)


def test_a_reply_is_written_and_held(world: World, misaki: Sitting, matter: Conversation) -> None:
    answer = send(misaki, matter, cc="田中 <boss@kobo.example>、keiri@kobo.example")
    assert answer.status == 200
    assert "10秒後に返信を送信します" in answer.text
    assert "live:changed" in answer.response["HX-Trigger-After-Settle"]
    with tenant(matter.workspace_id):
        message = Message.objects.get(kind="reply")
        assert message.text == "承知しました。"
        assert message.send_at is not None
        assert message.send_at - message.at >= timedelta(seconds=9)
        assert set(Delivery.objects.values_list("address", "role")) == {
            (HANAKO, "to"),
            ("boss@kobo.example", "cc"),
            ("keiri@kobo.example", "cc"),
        }


def test_a_double_click_sends_once(misaki: Sitting, matter: Conversation) -> None:
    send(misaki, matter)
    send(misaki, matter)
    with tenant(matter.workspace_id):
        assert Message.objects.filter(kind="reply").count() == 1


def test_what_is_refused_is_said_and_nothing_happened(misaki: Sitting, matter: Conversation) -> None:
    answer = send(misaki, matter, to="誰か")
    assert answer.status == 422
    assert answer.response["Content-Type"].startswith("text/plain")
    assert "誰か" in answer.text
    with tenant(matter.workspace_id):
        assert not Message.objects.filter(kind="reply").exists()


def test_send_and_resolve(misaki: Sitting, matter: Conversation) -> None:
    send(misaki, matter, then="resolve")
    with tenant(matter.workspace_id):
        matter.refresh_from_db()
        assert matter.status == Status.RESOLVED


def test_send_and_snooze(misaki: Sitting, matter: Conversation) -> None:
    send(misaki, matter, then="snooze", until=(now() + timedelta(days=1)).isoformat())
    with tenant(matter.workspace_id):
        matter.refresh_from_db()
        assert matter.status == Status.SNOOZED


def test_taking_back_puts_the_text_into_the_composer(misaki: Sitting, matter: Conversation) -> None:
    send(misaki, matter, text="早まりました")
    with tenant(matter.workspace_id):
        message = Message.objects.get(kind="reply")
    answer = misaki.post(f"/desk/messages/{message.id}/undo/")
    assert "早まりました</textarea>" in answer.html
    assert f'id="composer-{matter.id}"' in answer.html
    assert 'hx-swap-oob="outerHTML"' in answer.html
    with tenant(matter.workspace_id):
        assert not Message.objects.filter(kind="reply").exists()


def test_what_has_left_cannot_be_taken_back(misaki: Sitting, matter: Conversation) -> None:
    send(misaki, matter)
    with tenant(matter.workspace_id):
        message = Message.objects.get(kind="reply")
        Delivery.objects.update(attempts=1)
    answer = misaki.post(f"/desk/messages/{message.id}/undo/")
    assert answer.status == 422


def test_a_note_names_people_and_is_sent_to_nobody(world: World, misaki: Sitting, matter: Conversation) -> None:
    answer = misaki.post(f"/desk/conversations/{matter.id}/notes/", {"text": "@田村 健二 お願いします", "once": "n"})
    assert answer.status == 200
    with tenant(matter.workspace_id):
        assert Mention.objects.get().person_id == world.kenji.id
        assert not Delivery.objects.exists()
    kenji = Sitting(world.users["kenji"])
    assert f"row-{matter.id}" in kenji.get("/desk/views/mentions/").html
    kenji.post(f"/desk/conversations/{matter.id}/mentions-read/")
    assert f"row-{matter.id}" not in kenji.get("/desk/views/mentions/").html


@pytest.mark.parametrize("kind", ["reply", "note"])
def test_a_draft_is_kept_and_comes_back(misaki: Sitting, matter: Conversation, kind: str) -> None:
    address = f"/desk/conversations/{matter.id}/drafts/{kind}/"
    assert misaki.post(address, {"text": "書きかけ", "cc": "boss@kobo.example"}).status == 200
    composer = misaki.get(f"/desk/conversations/{matter.id}/composer/")
    assert "書きかけ</textarea>" in composer.html
    assert ("boss@kobo.example" in composer.html) == (kind == "reply")
    misaki.post(address, {"text": ""})
    with tenant(matter.workspace_id):
        assert not Draft.objects.exists()


def test_the_answer_to_a_draft_is_the_time_in_the_persons_own_zone(
    world: World, misaki: Sitting, matter: Conversation
) -> None:
    User.objects.filter(id=world.users["misaki"].id).update(time_zone="America/St_Johns")
    before = now()
    answer = misaki.post(f"/desk/conversations/{matter.id}/drafts/reply/", {"text": "書きかけ"})
    assert answer.response["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.html in {at.astimezone(ZoneInfo("America/St_Johns")).strftime("%H:%M") for at in (before, now())}


def test_a_draft_is_its_writers_alone(world: World, misaki: Sitting, matter: Conversation) -> None:
    misaki.post(f"/desk/conversations/{matter.id}/drafts/reply/", {"text": "ないしょ"})
    kenji = Sitting(world.users["kenji"])
    assert "ないしょ" not in kenji.get(f"/desk/conversations/{matter.id}/composer/").html


def test_a_file_goes_with_the_reply(misaki: Sitting, matter: Conversation) -> None:
    file = SimpleUploadedFile("見積.pdf", b"%PDF-1.7", "application/pdf")
    chip = misaki.post(f"/desk/conversations/{matter.id}/drafts/reply/files/", {"file": file})
    assert "見積.pdf" in chip.text
    key = chip.html.split('name="attachment" value="')[1].split('"')[0]
    send(misaki, matter, attachment=key)
    with tenant(matter.workspace_id):
        attachment = Attachment.objects.get()
        assert attachment.message is not None
        assert attachment.message.kind == "reply"


def test_a_file_can_be_taken_off_again(world: World, misaki: Sitting, matter: Conversation) -> None:
    file = SimpleUploadedFile("a.txt", b"a")
    chip = misaki.post(f"/desk/conversations/{matter.id}/drafts/reply/files/", {"file": file})
    key = chip.html.split('name="attachment" value="')[1].split('"')[0]
    assert Sitting(world.users["kenji"]).delete(f"/desk/drafts/files/{key}/").status == 404
    assert misaki.delete(f"/desk/drafts/files/{key}/").status == 200
    with tenant(matter.workspace_id):
        assert not Attachment.objects.exists()


def test_a_light_member_notes_and_does_not_answer(world: World, matter: Conversation) -> None:
    ren = Sitting(world.users["ren"])
    assert send(ren, matter).status == 404
    assert ren.post(f"/desk/conversations/{matter.id}/notes/", {"text": "仕様です"}).status == 200


def test_a_new_conversation_opens_with_its_first_message(world: World, misaki: Sitting) -> None:
    data = {"inbox": world.support.id, "to": "taro..sato.@docomo.ne.jp", "subject": "ご案内", "text": "はじめまして"}
    answer = misaki.post("/desk/new/", {**data, "once": "x"})
    with tenant(world.koyomi.id):
        made = Conversation.objects.get()
        assert made.contact_id == world.taro.id
        assert made.assignee_id == world.misaki.id
    assert answer.response["HX-Redirect"] == f"/desk/views/mine/{made.id}/"


def test_a_failed_delivery_is_shown_on_the_reply_and_sent_again(misaki: Sitting, matter: Conversation) -> None:
    send(misaki, matter)
    with tenant(matter.workspace_id):
        delivery = Delivery.objects.get()
        Delivery.objects.update(state="failed", code="5.1.1", response="no such user", attempts=1)
        Message.objects.filter(kind="reply").update(before_it=None)
    text = misaki.get(f"/desk/conversations/{matter.id}/thread/").text
    assert f"{HANAKO} に届きませんでした" in text
    assert "no such user" in text
    assert misaki.post(f"/desk/deliveries/{delivery.id}/resend/").status == 200
    with tenant(matter.workspace_id):
        delivery.refresh_from_db()
        assert delivery.state == "queued"


def test_a_delivery_that_waits_says_until_when_and_why(misaki: Sitting, ren: Sitting, matter: Conversation) -> None:
    send(misaki, matter)
    with tenant(matter.workspace_id):
        again = (now() + timedelta(days=1)).astimezone(ZoneInfo("Asia/Tokyo")).replace(hour=8, minute=0)
        Delivery.objects.update(state="deferred", code="4.3.0", response="try later", next_attempt_at=again)
        Message.objects.filter(kind="reply").update(before_it=None)
    text = misaki.get(f"/desk/conversations/{matter.id}/thread/").text
    assert f"相手のサーバーの応答待ち（自動で再試行します） 次の送信：{again.month}/{again.day} 08:00" in text
    assert "(4.3.0 try later)" in text
    assert "try later" not in ren.get(f"/desk/conversations/{matter.id}/thread/").text


def test_of_several_recipients_the_one_that_is_waited_for_is_named(misaki: Sitting, matter: Conversation) -> None:
    send(misaki, matter)
    with tenant(matter.workspace_id):
        waiting = Delivery.objects.get()
        Delivery.objects.update(state="deferred", code="4.3.0", response="try later", next_attempt_at=now())
        Delivery.objects.create(
            workspace_id=matter.workspace_id, message=waiting.message, address="keiri@kobo.example", state="sent"
        )
        Message.objects.filter(kind="reply").update(before_it=None)
    assert f"({HANAKO}: 4.3.0 try later)" in misaki.get(f"/desk/conversations/{matter.id}/thread/").text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("a@x.example, b@x.example", ("a@x.example", "b@x.example")),
        ("田中 太郎 <a@x.example>、b@x.example", ("a@x.example", "b@x.example")),
        ('"Kim, Jordan" <j@x.example>', ("j@x.example",)),
        ("a＠x.example；b@x.example", ("a@x.example", "b@x.example")),
        ("a@x.example a@x.example", ("a@x.example",)),
        ("a..b.@docomo.ne.jp", ("a..b.@docomo.ne.jp",)),
        ("", ()),
    ],
)
def test_addresses_as_people_type_them(typed: str, found: tuple[str, ...]) -> None:
    assert addresses_in(typed) == found


def test_a_picture_is_shown_where_its_text_says(misaki: Sitting, matter: Conversation) -> None:
    file = SimpleUploadedFile("画面.png", b"\x89PNG", "image/png")
    chip = misaki.post(f"/desk/conversations/{matter.id}/drafts/reply/files/", {"file": file}).html
    key = chip.split('name="attachment" value="')[1].split('"')[0]
    name, address = (chip.split(f'{mark}="')[1].split('"')[0] for mark in ("data-cid", "data-src"))
    assert misaki.get(address).response["Content-Disposition"].startswith("inline")
    send(misaki, matter, text=f"この画面です ![画面](cid:{name})", attachment=key)
    thread = misaki.get(f"/desk/conversations/{matter.id}/thread/").html
    assert f'<img src="{address}" alt="画面">' in thread
    assert 'class="file"' not in thread  # it is not listed a second time
    taken = misaki.post(f"/desk/messages/{reply_of(matter)}/undo/").html
    assert f'data-cid="{name}"' in taken
    assert f"![画面](cid:{name})</textarea>" in taken


def reply_of(matter: Conversation) -> int:
    with tenant(matter.workspace_id):
        return Message.objects.get(kind="reply").id
