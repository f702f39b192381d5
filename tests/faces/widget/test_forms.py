"""Before a conversation begins: whether anybody is there, what is asked, and what becomes of what was told."""

from datetime import timedelta
from typing import Any

import pytest

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.actions.change import change_chat
from madoguchi.features.chat.actions.seat import change_seat
from madoguchi.features.chat.models import Chat, Visitor
from madoguchi.features.hours.actions.sets import create_hours, give_hours
from madoguchi.features.kinds.actions.kinds import begin_kinds
from madoguchi.features.kinds.models import ConversationKind
from tests.faces.desk.sitting import Sitting
from tests.faces.widget.device import SECOND, TOKEN, Device
from tests.faces.widget.test_widget import Site
from tests.features.chat.test_acknowledging import happens, told
from tests.world import World

pytestmark = pytest.mark.django_db
ASK = {
    "name": "optional",
    "mail": "required",
    "topic": "required",
    "answer": "optional",
    "topics": ["配送", "返品"],
    "question": "ご注文番号",
}
HANAKO = "hanako@kobo.example"


def closed(world: World, chat: Inbox) -> str:
    """Nobody is there before the day after tomorrow; when that is."""
    day = (now() + timedelta(days=2)).date().isoformat()
    aoi = world.actor(world.aoi)
    given: dict[str, Any] = {
        "name": "臨時",
        "time_zone": "UTC",
        "week": {},
        "days": [{"date": day, "hours": ["09:00-10:00"]}],
    }
    give_hours(chat.id, create_hours(given, actor=aoi).id, actor=aoi)
    return f"{day}T09:00:00+00:00"


def asked(device: Device) -> dict[str, bool]:
    return {field["name"]: field["required"] for field in device.get("standing/")[1]["fields"]}


def begun(world: World) -> tuple[Conversation, Contact, Visitor]:
    with tenant(world.koyomi.id):
        conversation = Conversation.objects.select_related("contact").get(inbox__channel="chat")
        return conversation, conversation.contact, Visitor.objects.get()


def test_without_hours_a_chat_is_a_chat(chat: Inbox) -> None:
    status, found = Device(chat).get("standing/")
    assert (status, found) == (200, {"open": True, "back_at": None, "message": False, "fields": []})


def test_outside_of_the_hours_it_says_when_people_are_back(world: World, chat: Inbox) -> None:
    back_at = closed(world, chat)
    found = Device(chat).get("standing/")[1]
    assert (found["open"], found["back_at"], found["message"]) == (False, back_at, True)
    assert asked(Device(chat)) == {"name": False, "mail": True}
    change_chat(chat.id, changes={"away": "chat"}, actor=world.actor(world.aoi))
    found = Device(chat).get("standing/")[1]
    assert (found["open"], found["message"], found["fields"]) == (False, False, [])


def test_where_nobody_takes_chats_it_takes_messages_if_it_is_set_so(world: World, chat: Inbox) -> None:
    change_chat(chat.id, changes={"away": "nobody"}, actor=world.actor(world.aoi))
    assert Device(chat).get("standing/")[1]["message"] is True
    change_seat(is_available=True, actor=world.actor(world.olivia))  # who does not see this inbox
    assert Device(chat).get("standing/")[1]["message"] is True
    change_seat(is_available=True, actor=world.actor(world.misaki))
    assert Device(chat).get("standing/")[1]["message"] is False


def test_a_message_that_is_left_is_a_conversation_that_waits_for_mail(world: World, chat: Inbox) -> None:
    closed(world, chat)
    device = Device(chat)
    form = {"name": "山田　花子", "mail": "Hanako@Kobo.example", "leaves_message": True}
    status, said = device.say("見積もりをください。", form=form)
    assert status == 200
    conversation, contact, visitor = begun(world)
    assert (contact.family_name, contact.given_name, visitor.mail) == ("山田", "花子", HANAKO)
    assert visitor.mail_proved_at is None
    assert contact.id != world.hanako.id  # who typed an address is not whose address it is
    with tenant(world.koyomi.id):
        assert not Identity.objects.filter(contact=contact, kind="mail").exists()
        assert Chat.objects.get().is_message
        assert conversation.waiting_since is not None
    happens()
    assert told(visitor) == []  # nobody sits there and waits
    assert asked(device) == {}
    again = device.say("至急です。", chat=said["chat"])
    assert again[0] == 200
    assert again[1]["chat"] == said["chat"]


