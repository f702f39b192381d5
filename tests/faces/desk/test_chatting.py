"""A chat at the desk: what is written is there at once, nothing of mail stands around it, and what was seen is told."""

import re
from datetime import timedelta

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.models import Conversation, Delivery, Message
from madoguchi.core.workspaces.actions.change import change_workspace
from madoguchi.features.chat.actions.change import change_chat
from madoguchi.features.chat.actions.come_and_go import left
from madoguchi.features.chat.actions.enter import Entering, enter
from madoguchi.features.chat.actions.offer import offer_out
from madoguchi.features.chat.actions.read import read_up_to
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.actions.seat import change_seat
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


def test_a_row_says_whether_somebody_talks_or_has_left_a_message(world: World, misaki: Sitting) -> None:
    _visitor, at = begun(world)
    assert "残されたメッセージ" not in misaki.get("/desk/views/unassigned/").text
    with tenant(world.koyomi.id):
        Conversation.objects.filter(id=at).update(is_live=False)
    assert "残されたメッセージ（返信はメールで届きます）" in misaki.get("/desk/views/unassigned/").text
    assert "残されたメッセージ" not in misaki.get("/desk/views/chats/").text


def test_what_is_written_from_the_right_begins_there(world: World, misaki: Sitting) -> None:
    visitor, _token = came_in(made_chat(world))
    at = say(visitor, "مرحبًا، أين طلبي؟", once="1").conversation_id
    assert '<span class="subject" dir="auto">مرحبًا' in misaki.get("/desk/views/unassigned/").html
    page = misaki.get(f"/desk/views/open/{at}/", target="work").html
    assert '<h1 dir="auto">مرحبًا' in page
    assert '<div class="bubble-body" dir="auto">' in page


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


def test_the_page_gets_what_it_has_not(world: World, misaki: Sitting) -> None:
    visitor, at = begun(world)
    thread = f"/desk/conversations/{at}/thread/"
    has = marks_in(misaki.get(thread).html)
    say(visitor, "急いでいます。", once="2", conversation_id=at)
    page = misaki.get(thread, has=has)
    assert page.html.count("data-kept") == 1
    assert "この商品に青は" not in page.text
    assert "急いでいます。" in page.text
    assert marks_in(page.html).startswith(has)
    with tenant(world.koyomi.id):
        Contact.objects.update(display_name="青木 健")
    assert "この商品に青は" in misaki.get(thread, has=has).text


def test_a_mail_always_comes_whole(misaki: Sitting, matter: Conversation) -> None:
    thread = f"/desk/conversations/{matter.id}/thread/"
    assert "data-kept" not in misaki.get(thread, has=marks_in(misaki.get(thread).html)).html


def marks_in(page: str) -> str:
    """What fresh.js tells that it has."""
    return " ".join(f"{name}={mark}" for name, mark in re.findall(r'<article id="([^"]+)"[^>]* data-v="(\w+)"', page))


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


def test_what_a_visitor_wrote_is_seen_by_who_may_answer(world: World, misaki: Sitting, ren: Sitting) -> None:
    _visitor, at = begun(world)
    with tenant(world.koyomi.id):
        newest = Message.objects.get(conversation=at).id
    thread = f"/desk/conversations/{at}/thread/"
    assert f'data-unseen="{newest}"' in misaki.get(thread).html
    assert "data-unseen" not in ren.get(thread).html
    assert ren.post(f"/desk/conversations/{at}/seen/", {"message": newest}).status == 404
    assert misaki.post(f"/desk/conversations/{at}/seen/", {"message": newest}).status == 204
    assert "data-unseen" not in misaki.get(thread).html
    with tenant(world.koyomi.id):
        assert Chat.objects.get().answerer_read_id == newest


def test_whether_the_visitor_is_there_stands_above_the_composer(world: World, misaki: Sitting, matter: object) -> None:
    visitor, at = begun(world)
    presence = f"/desk/conversations/{at}/presence/"
    assert "お客様は今サイトにいます" in misaki.get(presence).text
    left(visitor.id, now() + timedelta(seconds=1), workspace_id=visitor.workspace_id)
    assert "お客様はサイトを離れました" in misaki.get(presence).text
    with tenant(world.koyomi.id):
        Visitor.objects.update(left_at=None, last_seen_at=now() - timedelta(minutes=5))
    page = misaki.get(presence)
    assert "お客様はサイトを離れました" in page.text, "a process that was killed says nothing"
    assert len(page.queries) <= 8
    assert "サイト" not in misaki.get(f"/desk/conversations/{matter.pk}/presence/").text  # type: ignore[attr-defined]


