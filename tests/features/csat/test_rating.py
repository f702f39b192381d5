"""Customers say how content they are: asked once, in time, by who was asked, and by one click that no program makes."""

from datetime import timedelta

import pytest
from django.test import Client

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.erase import erase_contact, export_contact
from madoguchi.core.conversations.actions.status import reopen, resolve
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.models import Visitor
from madoguchi.features.csat.actions.rate import ask, rate, set_asking
from madoguchi.features.csat.asking import place_of, token_of
from madoguchi.features.csat.models import Rating
from madoguchi.features.csat.queries import Asked, figures_of, groups_of, ratings_visible_to
from tests.core.conversations.posts import Post
from tests.faces.desk.sitting import Sitting
from tests.faces.widget.device import SECOND, Device
from tests.features.chat.test_acknowledging import happens
from tests.features.chat.test_mailing_on import asks as asks_by_chat
from tests.features.chat.test_mailing_on import carried, leaves
from tests.features.chat.test_talking import answered
from tests.world import World

pytestmark = pytest.mark.django_db
ALWAYS = Asked(now() - timedelta(days=400), now() + timedelta(days=400))


def resolved(world: World, message: Message, *, answers: bool = True) -> int:
    """Answered and resolved by 藤井, and what follows from it. Returns the conversation."""
    misaki = world.actor(world.misaki)
    if answers:
        answered(world, message, "承りました。")
    resolve(message.conversation_id, actor=misaki)
    happens()
    return message.conversation_id


def begun(world: World, chat: Inbox, device: Device, *, answers: bool = True) -> tuple[int, int]:
    """A chat and its conversation, resolved where customers are asked."""
    set_asking(chat.id, is_on=True, actor=world.actor(world.aoi))
    chat_id = device.say("請求書をください。")[1]["chat"]
    with tenant(world.koyomi.id):
        first = Message.objects.get(text="請求書をください。")
    return chat_id, resolved(world, first, answers=answers)


def rated(world: World) -> Rating:
    with tenant(world.koyomi.id):
        return Rating.objects.select_related("conversation").get()


def test_the_panel_asks_when_it_is_resolved_and_a_click_is_an_event(world: World, chat: Inbox) -> None:
    device = Device(chat)
    chat_id, conversation_id = begun(world, chat, device)
    assert device.get(f"messages/?chat={chat_id}")[1]["rate"] == {"score": None, "comment": ""}
    assert device.post("rating/", chat=chat_id, score=4) == (200, {"rate": {"score": 4, "comment": ""}})
    device.post("rating/", chat=chat_id, score=4, comment=" 早くて助かりました。 ")
    device.post("rating/", chat=chat_id, score=5)
    row = rated(world)
    assert (row.score, row.comment, row.person_id, row.inbox_id) == (
        5,
        "早くて助かりました。",
        world.misaki.id,
        chat.id,
    )
    with tenant(world.koyomi.id):
        told = Event.objects.filter(type="conversation.rated").order_by("id")
        assert [one.payload for one in told] == [
            {"rating_id": row.id, "before": None, "score": 4},
            {"rating_id": row.id, "before": 4, "score": 5},
        ]
        assert {one.conversation_id for one in told} == {conversation_id}
    page = Sitting(world.users["misaki"]).get(f"/desk/conversations/{conversation_id}/person/")
    assert "とても満足" in page.text
    assert "早くて助かりました。" in page.text


