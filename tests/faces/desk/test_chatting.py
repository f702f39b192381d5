"""A chat at the desk: what is written is there at once, nothing of mail stands around it, and what was seen is told."""

import re

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Delivery, Message
from madoguchi.features.chat.actions.enter import Entering, enter
from madoguchi.features.chat.actions.read import read_up_to
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Chat, Visitor
from tests.faces.desk.sitting import Sitting
from tests.features.chat.visiting import SITE, came_in, made_chat
from tests.world import World


def begun(world: World) -> tuple[Visitor, int]:
    visitor, _token = came_in(made_chat(world))
    return visitor, say(visitor, "この商品に青はありますか？", once="1").conversation_id


def test_what_is_written_is_there_at_once(world: World, misaki: Sitting) -> None:
    visitor, at = begun(world)
    sent = misaki.post(f"/desk/conversations/{at}/replies/", {"text": "はい、ございます。", "once": "a"})
    assert sent.status == 200
    assert "秒後に" not in sent.text
    with tenant(world.koyomi.id):
        message = Message.objects.get(conversation=at, kind="reply")
        assert message.send_at is not None
        assert message.send_at <= now()
        assert Delivery.objects.get(message=message).address == visitor.address
    assert "data-chat" in sent.html


def test_the_composer_of_a_chat_asks_for_no_addresses(world: World, misaki: Sitting) -> None:
    _visitor, at = begun(world)
    composer = misaki.get(f"/desk/conversations/{at}/composer/").html
    for name in ("to", "cc", "bcc", "subject"):
        assert f'name="{name}"' not in composer
    assert 'data-enter="send"' in composer
    misaki.post("/desk/settings/keyboard/enter/", {"enter": "never"})
    assert 'data-enter="send"' not in misaki.get(f"/desk/conversations/{at}/composer/").html


def test_enter_sends_in_mails_only_for_who_wants_that(world: World, misaki: Sitting, matter: object) -> None:
    at = f"/desk/conversations/{matter.pk}/composer/"  # type: ignore[attr-defined]
    assert 'data-enter="send"' not in misaki.get(at).html
    assert 'name="cc"' in misaki.get(at).html
    misaki.post("/desk/settings/keyboard/enter/", {"enter": "always"})
    assert 'data-enter="send"' in misaki.get(at).html


def test_the_thread_shows_a_talk_and_what_was_seen(world: World, misaki: Sitting) -> None:
    visitor, at = begun(world)
    say(visitor, "急いでいます。", once="2", conversation_id=at)
    misaki.post(f"/desk/conversations/{at}/replies/", {"text": "はい、ございます。", "once": "a"})
    page = misaki.get(f"/desk/views/open/{at}/", target="work")
    assert len(page.queries) <= 8
    assert "bubble inbound chat goes-on" in page.html
    assert "既読" not in page.text
    for word in ("届いたままのメール", "転送", ".eml", visitor.address):
        assert word not in re.sub(r"(?s)<header id=.work-head.*?</header>", "", page.text)
    with tenant(world.koyomi.id):
        chat = Chat.objects.get(conversation=at)
        newest = Message.objects.filter(conversation=at).order_by("-id").first()
    assert newest is not None
    read_up_to(chat, newest.id)
    assert "既読" in misaki.get(f"/desk/conversations/{at}/thread/").text
    misaki.post(f"/desk/conversations/{at}/replies/", {"text": "ほかには？", "once": "b", "last_seen": newest.id})
    assert "既読" not in misaki.get(f"/desk/conversations/{at}/thread/").text


def test_who_goes_on_writing_is_no_reason_to_ask(world: World, misaki: Sitting) -> None:
    visitor, at = begun(world)
    with tenant(world.koyomi.id):
        known = Message.objects.get(conversation=at).id
    say(visitor, "急いでいます。", once="2", conversation_id=at)
    sent = misaki.post(f"/desk/conversations/{at}/replies/", {"text": "はい。", "once": "a", "last_seen": known})
    assert sent.status == 200


def test_the_list_shows_the_channel(world: World, misaki: Sitting, matter: object) -> None:
    begun(world)
    page = misaki.get("/desk/views/open/")
    assert len(page.queries) <= 8
    assert page.html.count('<span class="sr">チャット </span>') == 1


def test_what_the_device_tells_stands_beside_it(world: World, misaki: Sitting) -> None:
    chat = made_chat(world)
    facts = {"page": "javascript:alert(1)", "browser": "Chrome 141", "errors": ["TypeError: cart"]}
    visitor, _token = enter(chat.id, Entering(SITE, "ja", facts), workspace_id=chat.workspace_id)
    at = say(visitor, "買えません。", once="1").conversation_id
    page = misaki.get(f"/desk/conversations/{at}/person/")
    assert len(page.queries) <= 8
    for word in (SITE, "Chrome 141", "TypeError: cart"):
        assert word in page.text
    assert 'href="javascript:' not in page.html
    assert "CC" not in page.text
    assert visitor.name not in page.text


def test_who_sees_no_personal_data_sees_no_device(world: World, ren: Sitting) -> None:
    _visitor, at = begun(world)
    assert "サイトでの様子" not in ren.get(f"/desk/conversations/{at}/person/").text


def test_a_waiting_chat_has_a_clock_and_a_view_of_its_own(world: World, misaki: Sitting, matter: object) -> None:
    assert "待っているチャット" not in misaki.get("/desk/rail/").text
    _visitor, at = begun(world)
    rail = misaki.get("/desk/rail/")
    assert "待っているチャット" in rail.text
    assert len(rail.queries) <= 8
    page = misaki.get("/desk/views/chats/")
    assert page.html.count("<madoguchi-chat-clock") == 1
    assert f'id="row-{matter.pk}"' not in page.html  # type: ignore[attr-defined]
    assert "<madoguchi-chat-clock" in misaki.get(f"/desk/views/chats/{at}/", target="work").html
    misaki.post(f"/desk/conversations/{at}/replies/", {"text": "はい。", "once": "a"})
    assert "<madoguchi-chat-clock" not in misaki.get("/desk/views/chats/").html


def test_chats_are_taken_by_a_switch_in_the_rail(world: World, misaki: Sitting, ren: Sitting) -> None:
    assert "rail-chat-seat" not in misaki.get("/desk/rail/").html
    begun(world)
    assert 'role="switch" aria-checked="false"' in misaki.get("/desk/rail/").html
    misaki.post("/desk/settings/chat-seat/", {"available": "1"})
    rail = misaki.get("/desk/rail/")
    assert 'role="switch" aria-checked="true"' in rail.html
    assert len(rail.queries) <= 8
    misaki.post("/desk/settings/chat-seat/", {"available": "1", "capacity": "7"})
    assert "0/7" in misaki.get("/desk/rail/").text
    assert 'value="7"' in misaki.get("/desk/settings/chat-seat/").html
    assert misaki.post("/desk/settings/chat-seat/", {"capacity": "99"}).status == 422
    assert "rail-chat-seat" not in ren.get("/desk/rail/").html
