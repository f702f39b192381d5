"""Sending as the composer does it: later, to somebody else, and what is asked before."""

import json
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.erase import erase_contact
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Attachment, Conversation, Draft, Message
from tests.core.conversations.arriving import arrive, mail
from tests.faces.desk.sitting import Answer, Sitting, begun, partner
from tests.world import World

HANAKO = "hanako@kobo.example"
MAKER = "maker@factory.example"


def send(sitting: Sitting, matter: Conversation, **fields: object) -> Answer:
    data = {"text": "承知しました。", "to": HANAKO, "once": "one", **fields}
    return sitting.post(f"/desk/conversations/{matter.id}/replies/", data)


def replies(matter: Conversation) -> list[Message]:
    with tenant(matter.workspace_id):
        return list(Message.objects.filter(kind="reply").order_by("id"))


def asked(answer: Answer) -> list[str]:
    """The codes of what was asked; the composer stays where it is."""
    assert answer.status == 422
    assert answer.response["HX-Retarget"] == "#dialogs"
    return re.findall(r'data-code="([^"]+)"', answer.html)


def test_a_reply_goes_out_at_a_time_that_was_chosen(misaki: Sitting, matter: Conversation) -> None:
    at = now() + timedelta(days=2)
    answer = send(misaki, matter, later=at.isoformat(), then="resolve")
    assert answer.status == 200
    assert "に送信します" in answer.text
    (message,) = replies(matter)
    assert (message.send_at, message.scheduled) == (at, {"then": "resolve", "until": None})
    thread = misaki.get(f"/desk/conversations/{matter.id}/thread/").text
    assert "に送信予定" in thread
    assert "送信後に解決" in thread
    misaki.post(f"/desk/messages/{message.id}/schedule/", {"at": (at + timedelta(days=1)).isoformat()})
    assert replies(matter)[0].send_at == at + timedelta(days=1)
    assert "明日の朝" in misaki.get(f"/desk/messages/{message.id}/schedule/").text
    misaki.post(f"/desk/messages/{message.id}/schedule/", {"now": "1"})
    assert replies(matter)[0].scheduled is None


def test_a_typed_time_is_that_of_the_workspace(misaki: Sitting, matter: Conversation) -> None:
    send(misaki, matter, later="typed", later_at="2027-01-05T09:00")
    (message,) = replies(matter)
    assert message.send_at is not None
    assert message.send_at.isoformat() == "2027-01-05T00:00:00+00:00"


@pytest.mark.parametrize("typed", ["", "2020-01-01T00:00", "あした"])
def test_nonsense_is_no_time_and_sends_nothing(misaki: Sitting, matter: Conversation, typed: str) -> None:
    assert send(misaki, matter, later="typed", later_at=typed).status == 422
    assert replies(matter) == []


def test_what_goes_out_later_is_taken_back_into_the_composer(misaki: Sitting, matter: Conversation) -> None:
    send(misaki, matter, later=(now() + timedelta(days=2)).isoformat(), text="あとで")
    answer = misaki.post(f"/desk/messages/{replies(matter)[0].id}/undo/")
    assert "あとで</textarea>" in answer.html
    assert replies(matter) == []


def test_what_is_sent_and_done_with_leaves(misaki: Sitting, matter: Conversation) -> None:
    assert "desk:left" not in send(misaki, matter, once="stays").response["HX-Trigger-After-Settle"]
    left = send(misaki, matter, once="leaves", then="resolve")
    assert json.loads(left.response["HX-Trigger-After-Settle"])["desk:left"] == {"conversation": matter.id}
    assert f"<b>{matter.subject}</b>" in left.html  # it is not on the page any more
    later = send(misaki, matter, once="later", then="resolve", later=(now() + timedelta(days=2)).isoformat())
    assert "desk:left" not in later.response["HX-Trigger-After-Settle"]


def test_what_is_taken_back_leads_to_its_own_conversation(misaki: Sitting, matter: Conversation) -> None:
    send(misaki, matter)
    (message,) = replies(matter)
    misaki.client.defaults["HTTP_HX_CURRENT_URL"] = "http://testserver/desk/views/mine/999/"
    answer = misaki.post(f"/desk/messages/{message.id}/undo/")
    assert "composer" not in answer.html
    back = json.loads(answer.response["HX-Trigger-After-Settle"])["desk:back"]
    address = f"/desk/views/mine/{matter.id}/?write=reply"
    assert back == {"conversation": matter.id, "address": address, "write": "reply"}
    assert (
        "承知しました。"
        in misaki.get(address.replace("views/mine", "conversations").replace("?write=reply", "composer/")).html
    )