def test_nobody_is_asked_where_it_is_off_unanswered_or_open(world: World, chat: Inbox) -> None:
    device = Device(chat)
    chat_id, conversation_id = begun(world, chat, device, answers=False)
    with tenant(world.koyomi.id):
        assert not Rating.objects.exists()
    reopen(conversation_id, actor=world.actor(world.misaki))
    set_asking(chat.id, is_on=False, actor=world.actor(world.aoi))
    with tenant(world.koyomi.id):
        first = Message.objects.get(text="請求書をください。")
    resolved(world, first)
    with tenant(world.koyomi.id):
        assert not Rating.objects.exists()
    set_asking(chat.id, is_on=True, actor=world.actor(world.aoi))
    ask(conversation_id, workspace_id=world.koyomi.id)
    ask(conversation_id, workspace_id=world.koyomi.id)
    assert rated(world).score is None
    reopen(conversation_id, actor=world.actor(world.misaki))
    assert device.get(f"messages/?chat={chat_id}")[1]["rate"] is None
    assert device.post("rating/", chat=chat_id, score=5)[1]["error"] == "too-late"


def test_never_shown_to_or_rated_by_another(world: World, chat: Inbox) -> None:
    mine, other = Device(chat), Device(chat, SECOND)
    chat_id, _conversation_id = begun(world, chat, mine)
    theirs = other.say("別の件です。")[1]["chat"]
    assert other.get(f"messages/?chat={chat_id}")[0] == 404
    assert other.get(f"messages/?chat={theirs}")[1]["rate"] is None
    for device in (other, Device(chat, "mdv_" + "c" * 43)):
        assert device.post("rating/", chat=chat_id, score=1)[0] in (401, 404)
    assert rated(world).score is None


@pytest.mark.parametrize("score", [0, 6, True, "5", None])
def test_only_one_of_five_is_a_rating(world: World, chat: Inbox, score: object) -> None:
    device = Device(chat)
    chat_id, _conversation_id = begun(world, chat, device)
    assert device.post("rating/", chat=chat_id, score=score)[1]["error"] == "bad-score"
    assert rated(world).score is None


def test_it_may_be_changed_for_a_week(world: World, chat: Inbox) -> None:
    device = Device(chat)
    chat_id, conversation_id = begun(world, chat, device)
    device.post("rating/", chat=chat_id, score=2)
    with tenant(world.koyomi.id):
        Rating.objects.update(rated_at=now() - timedelta(days=8))
    assert device.get(f"messages/?chat={chat_id}")[1]["rate"] is None
    assert device.post("rating/", chat=chat_id, score=5)[1]["error"] == "too-late"
    ask(conversation_id, workspace_id=world.koyomi.id)  # resolved once more
    assert rated(world).score == 2


def test_opening_the_link_of_a_mail_rates_nothing_and_one_click_does(
    world: World,
    chat: Inbox,
    visitor: Visitor,
    postman: Post,
) -> None:
    set_asking(chat.id, is_on=True, actor=world.actor(world.aoi))
    resolved(world, first := asks_by_chat(visitor))
    leaves(visitor)
    carried(first)
    (letter,) = postman.sent
    address = next(word for word in letter.markdown.split() if "/chat/rating/" in word)
    path = address[address.index("/chat/") :]
    client = Client()
    shown = client.get(path)
    assert shown.status_code == 200
    assert client.head(path).status_code in (200, 405)
    assert rated(world).score is None
    assert "とても満足" in shown.content.decode()
    assert "宛名" not in shown.content.decode()  # nothing of what was said
    assert client.post(path, {"score": "5"}).status_code == 200
    assert rated(world).score == 5
    assert client.post(path, {"score": "5", "comment": "<b>どうも</b>"}).content.decode().count("&lt;b&gt;") == 1
    assert client.post(path, {"score": "9"}).status_code == 422
    for wrong in (path[:-2] + "/", path.replace(".1.", ".2."), "/chat/rating/x/", "/chat/rating/1.2." + "a" * 26 + "/"):
        if wrong != path:
            assert client.get(wrong).status_code == 404


def test_without_asking_a_mail_has_no_such_line(world: World, visitor: Visitor, postman: Post) -> None:
    resolved(world, first := asks_by_chat(visitor))
    leaves(visitor)
    carried(first)
    assert "/rating/" not in postman.sent[0].markdown


