"""Messages, replies, notes, files and drafts over the API."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.draft import save_draft
from madoguchi.core.conversations.models import Attachment, Conversation, Draft
from madoguchi.core.inboxes.actions.accept import Address, Parcel, accept
from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.inboxes.steps import keep
from tests.faces.api.client import BASE, Caller, caller
from tests.faces.api.matters import said
from tests.world import World


def test_lists_messages_page_by_page(misaki: Caller, matter: Conversation) -> None:
    for number in range(3):
        said(matter, "hanako@kobo.example", text=str(number))
    first = misaki.get(f"/conversations/{matter.id}/messages?limit=3")
    assert [row["text"] for row in first.data][1:] == ["0", "1"]
    assert first.queries <= 8
    assert len(misaki.get(f"/conversations/{matter.id}/messages?cursor={first.body['next']}").data) == 1
    assert misaki.get(f"/conversations/{matter.id}/messages?order=newest").data[0]["text"] == "2"


def test_reads_one(misaki: Caller, matter: Conversation) -> None:
    message = said(matter, "hanako@kobo.example")
    found = misaki.get(f"/messages/{message.id}")
    assert found.body["author"] == {"kind": "contact", "id": matter.contact_id, "name": "山田 花子"}
    assert found.body["addresses"]["from"] == [{"address": "hanako@kobo.example", "name": "山田花子"}]
    assert found.body["has_html"] is True
    assert found.queries <= 8


def test_html_is_cleaned(misaki: Caller, matter: Conversation) -> None:
    message = said(matter, "hanako@kobo.example")
    html = misaki.get(f"/messages/{message.id}/html").body["html"]
    assert "お世話に" in html
    assert "script" not in html


def test_the_mail_as_it_came(world: World, misaki: Caller, matter: Conversation) -> None:
    raw = b"From: hanako@kobo.example\r\n\r\nhello\r\n"
    message = said(matter, "hanako@kobo.example")
    intake_id = accept(Parcel(raw, "smtp"), to=Address(world.koyomi.id, world.support.id))
    assert misaki.get(f"/messages/{message.id}/raw").status == 404
    with tenant(world.koyomi.id):
        RawIntake.objects.filter(id=intake_id).update(state="message", message_id=message.id)
    found = misaki.get(f"/messages/{message.id}/raw")
    assert (found.content, found.headers["Content-Type"]) == (raw, "message/rfc822")
    assert found.headers["Content-Disposition"].startswith("attachment")


def test_a_reply_goes_to_the_contact(world: World, misaki: Caller, matter: Conversation) -> None:
    made = misaki.post(f"/conversations/{matter.id}/replies", {"text": "承知しました。"})
    assert made.status == 201
    assert made.headers["Location"] == f"/api/v1/messages/{made.body['id']}"
    assert [(one["address"], one["state"]) for one in made.body["deliveries"]] == [("hanako@kobo.example", "queued")]
    after = misaki.get(f"/conversations/{matter.id}").body
    assert (after["assignee_id"], after["waiting_since"]) == (world.misaki.id, None)
    assert misaki.get(f"/messages/{made.body['id']}/deliveries").data == made.body["deliveries"]


def test_a_reply_to_whom_it_says(misaki: Caller, matter: Conversation) -> None:
    body = {
        "text": "a",
        "to": ["x@kobo.example"],
        "cc": ["y@kobo.example"],
        "bcc": ["z@kobo.example"],
        "then": "resolve",
    }
    made = misaki.post(f"/conversations/{matter.id}/replies", body).body
    assert [one["role"] for one in made["deliveries"]] == ["to", "cc", "bcc"]
    assert misaki.get(f"/conversations/{matter.id}").body["status"] == "resolved"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"text": " "}, "/text"),
        ({"text": "a", "to": ["nobody"]}, "/to"),
        ({"text": "a", "hold_seconds": 11}, "/hold_seconds"),
        ({"text": "a", "attachment_ids": [999999]}, "/attachment_ids"),
        ({"text": "a", "then": "snooze"}, ""),
        ({"text": "a", "then": "snooze", "snoozed_until": "2001-01-01T00:00:00Z"}, "/snoozed_until"),
        ({"text": "a", "then": "snooze", "snoozed_until": "2999-01-01"}, "/snoozed_until"),
    ],
)
def test_a_reply_that_is_wrong(misaki: Caller, matter: Conversation, body: dict[str, object], pointer: str) -> None:
    refused = misaki.post(f"/conversations/{matter.id}/replies", body)
    assert refused.status == 422
    assert refused.body["errors"][0]["pointer"] == pointer


def test_a_held_reply_is_taken_back(world: World, misaki: Caller, matter: Conversation) -> None:
    made = misaki.post(f"/conversations/{matter.id}/replies", {"text": "早まった", "hold_seconds": 10}).body
    assert made["can_undo"] is True
    draft = misaki.post(f"/messages/{made['id']}/undo")
    assert draft.body["text"] == "早まった"
    assert misaki.get(f"/messages/{made['id']}").status == 404
    assert misaki.post(f"/messages/{made['id']}/undo").status == 404


def test_a_program_leaves_what_its_person_is_writing(world: World, misaki: Caller, matter: Conversation) -> None:
    actor = world.actor(world.misaki)
    save_draft(matter.id, kind="reply", text="書きかけ", fields={}, actor=actor)
    made = misaki.post(f"/conversations/{matter.id}/replies", {"text": "自動応答", "hold_seconds": 10}).body
    misaki.post(f"/conversations/{matter.id}/notes", {"text": "済"})
    assert misaki.get(f"/conversations/{matter.id}/drafts/reply").body["text"] == "書きかけ"
    assert misaki.post(f"/messages/{made['id']}/undo").body["text"] == "自動応答\n\n書きかけ"


def test_a_note_names_people(world: World, misaki: Caller, matter: Conversation) -> None:
    made = misaki.post(f"/conversations/{matter.id}/notes", {"text": "確認願います", "mentioned": [world.mana.id]})
    assert (made.status, made.body["kind"]) == (201, "note")
    mana = caller(world, world.mana)
    assert mana.get("/conversations?view=mentions").ids == [matter.id]
    assert mana.delete(f"/conversations/{matter.id}/mentions").status == 204
    assert mana.get("/conversations?view=mentions").ids == []


def test_the_timeline(misaki: Caller, matter: Conversation) -> None:
    misaki.patch(f"/conversations/{matter.id}", {"priority": "high"})
    found = misaki.get(f"/conversations/{matter.id}/timeline")
    assert [one["type"] for one in found.body["events"]] == ["conversation.priority_changed"]
    assert len(found.body["messages"]) == 1
    assert found.queries <= 9


def test_one_person_s_whole_thread(world: World, misaki: Caller, matter: Conversation) -> None:
    assert len(misaki.get(f"/contacts/{world.hanako.id}/messages").data) == 1
    assert misaki.get(f"/contacts/{world.william.id}/messages").status == 404


def test_resends(world: World, misaki: Caller, matter: Conversation) -> None:
    made = misaki.post(f"/conversations/{matter.id}/replies", {"text": "a"}).body["deliveries"][0]
    again = misaki.post(f"/deliveries/{made['id']}/resend")
    assert (again.status, again.body["state"]) == (200, "queued")


@pytest.fixture
def sent_ahead(misaki: Caller) -> int:
    made = misaki.call("POST", "/attachments?name=見積.pdf", b"%PDF-1", headers={"Content-Type": "application/pdf"})
    assert made.status == 201
    return int(made.body["id"])


def test_a_file_is_sent_ahead_and_used(misaki: Caller, matter: Conversation, sent_ahead: int) -> None:
    reply = misaki.post(f"/conversations/{matter.id}/replies", {"text": "添付", "attachment_ids": [sent_ahead]}).body
    assert [(one["name"], one["size"]) for one in reply["attachments"]] == [("見積.pdf", 6)]
    found = misaki.get(f"/attachments/{sent_ahead}/content")
    assert found.content == b"%PDF-1"
    assert found.headers["Content-Type"] == "application/octet-stream"
    assert found.headers["Content-Length"] == "6"


def test_a_held_file_is_its_person_s_alone(world: World, aoi: Caller, matter: Conversation, sent_ahead: int) -> None:
    assert aoi.get(f"/attachments/{sent_ahead}").status == 404
    assert aoi.delete(f"/attachments/{sent_ahead}").status == 404
    assert aoi.post(f"/conversations/{matter.id}/replies", {"text": "a", "attachment_ids": [sent_ahead]}).status == 422


def test_a_held_file_is_no_draft(misaki: Caller, sent_ahead: int) -> None:
    assert misaki.get("/drafts").data == []
    assert misaki.delete(f"/attachments/{sent_ahead}").status == 204
    assert misaki.get(f"/attachments/{sent_ahead}").status == 404


def test_files_that_nobody_asked_for_go_after_a_day(world: World, misaki: Caller, sent_ahead: int) -> None:
    with tenant(world.koyomi.id):
        Attachment.objects.update(created_at=now() - timedelta(days=2))
    misaki.call("POST", "/attachments?name=b", b"b", headers={"Content-Type": "text/plain"})
    assert misaki.get(f"/attachments/{sent_ahead}").status == 404


def test_a_file_by_multipart(misaki: Caller) -> None:
    body = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("a.txt", b"hello", "text/plain")})
    made = misaki.call("POST", "/attachments", body, headers={"Content-Type": MULTIPART_CONTENT})
    assert (made.status, made.body["name"], made.body["size"]) == (201, "a.txt", 5)


def test_a_file_without_a_name(misaki: Caller) -> None:
    assert misaki.call("POST", "/attachments", b"x", headers={"Content-Type": "text/plain"}).status == 422


def test_a_file_that_is_too_large(misaki: Caller) -> None:
    headers = {"Authorization": f"Bearer {misaki.token}", "Content-Length": str(150_000_000)}
    response = Client().generic("POST", f"{BASE}/attachments?name=a", b"x", headers=headers)
    assert response.status_code == 413
    at_limit = b"x" * (25 * 1024 * 1024 + 1)
    found = misaki.call("POST", "/attachments?name=a", at_limit, headers={"Content-Type": "text/plain"})
    assert (found.status, found.body["code"]) == (413, "file-too-large")


def test_drafts(world: World, misaki: Caller, matter: Conversation) -> None:
    path = f"/conversations/{matter.id}/drafts/reply"
    assert misaki.get(path).status == 404
    assert misaki.put(path, {"text": "下書き", "to": ["a@b.example"]}).body["fields"] == {"to": ["a@b.example"]}
    assert misaki.put("/drafts/new", {"text": "新規", "inbox": world.support.id}).status == 200
    assert [row["text"] for row in misaki.get("/drafts").data] == ["新規", "下書き"]
    assert misaki.put(path, {"text": ""}).status == 204
    assert misaki.delete("/drafts/new").status == 204
    with tenant(world.koyomi.id):
        assert not Draft.objects.exists()


def test_a_draft_of_another_kind_is_not_there(misaki: Caller, matter: Conversation) -> None:
    assert misaki.put(f"/conversations/{matter.id}/drafts/held", {"text": "x"}).status == 404


def test_a_reply_goes_out_later(misaki: Caller, matter: Conversation) -> None:
    at = (now() + timedelta(days=1)).isoformat()
    answer = misaki.post(f"/conversations/{matter.id}/replies", {"text": "明日です", "send_at": at})
    assert answer.status == 201
    assert (answer.body["is_scheduled"], answer.body["can_undo"]) == (True, True)
    assert misaki.get(f"/conversations/{matter.id}").body["waiting_since"] is not None
    path = f"/messages/{answer.body['id']}/schedule"
    later = (now() + timedelta(days=2)).isoformat()
    assert misaki.put(path, {"send_at": later}).body["is_scheduled"] is True
    assert misaki.put(path, {"send_at": "2020-01-01T00:00:00Z"}).status == 422
    assert misaki.delete(path).body["is_scheduled"] is False
    assert misaki.delete(path).status in (409, 422)
    assert misaki.get(f"/conversations/{matter.id}").body["waiting_since"] is None


def test_a_scheduled_reply_is_taken_back(misaki: Caller, matter: Conversation) -> None:
    at = (now() + timedelta(days=1)).isoformat()
    made = misaki.post(f"/conversations/{matter.id}/replies", {"text": "明日です", "send_at": at}).body
    assert misaki.post(f"/messages/{made['id']}/undo").body["text"] == "明日です"
    assert misaki.get(f"/messages/{made['id']}").status == 404


def test_a_message_is_forwarded(world: World, misaki: Caller, matter: Conversation) -> None:
    with tenant(matter.workspace_id):
        asked = matter.messages.get()
        file = Attachment.objects.create(
            workspace_id=matter.workspace_id,
            message=asked,
            blob=keep(matter.workspace_id, b"%PDF"),
            name="図面.pdf",
            content_type="application/pdf",
            size=4,
            name_in_url="drawing",
        )
    path = f"/messages/{asked.id}/forwards"
    made = misaki.post(path, {"text": "ご確認ください", "to": ["maker@factory.example"]})
    assert made.status == 201
    assert made.body["forwards"] == asked.id
    assert made.body["subject"] == "Fwd: 請求書について"
    assert made.body["text"].startswith("ご確認ください\n\n---------- ")
    assert made.body["text"].endswith("> お世話になっております。")
    assert [one["name"] for one in made.body["attachments"]] == ["図面.pdf"]
    assert made.body["attachments"][0]["id"] != file.id
    assert misaki.get(f"/conversations/{matter.id}").body["waiting_since"] is not None
    bare = misaki.post(path, {"to": ["maker@factory.example"], "file_ids": []}).body
    assert bare["attachments"] == []
    assert misaki.post(path, {"to": ["maker@factory.example"], "file_ids": [10**9]}).status == 422


def test_a_forward_that_is_taken_back_is_a_draft_of_its_own(misaki: Caller, matter: Conversation) -> None:
    with tenant(matter.workspace_id):
        asked = matter.messages.get()
    body = {"text": "ご確認ください", "to": ["maker@factory.example"], "hold_seconds": 10}
    made = misaki.post(f"/messages/{asked.id}/forwards", body)
    assert misaki.post(f"/messages/{made.body['id']}/undo").body["kind"] == "forward"
    path = f"/conversations/{matter.id}/drafts/forward"
    assert misaki.get(path).body["fields"]["forwards"] == asked.id
    assert misaki.put(path, {"text": "x"}).status == 404  # it would no longer say what it forwards
    assert misaki.delete(path).status == 204
    assert misaki.get(path).status == 404


def test_a_note_is_not_forwarded(misaki: Caller, matter: Conversation) -> None:
    note = misaki.post(f"/conversations/{matter.id}/notes", {"text": "社内"}).body
    assert misaki.post(f"/messages/{note['id']}/forwards", {"to": ["maker@factory.example"]}).status in (409, 422)