def test_a_snooze_of_any_length(misaki: Sitting, matter: Conversation) -> None:
    until = now() + timedelta(days=5)
    send(misaki, matter, then=f"snooze {until.isoformat()}")
    with tenant(matter.workspace_id):
        matter.refresh_from_db()
    assert matter.snoozed_until == until


def test_tomorrow_is_said_as_a_day(misaki: Sitting, matter: Conversation) -> None:
    day = now().astimezone(ZoneInfo("Asia/Tokyo")) + timedelta(days=1)
    menu = misaki.get(f"/desk/conversations/{matter.id}/composer/").text
    assert f"送信して明日まで保留 {day.month}/{day.day} 09:00" in menu


def test_a_message_is_handed_on(misaki: Sitting, matter: Conversation) -> None:
    with tenant(matter.workspace_id):
        message = matter.messages.get()
    composer = misaki.post(f"/desk/messages/{message.id}/forwarding/").html
    assert 'data-mode="forward"' in composer
    assert "お客様には届きません" in composer
    data = {"text": "ご確認ください", "to": MAKER, "subject": "Fwd: 故障", "forwards": message.id, "once": "f"}
    sent = misaki.post(f"/desk/conversations/{matter.id}/forwards/", data)
    assert sent.status == 200
    assert "10秒後に転送します。" in sent.text
    assert "返信を送信します" not in sent.text
    (made,) = replies(matter)
    assert made.forwards_id == message.id
    thread = misaki.get(f"/desk/conversations/{matter.id}/thread/")
    assert "第三者へ転送" in thread.text
    assert 'class="bubble reply forward"' in thread.html
    back = misaki.post(f"/desk/messages/{made.id}/undo/").html
    assert "ご確認ください</textarea>" in back
    assert misaki.delete(f"/desk/conversations/{matter.id}/drafts/forward/").status == 200
    assert 'data-mode="forward"' not in misaki.get(f"/desk/conversations/{matter.id}/composer/").html


def test_nobody_answers_a_person_whose_data_were_erased(world: World, misaki: Sitting, matter: Conversation) -> None:
    address = f"/desk/conversations/{matter.id}/composer/"
    before = misaki.get(address)
    assert ('data-mode="reply"' in before.html, "返信できる相手はいません" in before.text) == (True, False)
    erase_contact(matter.contact_id, actor=world.actor(world.aoi))
    after = misaki.get(address)
    assert 'data-mode="reply"' not in after.html
    assert "返信できる相手はいません" in after.text
    beside = misaki.get(f"/desk/conversations/{matter.id}/person/")
    assert "消去されました" in beside.text
    assert "part-aim" not in beside.html  # nobody can be asked what they want
    note = after.html.partition('data-mode="note"')[2].partition(">")[0]
    assert note
    assert "hidden" not in note


def test_a_partner_is_offered_no_forward(world: World) -> None:
    matter = begun(world.english, "emma@clarke.example")
    olivia = partner(world)
    thread = olivia.get(f"/desk/conversations/{matter.id}/thread/")
    assert (thread.status, "転送" in thread.text) == (200, False)
    with tenant(matter.workspace_id):
        message = matter.messages.get()
    assert olivia.post(f"/desk/messages/{message.id}/forwarding/").status == 404


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("社内限りです。共有です。", "note-like:"),
        ("@田村 健二 これ見てもらえますか", "note-like:田村 健二"),
        ("請求書を添付いたします。", "no-file:"),
        ("{{contact.name}}、{{company.name}}のご担当者", "unfilled:{{contact.name}}, {{company.name}}"),
    ],
)
def test_words_make_it_ask_once(misaki: Sitting, matter: Conversation, text: str, code: str) -> None:
    assert asked(send(misaki, matter, text=text)) == [code]
    assert replies(matter) == []
    assert send(misaki, matter, text=text, seen=code).status == 200
    assert len(replies(matter)) == 1


def test_who_is_asked_whether_something_can_be_done_says_so_first(
    world: World, misaki: Sitting, matter: Conversation
) -> None:
    with tenant(matter.workspace_id):
        first = matter.messages.get()
        asks = arrive(
            world.support, mail(HANAKO, text="色を変えられますか。CSVで出力できますか。", references=(first.mail_id,))
        )
        Message.objects.create(  # that it was received: nobody has answered yet
            workspace_id=matter.workspace_id, conversation=matter, kind="reply", channel="email", automatic="received",
            dedupe_key="received", text="承知しました。担当者がお答えします。",
        )  # fmt: skip
    doubt = send(misaki, matter, text="いつもありがとうございます。当社では長年、帳票を大切にしてまいりました。")
    assert asked(doubt) == [f"no-verdict:{asks.message_id}"]
    assert "「できるか」と尋ねられています" in doubt.text
    assert "CSVで出力できますか。" in doubt.text
    assert send(misaki, matter, text="はい、できます。", once="second").status == 200
    assert send(misaki, matter, text="追ってご連絡します。", once="third").status == 200  # it has been answered