def test_who_chats_outside_of_the_hours_is_promised_no_time_that_nobody_keeps(world: World, chat: Inbox) -> None:
    closed(world, chat)
    change_chat(chat.id, changes={"away": "chat", "next_word_minutes": 30}, actor=world.actor(world.aoi))
    Device(chat).say("在庫はありますか。")
    happens()
    (word,) = told(begun(world)[2])
    assert "受付時間外です" in word
    assert "18:00 から対応し" in word  # 09:00 UTC at こよみワークス
    assert begun(world)[0].due_at is None


def test_a_topic_that_is_a_type_asks_its_fields_at_once(world: World, chat: Inbox) -> None:
    aoi = world.actor(world.aoi)
    begin_kinds(world.koyomi.id, actor=aoi)
    asks = {"topic": "required", "topics": ["不具合", "返品"], "topics_in": {"en": ["A bug", "A return"]}}
    change_chat(chat.id, changes={"ask": asks}, actor=aoi)
    device = Device(chat)
    (topic,) = device.get("standing/")[1]["fields"]
    by_value = {one["value"]: one["asks"] for one in topic["choices"]}
    assert by_value["返品"] == []
    since = next(one for one in by_value["不具合"] if one["label"] == "いつから")
    assert since["name"].startswith("kind_")
    device.headers["X-Language"] = "ko"
    foreign = device.get("standing/")[1]["fields"][0]["choices"][0]["asks"]
    assert "Since when it happens" in [one["label"] for one in foreign], "where nobody has said it in theirs"
    other = by_value["不具合"][0]["name"]
    form = {"topic": "不具合", since["name"]: "昨日から", other: "", "kind_999999": "x", "kind_x": "y"}
    device.say("保存できません。", form=form)
    happens()
    conversation = begun(world)[0]
    with tenant(world.koyomi.id):
        row = ConversationKind.objects.select_related("kind").get(conversation=conversation)
        assert row.kind is not None
    assert (row.kind.name, row.by) == ("不具合", "customer")
    assert row.values == {since["name"].removeprefix("kind_"): "昨日から"}


def test_a_topic_that_is_no_type_asks_nothing_more(world: World, chat: Inbox) -> None:
    change_chat(chat.id, changes={"ask": ASK}, actor=world.actor(world.aoi))
    device = Device(chat)
    topic = next(one for one in device.get("standing/")[1]["fields"] if one["name"] == "topic")
    assert [one["asks"] for one in topic["choices"]] == [[], []]
    device.say("返品したいです。", form={"mail": HANAKO, "topic": "返品", "kind_1": "x"})
    with tenant(world.koyomi.id):
        assert not ConversationKind.objects.filter(conversation=begun(world)[0]).exists()


def test_what_is_asked_lands_on_the_contact_and_the_conversation(world: World, chat: Inbox) -> None:
    aoi = world.actor(world.aoi)
    change_chat(chat.id, changes={"ask": ASK}, actor=aoi)
    device = Device(chat)
    assert asked(device) == {"name": False, "mail": True, "topic": True, "answer": False}
    form = {"name": "Emma", "mail": "emma@clarke.example", "topic": "返品", "answer": "KY-20391"}
    device.say("返品したいです。", form=form)
    conversation, contact, _visitor = begun(world)
    with tenant(world.koyomi.id):
        assert [one.tag.name for one in conversation.taggings.select_related("tag")] == ["返品"]
    assert conversation.attributes == {"chat_answer": "KY-20391"}
    assert (contact.name, contact.id != world.emma.id) == ("Emma", True)
    assert asked(device) == {"topic": True, "answer": False}  # for another conversation
    device.say(
        "名前を変えます。", form={"name": "だれか", "mail": "other@x.example", "topic": "届かない", "answer": "1"}
    )
    with tenant(world.koyomi.id):
        contact.refresh_from_db()
        second = Conversation.objects.order_by("-id")[0]
        assert second.taggings.count() == 0  # no topic that is offered
        assert contact.name == "Emma"
        assert Message.objects.filter(conversation=second, kind="inbound").count() == 1