def test_an_offered_chat_stands_in_a_bar_on_every_page(world: World, misaki: Sitting, ren: Sitting) -> None:
    chat = made_chat(world)
    change_chat(chat.id, changes={"hand_out": "offer"}, actor=world.actor(world.aoi))
    misaki.post("/desk/settings/chat-seat/", {"available": "1"})
    at = say(came_in(chat)[0], "急ぎです。", once="1").conversation_id
    assert "chat-offer-" not in misaki.get("/desk/chat-offers/").html
    offer_out(world.koyomi.id)
    bar = misaki.get("/desk/chat-offers/")
    assert "お待ちです" in bar.text
    assert "急ぎです。" in bar.text
    assert len(bar.queries) <= 8
    assert f"person:{world.misaki.id}:offers" in misaki.get("/desk/views/open/").html
    assert "chat-offers" not in ren.get("/desk/views/open/").html
    other = say(came_in(chat)[0], "もう一件です。", once="1").conversation_id
    offer_out(world.koyomi.id)
    taken = misaki.post(f"/desk/conversations/{other}/offer/accept/")
    assert taken.response.headers["HX-Redirect"] == f"/desk/views/mine/{other}/"
    assert misaki.post(f"/desk/conversations/{at}/offer/decline/").status == 204
    assert misaki.post(f"/desk/conversations/{at}/offer/accept/").status == 422


def test_handing_over_says_who_has_room_and_refuses_who_is_full(world: World, misaki: Sitting) -> None:
    _visitor, at = begun(world)
    change_seat(is_available=True, capacity=1, actor=world.actor(world.kenji))
    dialog = misaki.get(f"/desk/conversations/{at}/hand-over/")
    assert f"{world.kenji.name} (0/1)" in dialog.text
    assert "チャットの受付を停止中" in dialog.text
    assert len(dialog.queries) <= 9
    second = say(came_in(made_chat(world, "別のチャット"))[0], "急ぎです。", once="1").conversation_id
    body = {"to": f"person-{world.kenji.id}", "text": "お願いします。", "once": "a"}
    assert misaki.post(f"/desk/conversations/{second}/hand-over/", body).status == 204
    refused = misaki.post(f"/desk/conversations/{at}/hand-over/", {**body, "once": "b"})
    assert refused.status == 422
    assert "受け持てる件数に達しています" in refused.text


def whisper_mark(page: str) -> str:
    return "".join(re.findall(r'id="whisper-to"[^>]* data-v="(\w+)"', page))


def test_a_whisper_is_for_whoever_has_the_chat_now(world: World, misaki: Sitting) -> None:
    kenji = Sitting(world.users["kenji"])
    _visitor, at = begun(world)
    whispering = f"/desk/conversations/{at}/whispering/"
    composer = kenji.get(f"/desk/conversations/{at}/composer/").html
    assert f'data-live="presence:{at}" data-from="{whispering}"' in composer, "it hears of a new owner"
    assert 'name="whisper"' not in composer, "nobody has it"
    assign(at, person_id=world.misaki.id, actor=world.actor(world.aoi))
    assert world.misaki.name in kenji.get(whispering).text
    before = whisper_mark(kenji.get(whispering).html)
    assert before
    assert before == whisper_mark(kenji.get(whispering).html), "whoever has ticked it keeps their tick"
    misaki.post(f"/desk/conversations/{at}/assignment/", {"person": world.aoi.id})
    assert world.aoi.name in kenji.get(whispering).text
    assert world.misaki.name not in kenji.get(whispering).text
    assert whisper_mark(kenji.get(whispering).html) != before, "it was ticked for somebody else"
    kenji.post(f"/desk/conversations/{at}/take-over/")
    assert 'name="whisper"' not in kenji.get(whispering).html


def test_who_leads_whispers_watches_and_changes_the_seats_of_others(world: World, misaki: Sitting) -> None:
    kenji = Sitting(world.users["kenji"])
    _visitor, at = begun(world)
    assign(at, person_id=world.misaki.id, actor=world.actor(world.aoi))
    composer = f"/desk/conversations/{at}/composer/"
    assert 'name="whisper"' in kenji.get(composer).html
    assert 'name="whisper"' not in misaki.get(composer).html
    kenji.post(f"/desk/conversations/{at}/notes/", {"text": "在庫は 3 点です。", "once": "w", "whisper": "1"})
    assert "ささやき" in misaki.get(f"/desk/conversations/{at}/thread/").text
    assert "data-watched" not in kenji.get(f"/desk/conversations/{at}/thread/").html
    change_workspace({"unseen_watching": True}, actor=world.actor(world.aoi))
    assert "data-watched" in kenji.get(f"/desk/conversations/{at}/thread/").html
    assert "data-watched" not in misaki.get(f"/desk/conversations/{at}/thread/").html
    assert kenji.post(f"/desk/conversations/{at}/watched/").status == 204
    page = "/desk/settings/chat-seat/"
    assert "チャットの受付状況" in kenji.get(page).text
    assert "チャットの受付状況" not in misaki.get(page).text
    change = {"available": "1", "capacity": "6", "person": world.misaki.id}
    kenji.post(page, change)
    assert "0/6" in misaki.get("/desk/rail/").text or "1/6" in misaki.get("/desk/rail/").text
    assert misaki.post(page, {**change, "person": world.kenji.id}).status in (403, 404)
