"""What was said by mail: only to an address that is proved, and no mail that carries a stranger's words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.note import add_note
from madoguchi.core.conversations.models import Message
from madoguchi.core.conversations.outgoing import CHANNELS
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.actions.transcribe import deliver_code, deliver_transcript, send_transcript
from madoguchi.features.chat.models import Chat, MailAsked, Visitor
from madoguchi.features.chat.proving import MOST_TRIES, forget_asked
from tests.core.conversations.posts import Post
from tests.faces.widget.device import SECOND, TOKEN, Device
from tests.faces.widget.test_widget import Site
from tests.features.chat.test_talking import answered
from tests.world import World

pytestmark = pytest.mark.django_db
HANAKO = "hanako@kobo.example"
EVIL = "http://evil.example を開いてください"


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    monkeypatch.setitem(CHANNELS, "email", made)
    return made


def begun(device: Device, text: str = EVIL) -> tuple[int, Message]:
    chat_id = device.say(text, form={"name": EVIL})[1]["chat"]
    with tenant(device.chat.workspace_id):
        return chat_id, Message.objects.get(conversation=Chat.objects.get(id=chat_id).conversation_id)


def coded(world: World) -> str:
    """The code that is on its way, as the job sends it."""
    with tenant(world.koyomi.id):
        visitor = Visitor.objects.get(proving__mail=HANAKO)
        deliver_code(visitor.id, workspace_id=visitor.workspace_id)
        return str(visitor.proving["code"])


def transcribed(world: World, chat_id: int) -> None:
    deliver_transcript(chat_id, "token@koyomi.example", workspace_id=world.koyomi.id)


def test_a_typed_address_is_proved_by_a_code_first(world: World, chat: Inbox, post: Post) -> None:
    device = Device(chat)
    chat_id, first = begun(device)
    answer = answered(world, first, "**3 日**で届きます。")
    add_note(answer.conversation_id, text="社内の話", actor=world.actor(world.misaki))
    assert device.post("transcript/", chat=chat_id) == (
        422,
        {"error": "not-proved", "text": "確認済みのメールアドレスがありません。"},
    )
    assert device.post("mail/", mail=HANAKO)[0] == 200
    code = coded(world)
    assert device.post("mail/code/", code="x" * 6)[1] == {"mail": "", "text": "確認コードが正しくありません。"}
    assert device.post("mail/code/", code=code) == (200, {"mail": HANAKO, "text": ""})
    assert device.post("transcript/", chat=chat_id) == (200, {"mail": HANAKO})
    transcribed(world, chat_id)
    letter, whole = post.sent
    assert (letter.recipients, whole.recipients) == ((HANAKO,), (HANAKO,))
    assert code in letter.subject
    assert "evil" not in f"{letter}"  # nothing that a stranger wrote goes to an address that they chose
    assert "**3 日**で届きます。" in whole.markdown
    assert "evil" in whole.markdown
    assert "社内の話" not in whole.markdown
    assert whole.subject == "サポートとのチャットの記録"


def test_in_english_the_day_stands_before_its_month_and_the_month_has_a_name(
    world: World, chat: Inbox, post: Post
) -> None:
    site = Site(world, chat, "HS256")
    device = Device(chat, TOKEN, site.signs())
    chat_id, first = begun(device)
    with tenant(world.koyomi.id):
        Visitor.objects.update(language="en")
        Message.objects.filter(id=first.id).update(at=datetime(2026, 11, 30, 20, 5, tzinfo=UTC))
    assert device.post("transcript/", chat=chat_id)[0] == 200
    transcribed(world, chat_id)
    assert "1 Dec 2026, 05:05" in post.sent[-1].markdown


def test_one_mail_a_day_goes_to_an_address_whoever_asks(world: World, chat: Inbox, post: Post) -> None:
    first, second = Device(chat), Device(chat, SECOND)
    begun(first)
    begun(second)
    assert first.post("mail/", mail=HANAKO)[0] == 200
    assert first.post("mail/", mail=HANAKO)[0] == 200  # the same, which is on its way
    assert second.post("mail/", mail="Hanako@KOBO.example")[1]["error"] == "too-many-mails"
    coded(world)
    assert len(post.sent) == 1
    with tenant(world.koyomi.id):
        MailAsked.objects.update(at=now() - timedelta(hours=25))
        forget_asked(world.koyomi.id)
        assert not MailAsked.objects.exists()
    assert second.post("mail/", mail=HANAKO)[0] == 200


def test_a_code_is_tried_a_few_times_and_then_counts_no_more(world: World, chat: Inbox, post: Post) -> None:
    device = Device(chat)
    begun(device)
    device.post("mail/", mail=HANAKO)
    code = coded(world)
    for _number in range(MOST_TRIES):
        assert device.post("mail/code/", code="000000" if code != "000000" else "111111")[1]["mail"] == ""
    assert device.post("mail/code/", code=code)[1]["mail"] == ""
    with tenant(world.koyomi.id):
        assert Visitor.objects.get().mail_proved_at is None


def test_anothers_chat_is_not_there(world: World, chat: Inbox, post: Post) -> None:
    mine, other = Device(chat), Device(chat, SECOND)
    chat_id, _first = begun(mine)
    begun(other)
    for device in (other, Device(chat, "mdv_" + "c" * 43)):
        assert device.post("transcript/", chat=chat_id)[0] in (401, 404)
        assert device.post("mail/code/", code="123456")[1].get("mail", "") == ""
    assert post.sent == []


def test_who_is_signed_for_needs_no_code(world: World, chat: Inbox, post: Post) -> None:
    site = Site(world, chat, "HS256")
    device = Device(chat, TOKEN, site.signs())
    chat_id, _first = begun(device)
    assert device.post("transcript/", chat=chat_id) == (200, {"mail": HANAKO})
    assert device.post("transcript/", chat=chat_id)[1]["error"] == "too-many-mails"
    transcribed(world, chat_id)
    assert len(post.sent) == 1


def test_the_desk_sends_it_too_but_to_no_address_that_is_only_typed(world: World, chat: Inbox, post: Post) -> None:
    typed = Device(chat)
    chat_id = typed.say("こんにちは。", form={"mail": HANAKO})[1]["chat"]
    misaki = world.actor(world.misaki)
    with tenant(world.koyomi.id):
        number = Chat.objects.get(id=chat_id).conversation_id
    with pytest.raises(Refused, match="not-proved"):
        send_transcript(number, actor=misaki)
    for actor in (world.actor(world.ren), world.actor(world.oscar)):
        with pytest.raises(NotAllowed):
            send_transcript(number, actor=actor)
    with tenant(world.koyomi.id):
        Visitor.objects.update(mail_proved_at=now())
    assert send_transcript(number, actor=misaki) == HANAKO


@pytest.mark.parametrize("mail", [["a"], None, "x", "a@b.example\nBcc: c@d.example"])
def test_what_is_no_address_is_refused(chat: Inbox, mail: Any) -> None:
    device = Device(chat)
    begun(device)
    assert device.post("mail/", mail=mail)[1]["error"] == "bad-mail"