def test_a_no_with_a_long_background_is_asked_about_and_sent_all_the_same(
    misaki: Sitting, matter: Conversation
) -> None:
    why = (
        "もともと一つの会社が一つの締め日で給与計算をする設計のため、集計が全店舗で同時に走る仕様となっております。" * 3
    )
    text = f"恐れ入りますが、できません。\n\n{why}\n\nよろしくお願いいたします。"
    doubt = send(misaki, matter, text=text)
    assert asked(doubt) == [f"long-reasons:{len(why)}"]
    assert ":::fold 理由を見る" in doubt.html, "it can be folded in one click"
    assert send(misaki, matter, text=text, seen=f"long-reasons:{len(why)}").status == 200


def test_other_letters_ask_about_what_was_not_filled_in_too(
    world: World, misaki: Sitting, matter: Conversation
) -> None:
    text, code = "{{contact.name}}、", "unfilled:{{contact.name}}"
    new = {"inbox": world.support.id, "to": HANAKO, "subject": "件", "text": text, "once": "u"}
    assert asked(misaki.post("/desk/new/", new)) == [code]
    assert misaki.post("/desk/new/", {**new, "seen": code}).status == 200
    with tenant(matter.workspace_id):
        message = matter.messages.get()
    data = {"text": text, "to": MAKER, "subject": "Fwd", "forwards": message.id, "once": "v"}
    assert asked(misaki.post(f"/desk/conversations/{matter.id}/forwards/", data)) == [code]


def test_with_a_file_nothing_is_missing(misaki: Sitting, matter: Conversation) -> None:
    file = SimpleUploadedFile("請求書.pdf", b"%PDF-1.7", "application/pdf")
    misaki.post(f"/desk/conversations/{matter.id}/drafts/reply/files/", {"file": file})
    with tenant(matter.workspace_id):
        key = Attachment.objects.get().id
    assert send(misaki, matter, text="請求書を添付いたします。", attachment=key).status == 200


def test_who_wrote_again_is_shown_once_and_anew_when_they_write_once_more(
    world: World, misaki: Sitting, matter: Conversation
) -> None:
    with tenant(matter.workspace_id):
        first = matter.messages.get()
        again = arrive(world.support, mail(HANAKO, text="急いでいます", references=(first.mail_id,)))
    answer = send(misaki, matter, last_seen=first.id)
    assert asked(answer) == [f"written-again:{again.message_id}"]
    assert "急いでいます" in answer.text
    with tenant(matter.workspace_id):
        more = arrive(world.support, mail(HANAKO, text="まだですか", references=(first.mail_id,)))
    code = f"written-again:{again.message_id}"
    assert asked(send(misaki, matter, last_seen=first.id, seen=code)) == [f"written-again:{more.message_id}"]
    assert send(misaki, matter, last_seen=more.message_id).status == 200


def test_a_colleague_has_answered_or_is_about_to(world: World, misaki: Sitting, matter: Conversation) -> None:
    with tenant(matter.workspace_id):
        first = matter.messages.get()
        theirs = reply(
            matter.id, letter=Letter("対応済みです", to=(HANAKO,)), sending=Sending(), actor=world.actor(world.kenji)
        )
    answer = send(misaki, matter, last_seen=first.id)
    assert asked(answer) == [f"answered:{theirs.id}"]
    assert "田村 健二 さんが返信しています" in answer.text
    assert send(misaki, matter, last_seen=theirs.id).status == 200


def test_what_was_sent_from_another_tab_is_not_sent_again_unasked(misaki: Sitting, matter: Conversation) -> None:
    with tenant(matter.workspace_id):
        first = matter.messages.get()
    composer = send(misaki, matter, last_seen=first.id)
    (mine,) = replies(matter)
    answer = send(misaki, matter, last_seen=first.id, once="two")
    assert asked(answer) == [f"answered:{mine.id}"]
    assert "別の画面で返信しています" in answer.text
    assert len(replies(matter)) == 1
    assert send(misaki, matter, last_seen=first.id).status == 200  # the first one once more: its answer was lost
    assert len(replies(matter)) == 1
    assert f'name="last_seen" value="{mine.id}"' in composer.html  # whoever goes on below it is not asked
    assert send(misaki, matter, last_seen=mine.id, once="two").status == 200