def test_whom_the_site_has_signed_for_is_not_asked_what_is_known(world: World, chat: Inbox) -> None:
    change_chat(chat.id, changes={"ask": {**ASK, "name": "required"}}, actor=world.actor(world.aoi))
    site = Site(world, chat, "HS256")
    known = Device(chat, TOKEN, site.signs(name="山田 花子"))
    assert asked(known) == {"topic": True, "answer": False}
    unproven = Device(chat, TOKEN, site.signs(sub="2", email_verified=False))
    assert asked(unproven) == {"name": True, "mail": True, "topic": True, "answer": False}
    known.say("届きません。", form={"mail": "evil@x.example", "topic": "配送"})
    visitor = begun(world)[2]
    assert (visitor.mail, visitor.mail_proved_at is not None) == (HANAKO, True)
    assert asked(known) == {"topic": True, "answer": False}


@pytest.mark.parametrize("mail", ["hanako", "a@b", "a b@c.example", "a@c.example\r\nBcc: x@y.example"])
def test_what_is_no_address_is_refused_and_nothing_is_made(world: World, chat: Inbox, mail: str) -> None:
    status, said = Device(chat, SECOND).say("こんにちは。", form={"mail": mail})
    assert (status, said["error"]) == (422, "bad-mail")
    with tenant(world.koyomi.id):
        assert not Visitor.objects.exists()


def test_the_form_speaks_the_language_of_the_panel_as_far_as_there_are_words(world: World, chat: Inbox) -> None:
    spoken = {"topics_in": {"en": ["Delivery"], "zh": ["", "退货"]}, "question_in": {"en": "Order number"}}
    change_chat(chat.id, changes={"ask": {**ASK, **spoken}}, actor=world.actor(world.aoi))

    def words(language: str) -> list[str]:
        device = Device(chat)
        device.headers["X-Language"] = language
        fields = {field["name"]: field for field in device.get("standing/")[1]["fields"]}
        assert [one["value"] for one in fields["topic"]["choices"]] == ["配送", "返品"], "the tags stay"
        return [*(one["label"] for one in fields["topic"]["choices"]), fields["answer"]["label"]]

    assert words("ja") == ["配送", "返品", "ご注文番号"]
    assert words("en") == ["Delivery", "返品", "Order number"]
    assert words("zh") == ["配送", "退货", "ご注文番号"]


def test_settings_that_are_refused(world: World, chat: Inbox) -> None:
    for changes, code in (
        ({"away": "later"}, "bad-away"),
        ({"ask": {"topic": "required"}}, "no-topics"),
        ({"ask": {"answer": "optional"}}, "no-question"),
        ({"ask": {"name": "always"}}, "bad-need"),
        ({"ask": {"topics": ["x" * 61]}}, "too-long"),
        ({"ask": {"topics": ["配送"], "topics_in": {"en": ["x" * 61]}}}, "too-long"),
        ({"ask": {"topics": ["配送"], "topics_in": {"en": ["Delivery", "Returns"]}}}, "too-many-topics"),
        ({"ask": {"topics": ["配送"], "topics_in": {"tlh": ["rarwI'"]}}}, "bad-language"),
    ):
        with pytest.raises(Refused, match=code):
            change_chat(chat.id, changes=changes, actor=world.actor(world.aoi))


def test_at_the_desk_it_says_that_the_answer_goes_by_mail(world: World, chat: Inbox) -> None:
    closed(world, chat)
    Device(chat).say("見積もりをください。", form={"mail": HANAKO, "leaves_message": True})
    Device(chat, SECOND).say("在庫はありますか。")
    misaki = Sitting(world.users["misaki"])
    with tenant(world.koyomi.id):
        left, talk = Conversation.objects.filter(inbox=chat).order_by("id")
    assert "メールでも届きます" in misaki.get(f"/desk/conversations/{left.id}/composer/").text
    assert "メールでも届きます" not in misaki.get(f"/desk/conversations/{talk.id}/composer/").text