def test_a_token_opens_one_rating_and_nothing_else(world: World, chat: Inbox) -> None:
    begun(world, chat, Device(chat))
    row = rated(world)
    token = token_of(row)
    assert place_of(token) == (world.koyomi.id, row.id)
    name, _dot, signature = token.rpartition(".")
    for forged in (
        f"{world.koyomi.id}.{row.id + 1}.{signature}",
        f"{world.harbour.id}.{row.id}.{signature}",
        name,
        f"{name}.",
        "",
    ):
        assert place_of(forged) is None


def test_the_report_counts_what_it_opens(world: World, chat: Inbox) -> None:
    device = Device(chat)
    chat_id, conversation_id = begun(world, chat, device)
    device.post("rating/", chat=chat_id, score=5, comment="助かりました。")
    mana = world.actor(world.mana)
    with tenant(world.koyomi.id):
        rows = ratings_visible_to(mana, ALWAYS)
        found = figures_of(rows)
        assert (found.asked, found.rated, found.content, found.share, found.answer_rate) == (1, 1, 1, 100, 100)
        groups = {by: [(one.id, one.name) for one in found] for by, found in groups_of(rows).items()}
        assert groups == {
            "person": [(world.misaki.id, world.misaki.name)],
            "team": [],
            "inbox": [(chat.id, chat.name)],
        }
        with pytest.raises(NotAllowed):
            ratings_visible_to(world.actor(world.misaki), ALWAYS)
    with tenant(world.harbour.id):
        assert figures_of(ratings_visible_to(world.actor(world.oscar), ALWAYS)).asked == 0
    page = Sitting(world.users["mana"]).get("/desk/reports/csat/?score=4&score=5")
    assert page.status == 200
    assert len(page.queries) <= 8
    here = f"/desk/views/all/{conversation_id}/".encode()
    assert here in page.response.content
    assert "助かりました。" in page.text
    assert here not in Sitting(world.users["mana"]).get("/desk/reports/csat/?score=1").response.content
    assert Sitting(world.users["misaki"]).get("/desk/reports/csat/").status == 404


def test_who_is_erased_leaves_a_score_and_no_word(world: World, chat: Inbox) -> None:
    device = Device(chat)
    chat_id, conversation_id = begun(world, chat, device)
    device.post("rating/", chat=chat_id, score=5, comment="山田より")
    with tenant(world.koyomi.id):
        contact_id = Conversation.objects.get(id=conversation_id).contact_id
    kept = export_contact(contact_id, actor=world.actor(world.aoi))
    assert "山田より" in str(kept)
    erase_contact(contact_id, actor=world.actor(world.aoi))
    assert (rated(world).score, rated(world).comment) == (5, "")


def test_nobody_is_asked_for_who_was_erased(world: World, chat: Inbox) -> None:
    _chat_id, conversation_id = begun(world, chat, Device(chat))
    with tenant(world.koyomi.id):
        Rating.objects.all().delete()
        contact_id = Conversation.objects.get(id=conversation_id).contact_id
    assert ask(conversation_id, workspace_id=world.koyomi.id) is not None
    with tenant(world.koyomi.id):
        Rating.objects.all().delete()
    erase_contact(contact_id, actor=world.actor(world.aoi))
    assert ask(conversation_id, workspace_id=world.koyomi.id) is None


def test_what_is_refused(world: World, chat: Inbox) -> None:
    begun(world, chat, Device(chat))
    with pytest.raises(Refused, match="too-long"):
        rate(rated(world).id, score=5, comment="あ" * 1001, workspace_id=world.koyomi.id)
    with pytest.raises(NotAllowed):
        rate(rated(world).id, score=5, workspace_id=world.harbour.id)
    with pytest.raises(NotAllowed):
        set_asking(chat.id, is_on=True, actor=world.actor(world.misaki))
    with pytest.raises(Refused, match="other-channel"):
        set_asking(world.support.id, is_on=True, actor=world.actor(world.aoi))
