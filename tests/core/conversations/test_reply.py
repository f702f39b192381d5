"""Answering, undoing, delivering, bouncing."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from madoguchi.base import clock
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.config import mail_out
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations import outgoing
from madoguchi.core.conversations.actions import deliver, draft
from madoguchi.core.conversations.actions.reply import reply, undo
from madoguchi.core.conversations.arrival import BounceNotice, Party, Piece
from madoguchi.core.conversations.letter import Letter, Sending, Then, default_recipients
from madoguchi.core.conversations.models import Conversation, Delivery, Draft, Message
from madoguchi.core.conversations.outgoing import Outgoing, Result
from madoguchi.core.conversations.tokens import is_ours
from madoguchi.core.events.models import Event, Outbox
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.core.conversations.posts import Post
from tests.world import World

HANAKO = "hanako@kobo.example"
NOW = Sending(hold=timedelta(0))


@pytest.fixture
def conversation(koyomi: World) -> Conversation:
    return conversation_of(arrive(koyomi.support, mail(f"山田 花子 <{HANAKO}>", subject="請求書について")))


def letter(text: str = "承知しました。", **fields: object) -> Letter:
    return Letter(text, to=(HANAKO,), **fields)  # type: ignore[arg-type]


def test_a_reply_is_written_at_once_and_goes_out_later(koyomi: World, conversation: Conversation) -> None:
    message = reply(conversation.id, letter=letter(), sending=Sending(), actor=koyomi.actor(koyomi.misaki))
    conversation.refresh_from_db()
    assert message.subject == "Re: 請求書について"
    assert message.send_at is not None
    assert message.send_at - message.at >= timedelta(seconds=9)
    assert conversation.waiting_since is None
    assert conversation.waiting_on == "customer"
    assert conversation.assignee == koyomi.misaki
    assert [row.state for row in message.deliveries.all()] == ["queued"]
    duty = Outbox.objects.get(topic="delivery")
    assert (duty.workspace_id, duty.ref_id, duty.due_at) == (conversation.workspace_id, message.id, message.send_at)


def test_a_held_reply_is_not_sent(koyomi: World, conversation: Conversation, post: Post) -> None:
    message = reply(conversation.id, letter=letter(), sending=Sending(), actor=koyomi.actor(koyomi.misaki))
    deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    assert post.sent == []


def test_undo_brings_everything_back_and_sends_nothing(koyomi: World, conversation: Conversation, post: Post) -> None:
    misaki = koyomi.actor(koyomi.misaki)
    piece = Piece("請求書.pdf", "application/pdf", b"%PDF-1.7")
    file = draft.attach_file(conversation.id, kind="reply", piece=piece, actor=misaki)
    sending = Sending(then=Then("resolve"))
    message = reply(conversation.id, letter=letter(attachment_ids=(file.id,)), sending=sending, actor=misaki)
    assert Conversation.objects.get(id=conversation.id).status == "resolved"
    back = undo(message.id, actor=misaki)
    restored = Conversation.objects.get(id=conversation.id)
    assert (restored.status, restored.waiting_since) == ("open", conversation.waiting_since)
    assert back.text == "承知しました。"
    assert back.fields == {"to": [HANAKO]}
    assert [one.name for one in back.attachments.all()] == ["請求書.pdf"]
    deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    assert post.sent == []
    assert not Message.objects.filter(kind="reply").exists()
    assert not Delivery.objects.exists()


def test_a_reply_on_its_way_cannot_be_undone(koyomi: World, conversation: Conversation, post: Post) -> None:
    misaki = koyomi.actor(koyomi.misaki)
    message = reply(conversation.id, letter=letter(), sending=NOW, actor=misaki)
    deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    with pytest.raises(Refused, match="too-late"):
        undo(message.id, actor=misaki)
    assert len(post.sent) == 1


def test_a_double_click_is_one_reply(koyomi: World, conversation: Conversation) -> None:
    misaki = koyomi.actor(koyomi.misaki)
    once = Sending(once="the same form")
    first = reply(conversation.id, letter=letter(), sending=once, actor=misaki)
    assert reply(conversation.id, letter=letter(), sending=once, actor=misaki).id == first.id
    assert Message.objects.filter(kind="reply").count() == 1


def test_delivery_threads_quotes_and_signs(koyomi: World, conversation: Conversation, post: Post) -> None:
    koyomi.support.signature = "こよみワークス サポート"
    koyomi.support.save()
    message = reply(conversation.id, letter=letter(), sending=NOW, actor=koyomi.actor(koyomi.misaki))
    deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    (sent,) = post.sent
    asked = Message.objects.get(kind="inbound")
    assert sent.in_reply_to == asked.mail_id
    assert sent.references == (asked.mail_id,)
    assert sent.to == (Party(HANAKO, "山田 花子 様"),)
    assert sent.signature == "こよみワークス サポート"
    assert sent.quoted is not None
    assert sent.quoted.text == asked.text
    assert is_ours(conversation.workspace_id, sent.mail_id.partition("@")[0])  # random: no number of a case
    assert [row.state for row in message.deliveries.all()] == ["sent"]


@pytest.mark.parametrize(
    ("reads", "language", "signature"),
    [("", "ja", "こよみ"), ("ja", "ja", "こよみ"), ("en", "en", "Koyomi Inc."), ("fr", "ja", "こよみ")],
)
def test_a_customer_is_signed_to_in_their_language(
    koyomi: World, conversation: Conversation, post: Post, reads: str, language: str, signature: str
) -> None:
    koyomi.support.signature, koyomi.support.signatures = "こよみ", {"en": "Koyomi Inc.", "ja": "前の署名"}
    koyomi.support.save()
    Contact.objects.filter(id=conversation.contact_id).update(language=reads)
    message = reply(conversation.id, letter=letter(), sending=NOW, actor=koyomi.actor(koyomi.misaki))
    deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    (sent,) = post.sent
    assert (sent.language, sent.signature) == (language, signature)


def test_delivering_twice_sends_once(koyomi: World, conversation: Conversation, post: Post) -> None:
    message = reply(conversation.id, letter=letter(), sending=NOW, actor=koyomi.actor(koyomi.misaki))
    for _ in range(2):
        deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    assert len(post.sent) == 1


def test_an_answer_to_our_mail_finds_its_conversation(koyomi: World, conversation: Conversation) -> None:
    message = reply(conversation.id, letter=letter(), sending=NOW, actor=koyomi.actor(koyomi.misaki))
    assert conversation_of(arrive(koyomi.support, mail(HANAKO, in_reply_to=message.mail_id))) == conversation
    token, domain = message.mail_id.split("@")
    to = (Party(f"support+{token}@{domain}", ""),)
    assert conversation_of(arrive(koyomi.support, mail(HANAKO, to=to))) == conversation
    forged = (Party(f"support+{token[:-1]}{'a' if token[-1] != 'a' else 'b'}@{domain}", ""),)
    assert conversation_of(arrive(koyomi.support, mail(HANAKO, to=forged))) != conversation


def test_a_temporary_refusal_is_tried_again_for_three_days(
    koyomi: World, conversation: Conversation, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.state = "deferred"
    message = reply(conversation.id, letter=letter(), sending=NOW, actor=koyomi.actor(koyomi.misaki))
    began = clock.now()
    tries, at = 0, began
    while tries < 200:
        deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
        tries += 1
        row = message.deliveries.get()
        if row.state != "deferred":
            break
        assert row.next_attempt_at is not None
        at = row.next_attempt_at
        monkeypatch.setattr(deliver, "now", lambda at=at: at)
    assert row.state == "failed"
    assert timedelta(hours=70) < at - began <= timedelta(hours=72, seconds=1)
    assert 70 < tries < 85


def test_a_final_refusal_is_shown_and_opens_the_conversation(
    koyomi: World, conversation: Conversation, post: Post
) -> None:
    post.state = "failed"
    misaki = koyomi.actor(koyomi.misaki)
    sending = Sending(then=Then("resolve"), hold=timedelta(0))
    message = reply(conversation.id, letter=letter(), sending=sending, actor=misaki)
    deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    row = message.deliveries.get()
    assert (row.state, row.code, row.response) == ("failed", "5.1.1", "said so")
    opened = Conversation.objects.get(id=conversation.id)
    assert (opened.status, opened.waiting_on) == ("open", "us")
    assert opened.waiting_since is not None
    post.state = "sent"
    deliver.resend(row.id, actor=misaki)
    deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    assert message.deliveries.get().state == "sent"
    after = Conversation.objects.get(id=conversation.id)
    assert (after.waiting_on, after.waiting_since) == ("customer", None), "it is answered after all"


def test_who_wrote_meanwhile_waits_on_when_the_reply_is_sent_again(
    koyomi: World, conversation: Conversation, post: Post
) -> None:
    post.state = "failed"
    misaki = koyomi.actor(koyomi.misaki)
    message = reply(conversation.id, letter=letter(), sending=NOW, actor=misaki)
    deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    arrive(koyomi.support, mail(HANAKO, in_reply_to=message.mail_id))
    since = Conversation.objects.get(id=conversation.id).waiting_since
    post.state = "sent"
    deliver.resend(message.deliveries.get().id, actor=misaki)
    deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    after = Conversation.objects.get(id=conversation.id)
    assert (after.waiting_on, after.waiting_since) == ("us", since)


def test_a_channel_that_breaks_is_tried_again(
    koyomi: World, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(letter: Outgoing) -> Sequence[Result]:
        raise RuntimeError("no route")

    monkeypatch.setitem(outgoing.CHANNELS, "email", broken)
    message = reply(conversation.id, letter=letter(), sending=NOW, actor=koyomi.actor(koyomi.misaki))
    deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    assert message.deliveries.get().state == "deferred"


def test_a_bounce_goes_to_its_reply(koyomi: World, conversation: Conversation, post: Post) -> None:
    misaki = koyomi.actor(koyomi.misaki)
    message = reply(conversation.id, letter=letter(), sending=NOW, actor=misaki)
    deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    notice = BounceNotice(HANAKO, "5.1.1", True, message.mail_id, "User unknown")
    bounced = arrive(koyomi.support, mail("MAILER-DAEMON@mx.example", automatic="bounce", bounce=notice))
    assert conversation_of(bounced) == conversation
    assert message.deliveries.get().state == "bounced"
    assert Conversation.objects.count() == 1
    facts = Event.objects.filter(type="delivery.changed").order_by("id").values_list("payload", flat=True)
    assert [fact["after"] for fact in facts] == ["sent", "bounced"]


def test_a_warning_that_mail_is_late_changes_no_state(koyomi: World, conversation: Conversation, post: Post) -> None:
    message = reply(conversation.id, letter=letter(), sending=NOW, actor=koyomi.actor(koyomi.misaki))
    deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    notice = BounceNotice(HANAKO, "4.4.1", False, message.mail_id, "still trying")
    arrive(koyomi.support, mail("MAILER-DAEMON@mx.example", automatic="bounce", bounce=notice))
    assert message.deliveries.get().state == "sent"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Letter("  ", to=(HANAKO,)), "empty"),
        (Letter("はい"), "no-recipient"),
        (Letter("はい", to=("not an address",)), "bad-address"),
        (Letter("はい", to=("a@b.example\r\nBcc: x@y.example",)), "bad-address"),
        (Letter("はい", to=tuple(f"{n}@b.example" for n in range(51))), "too-many-recipients"),
    ],
)
def test_a_reply_that_cannot_go_out_is_refused(
    koyomi: World, conversation: Conversation, wanted: Letter, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        reply(conversation.id, letter=wanted, sending=NOW, actor=koyomi.actor(koyomi.misaki))
    assert not Message.objects.filter(kind="reply").exists()


def test_a_product_member_cannot_reply_and_a_partner_not_elsewhere(koyomi: World, conversation: Conversation) -> None:
    for person in (koyomi.ren, koyomi.olivia):
        with pytest.raises(NotAllowed):
            reply(conversation.id, letter=letter(), sending=NOW, actor=koyomi.actor(person))


def test_an_unproven_reply_to_is_offered_and_not_used(koyomi: World) -> None:
    asked = mail(HANAKO, reply_to=(Party("mallory@evil.example", ""),), cc=(Party("eve@evil.example", ""),))
    conversation = conversation_of(arrive(koyomi.support, asked))
    recipients = default_recipients(conversation.id, koyomi.actor(koyomi.misaki))
    assert recipients.to == (HANAKO,)
    assert recipients.cc == ()
    assert recipients.offered == ("mallory@evil.example", "eve@evil.example")


def test_a_file_of_somebody_else_cannot_be_sent(koyomi: World, conversation: Conversation) -> None:
    piece = Piece("x.txt", "text/plain", b"x")
    file = draft.attach_file(conversation.id, kind="reply", piece=piece, actor=koyomi.actor(koyomi.kenji))
    with pytest.raises(Refused, match="no-such-file"):
        reply(
            conversation.id,
            letter=letter(attachment_ids=(file.id,)),
            sending=NOW,
            actor=koyomi.actor(koyomi.misaki),
        )


def test_a_draft_is_kept_a_person_and_goes_when_sent(koyomi: World, conversation: Conversation) -> None:
    misaki = koyomi.actor(koyomi.misaki)
    draft.save_draft(conversation.id, kind="reply", text="書きかけ", fields={}, actor=misaki)
    draft.save_draft(conversation.id, kind="reply", text="書きかけ、続き", fields={}, actor=misaki)
    draft.save_draft(conversation.id, kind="reply", text="健二の", fields={}, actor=koyomi.actor(koyomi.kenji))
    assert sorted(Draft.objects.values_list("text", flat=True)) == ["健二の", "書きかけ、続き"]
    reply(conversation.id, letter=letter(), sending=NOW, actor=misaki)
    assert list(Draft.objects.values_list("text", flat=True)) == ["健二の"]


def test_whom_an_answer_goes_to_is_told_to_those_who_see_the_conversation(
    koyomi: World, conversation: Conversation
) -> None:
    assert default_recipients(conversation.id, koyomi.actor(koyomi.misaki)).to == (HANAKO,)
    for conversation_id, person in ((conversation.id, koyomi.olivia), (0, koyomi.misaki)):
        with pytest.raises(NotAllowed):
            default_recipients(conversation_id, koyomi.actor(person))


def test_a_picture_in_the_text_goes_out_inside_it(koyomi: World, conversation: Conversation, post: Post) -> None:
    misaki = koyomi.actor(koyomi.misaki)
    shown, beside = (
        draft.attach_file(conversation.id, kind="reply", piece=Piece(name, "image/png", b"png"), actor=misaki)
        for name in ("画面.png", "添付.png")
    )
    text = f"この画面です。\n![画面](cid:{shown.content_id})"
    reply(conversation.id, letter=letter(text, attachment_ids=(shown.id, beside.id)), sending=NOW, actor=misaki)
    message = Message.objects.get(kind="reply")
    assert conversation_preview(conversation) == "この画面です。 [画面]"
    deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    assert {piece.name: piece.inline for piece in post.sent[0].pieces} == {"画面.png": True, "添付.png": False}
    made = mail_out.message_of(post.sent[0])
    assert f'<img src="cid:{shown.content_id}" alt="画面">' in made.html
    assert made.text.startswith("この画面です。\n[画面]")
    assert {one.name: one.content_id for one in made.attachments if one.inline} == {"画面.png": shown.content_id}


def test_of_two_who_send_at_once_the_second_is_refused(koyomi: World, conversation: Conversation) -> None:
    misaki, aoi = koyomi.actor(koyomi.misaki), koyomi.actor(koyomi.aoi)
    seen = Message.objects.get().id
    first = reply(conversation.id, letter=letter(), sending=Sending(once="a", seen=seen), actor=misaki)
    with pytest.raises(Refused) as refused:
        reply(conversation.id, letter=letter("別の答え"), sending=Sending(once="b", seen=seen), actor=aoi)
    assert refused.value.code == "answered-meanwhile"
    assert reply(conversation.id, letter=letter(), sending=Sending(once="a", seen=seen), actor=misaki) == first
    assert Message.objects.filter(kind="reply").count() == 1
    reply(conversation.id, letter=letter("別の答え"), sending=Sending(once="b", seen=first.id), actor=aoi)
    assert Message.objects.filter(kind="reply").count() == 2


def test_a_text_shows_no_picture_of_another_letter(koyomi: World, conversation: Conversation, post: Post) -> None:
    misaki, aoi = koyomi.actor(koyomi.misaki), koyomi.actor(koyomi.aoi)
    foreign = draft.attach_file(conversation.id, kind="note", piece=Piece("a.png", "image/png", b"png"), actor=aoi)
    reply(conversation.id, letter=letter(f"![a](cid:{foreign.content_id})"), sending=NOW, actor=misaki)
    message = Message.objects.get(kind="reply")
    deliver.deliver_message(message.id, workspace_id=conversation.workspace_id)
    assert post.sent[0].pieces == ()
    assert "cid:" not in mail_out.message_of(post.sent[0]).html
    foreign.refresh_from_db()
    assert foreign.message_id is None
    assert not foreign.inline


def test_in_the_list_a_link_is_its_words(koyomi: World, conversation: Conversation) -> None:
    said = letter("**手順**は[ヘルプ](https://help.koyomi.example/a?b=1)をご覧ください。")
    reply(conversation.id, letter=said, sending=NOW, actor=koyomi.actor(koyomi.misaki))
    assert conversation_preview(conversation) == "手順はヘルプをご覧ください。"


def conversation_preview(conversation: Conversation) -> str:
    conversation.refresh_from_db()
    return conversation.preview
