"""Handing a message on: what goes out, what stays, and what an answer to it learns (forwarding.py)."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.config import mail_out
from madoguchi.core.contacts.models import Identity
from madoguchi.core.conversations.actions.draft import save_draft
from madoguchi.core.conversations.actions.forward import begin_forward, forward
from madoguchi.core.conversations.actions.note import add_note
from madoguchi.core.conversations.actions.reply import reply, undo
from madoguchi.core.conversations.arrival import Party, Piece
from madoguchi.core.conversations.letter import Letter, Sending, default_recipients
from madoguchi.core.conversations.models import (
    Attachment,
    Conversation,
    ConversationLink,
    Draft,
    Message,
    Participant,
)
from madoguchi.core.events.models import Event
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.core.conversations.posts import Post, deliver
from tests.core.conversations.test_reply import NOW
from tests.world import World

HANAKO = "hanako@kobo.example"
MAKER = "maker@factory.example"
PIECE = Piece("写真.png", "image/png", b"png")


@pytest.fixture
def asked(koyomi: World) -> Message:
    text = "電源が入りません。\n- 型番 <A-1>\n# 至急"
    ours = (Party("support@koyomi.example"),)
    arrival = mail(f"山田 花子 <{HANAKO}>", subject="故障", text=text, to=ours, pieces=(PIECE,))
    return conversation_of(arrive(koyomi.support, arrival)).messages.get()


def sent_on(koyomi: World, asked: Message, text: str = "ご確認ください。", sending: Sending = NOW) -> Message:
    """Misaki hands it on to the maker, and it has gone out."""
    letter = Letter(text, to=(MAKER,), subject="Fwd: 故障")
    message = forward(asked.id, letter=letter, sending=sending, actor=koyomi.actor(koyomi.misaki))
    deliver(message)
    return message


def test_it_begins_with_all_that_was_said_and_its_files(koyomi: World, asked: Message) -> None:
    draft = begin_forward(asked.id, actor=koyomi.actor(koyomi.misaki))
    assert draft.kind == "forward"
    assert draft.fields == {"subject": "Fwd: 故障", "forwards": asked.id}
    assert "From: 山田 花子 \\<hanako@kobo.example\\>\nDate: 20" in draft.text
    assert draft.text.endswith("> 電源が入りません。\n> \\- 型番 \\<A-1\\>\n> \\# 至急")
    (file,) = draft.attachments.all()
    assert (file.name, file.blob_id) == ("写真.png", asked.attachments.get().blob_id)
    assert file.name_in_url != asked.attachments.get().name_in_url


def test_what_was_begun_is_gone_on_with(koyomi: World, asked: Message) -> None:
    misaki = koyomi.actor(koyomi.misaki)
    begin_forward(asked.id, actor=misaki)
    fields = {"to": [MAKER], "subject": "Fwd: 故障", "forwards": asked.id}
    save_draft(asked.conversation_id, kind="forward", text="書きかけ", fields=fields, actor=misaki)
    assert begin_forward(asked.id, actor=misaki).text == "書きかけ"
    assert Attachment.objects.filter(draft__isnull=False).count() == 1


def test_it_goes_to_whom_it_says_and_refers_to_nothing(koyomi: World, asked: Message, post: Post) -> None:
    message = sent_on(koyomi, asked)
    (sent,) = post.sent
    assert (sent.recipients, sent.in_reply_to, sent.references, sent.quoted) == ((MAKER,), "", (), None)
    assert mail_out.message_of(sent).text.startswith("ご確認ください。")
    assert message.forwards_id == asked.id
    assert Event.objects.get(type="message.forwarded").payload == {
        "message_id": message.id,
        "forwarded_id": asked.id,
    }


def test_the_customer_goes_on_waiting(koyomi: World, asked: Message) -> None:
    before = Conversation.objects.get(id=asked.conversation_id)
    sent_on(koyomi, asked)
    after = Conversation.objects.get(id=asked.conversation_id)
    assert (after.waiting_since, after.waiting_on) == (before.waiting_since, "third")
    assert after.first_replied_at is None
    assert not Event.objects.filter(type="reply.queued").exists()


def test_nobody_becomes_a_part_of_the_conversation(koyomi: World, asked: Message, post: Post) -> None:
    sent_on(koyomi, asked)
    misaki = koyomi.actor(koyomi.misaki)
    assert not Participant.objects.exists()
    assert default_recipients(asked.conversation_id, misaki).to == (HANAKO,)
    answer = reply(asked.conversation_id, letter=Letter("お待ちください。", to=(HANAKO,)), sending=NOW, actor=misaki)
    deliver(answer)
    assert MAKER not in str(post.sent[-1])
    assert Message.objects.get(forwards=asked).mail_id not in post.sent[-1].references


@pytest.mark.parametrize(
    "refers",
    [
        lambda forwarded, _asked: {"in_reply_to": forwarded.mail_id, "references": (forwarded.mail_id,)},
        lambda forwarded, asked: {"references": (asked.mail_id, forwarded.mail_id)},
        lambda forwarded, _asked: {"to": (Party(f"support+{forwarded.mail_id}"),)},
    ],
    ids=["in reply to it", "with the customer's own", "by the token address"],
)
@pytest.mark.parametrize("verdict", ["pass", "none", "fail"])
def test_an_answer_to_it_is_a_conversation_of_its_own(
    koyomi: World, asked: Message, refers: Callable[[Message, Message], dict[str, object]], verdict: str
) -> None:
    forwarded = sent_on(koyomi, asked)
    copied = (Party(HANAKO), Party("mallory@evil.example"))
    fields = {"cc": copied, "reply_to": (Party("mallory@evil.example"),), "verdict": verdict}
    answer = conversation_of(arrive(koyomi.support, mail(MAKER, **fields | refers(forwarded, asked))))
    assert answer.id != asked.conversation_id
    link = ConversationLink.objects.get()
    assert {link.first_id, link.second_id} == {answer.id, asked.conversation_id}
    home = Conversation.objects.get(id=asked.conversation_id)
    assert home.messages.filter(kind="inbound").count() == 1
    misaki = koyomi.actor(koyomi.misaki)
    usual = default_recipients(home.id, misaki)
    assert (usual.to, usual.cc, usual.offered) == ((HANAKO,), (), ())


def test_the_customers_own_answer_stays_theirs(koyomi: World, asked: Message) -> None:
    sent_on(koyomi, asked)
    again = conversation_of(arrive(koyomi.support, mail(HANAKO, references=(asked.mail_id,))))
    assert again.id == asked.conversation_id
    assert not Identity.objects.filter(value=MAKER).exists()


def test_a_note_is_never_handed_on(koyomi: World, asked: Message) -> None:
    misaki = koyomi.actor(koyomi.misaki)
    note = add_note(asked.conversation_id, text="内緒です", actor=misaki)
    with pytest.raises(Refused, match="note"):
        begin_forward(note.id, actor=misaki)
    with pytest.raises(Refused, match="note"):
        forward(note.id, letter=Letter("x", to=(MAKER,), subject="x"), sending=NOW, actor=misaki)
    assert not Draft.objects.exists()


def test_it_can_be_taken_back(koyomi: World, asked: Message) -> None:
    before = Conversation.objects.get(id=asked.conversation_id)
    message = sent_on(koyomi, asked, sending=Sending())
    back = undo(message.id, actor=koyomi.actor(koyomi.misaki))
    assert (back.kind, back.fields["forwards"], back.fields["subject"]) == ("forward", asked.id, "Fwd: 故障")
    assert Conversation.objects.get(id=asked.conversation_id).waiting_on == before.waiting_on


def test_a_partner_and_a_light_member_hand_nothing_on(koyomi: World, asked: Message) -> None:
    english = conversation_of(arrive(koyomi.english, mail("emma@clarke.example"))).messages.get()
    letter = Letter("x", to=(MAKER,), subject="x")
    for person, message in ((koyomi.ren, asked), (koyomi.olivia, english), (koyomi.olivia, asked)):
        with pytest.raises(NotAllowed):
            begin_forward(message.id, actor=koyomi.actor(person))
        with pytest.raises(NotAllowed):
            forward(message.id, letter=letter, sending=NOW, actor=koyomi.actor(person))


def test_only_a_reply_hands_something_on(koyomi: World, asked: Message) -> None:
    with pytest.raises(IntegrityError, match="messages_forward_is_a_reply"), transaction.atomic():
        Message.objects.filter(id=asked.id).update(forwards=asked)