def test_the_customer_is_not_among_the_recipients(misaki: Sitting, matter: Conversation) -> None:
    fields = {"to": "boss@kobo.example", "usual": HANAKO}
    assert asked(send(misaki, matter, **fields)) == [f"not-to-the-customer:{HANAKO}"]
    assert send(misaki, matter, **fields, seen=f"not-to-the-customer:{HANAKO}").status == 200


def test_what_is_refused_is_not_asked_about_first(misaki: Sitting, matter: Conversation) -> None:
    answer = send(misaki, matter, to="どこでもない", usual=HANAKO)
    assert answer.status == 422
    assert "どこでもない" in answer.text
    assert "data-code" not in answer.html


def test_who_gets_the_replies_has_changed(misaki: Sitting, matter: Conversation) -> None:
    misaki.post(f"/desk/conversations/{matter.id}/participants/", {"address": "boss@kobo.example"})
    assert asked(send(misaki, matter, usual=HANAKO)) == ["recipients:boss@kobo.example"]
    assert send(misaki, matter, usual=HANAKO, cc="boss@kobo.example").status == 200


def test_a_partner_is_asked_without_being_shown_an_address(world: World) -> None:
    matter = begun(world.english, "emma@clarke.example", text="hello")
    olivia = partner(world)
    with tenant(matter.workspace_id):
        first = matter.messages.get()
        arrive(world.english, mail("emma@clarke.example", references=(first.mail_id,)))
    composer = olivia.get(f"/desk/conversations/{matter.id}/composer/").html
    answer = olivia.post(
        f"/desk/conversations/{matter.id}/replies/", {"text": "ok", "last_seen": first.id, "usual": "x@y.example"}
    )
    assert [code.partition(":")[0] for code in asked(answer)] == ["written-again"]
    assert "emma@clarke.example" not in composer + answer.html


def test_a_draft_that_was_changed_elsewhere_is_not_written_over(misaki: Sitting, matter: Conversation) -> None:
    address = f"/desk/conversations/{matter.id}/drafts/reply/"
    assert misaki.post(address, {"text": "机で", "version": "", "next": "desk-1"}).status == 200
    assert misaki.post(address, {"text": "机で 続き", "version": ["", "desk-1"], "next": "desk-2"}).status == 200
    answer = misaki.post(address, {"text": "電話で", "version": "", "next": "phone-1"})
    assert answer.status == 409
    assert "<template>机で 続き</template>" in answer.html
    assert 'data-version="desk-2"' in answer.html
    assert text_of(matter) == "机で 続き"
    assert misaki.post(address, {"text": "電話で", "version": "desk-2", "next": "phone-2"}).status == 200
    assert text_of(matter) == "電話で"


def test_who_leaves_without_choosing_keeps_both(misaki: Sitting, matter: Conversation) -> None:
    address = f"/desk/conversations/{matter.id}/drafts/reply/"
    misaki.post(address, {"text": "机で", "version": "", "next": "desk-1"})
    misaki.post(address, {"text": "電話で", "version": "", "next": "phone-1", "leaving": "1"})
    assert text_of(matter) == "電話で\n\n机で"


def test_what_was_sent_elsewhere_does_not_come_back_by_itself(misaki: Sitting, matter: Conversation) -> None:
    address = f"/desk/conversations/{matter.id}/drafts/reply/"
    misaki.post(address, {"text": "承知しました。", "version": "", "next": "desk-1"})
    send(misaki, matter)
    answer = misaki.post(address, {"text": "承知しました。続き", "version": "desk-1", "next": "desk-2"})
    assert answer.status == 409
    assert "送信または破棄されています" in answer.text


def test_an_empty_form_elsewhere_takes_nothing_away(misaki: Sitting, matter: Conversation) -> None:
    address = f"/desk/conversations/{matter.id}/drafts/reply/"
    misaki.post(address, {"text": "机で", "version": "", "next": "desk-1"})
    assert misaki.post(address, {"text": "", "version": "", "next": "phone-1"}).status == 409
    assert text_of(matter) == "机で"
    assert misaki.post(address, {"text": "", "version": "desk-1", "next": "desk-2"}).status == 200
    with tenant(matter.workspace_id):
        assert not Draft.objects.exists()


def test_a_file_put_to_it_is_no_change_elsewhere(misaki: Sitting, matter: Conversation) -> None:
    misaki.post(f"/desk/conversations/{matter.id}/drafts/reply/files/", {"file": SimpleUploadedFile("a.txt", b"a")})
    address = f"/desk/conversations/{matter.id}/drafts/reply/"
    assert misaki.post(address, {"text": "書く", "version": "", "next": "desk-1"}).status == 200


def text_of(matter: Conversation) -> str:
    with tenant(matter.workspace_id):
        return Draft.objects.get().text
