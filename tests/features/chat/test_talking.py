"""A visitor and an agent: what each says is a message at once, once, and nobody else reads it."""

from datetime import timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.erase import erase_contact, export_contact
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.actions.deliver import deliver_message
from madoguchi.core.conversations.actions.join import add_participant
from madoguchi.core.conversations.actions.later import reply_later
from madoguchi.core.conversations.actions.note import add_note
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.letter import Letter, Sending, default_recipients
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.sites import typed_sites
from madoguchi.features.chat.actions.read import read_up_to
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Chat, Visitor
from madoguchi.features.chat.queries import chat_inbox, chats_of, contact_of, messages_of, visitor_of
from tests.features.chat.visiting import came_in, made_chat, mailed
from tests.world import World

pytestmark = pytest.mark.django_db
AT_ONCE = Sending(hold=timedelta(0))


def read_by(visitor: Visitor, *, after: int = 0) -> list[tuple[str, str]]:
    with tenant(visitor.workspace_id):
        chat = Chat.objects.get(visitor=visitor)
        return [(message.kind, message.text) for message in messages_of(chat, visitor, after=after)]


def answered(world: World, message: Message, text: str) -> Message:
    actor = world.actor(world.misaki)
    with tenant(message.workspace_id):
        recipients = default_recipients(message.conversation_id, actor)
    return reply(message.conversation_id, letter=Letter(text, to=recipients.to), sending=AT_ONCE, actor=actor)


def test_both_sides_talk(world: World, visitor: Visitor) -> None:
    first = say(visitor, "集計が更新されません。", once="1")
    answer = answered(world, first, "確認します。**少し**お待ちください。")
    deliver_message(answer.id, workspace_id=answer.workspace_id)
    say(visitor, "お願いします。", once="2", conversation_id=first.conversation_id)
    assert read_by(visitor) == [
        ("inbound", "集計が更新されません。"),
        ("reply", "確認します。**少し**お待ちください。"),
        ("inbound", "お願いします。"),
    ]
    assert read_by(visitor, after=answer.id) == [("inbound", "お願いします。")]
    with tenant(world.koyomi.id):
        conversation = Conversation.objects.get(id=first.conversation_id)
        assert (conversation.waiting_on, conversation.preview) == ("us", "お願いします。")
        assert [one.state for one in answer.deliveries.all()] == ["sent"]


def test_a_visitor_has_a_list_of_their_chats(world: World, visitor: Visitor) -> None:
    first = say(visitor, "集計の件です。", once="1")
    answer = answered(world, first, "確認しています。")
    second = say(visitor, "別の件です。", once="2")
    with tenant(visitor.workspace_id):
        shown = [(one.preview, one.unread) for one in chats_of(visitor)]
    assert shown == [("別の件です。", 0), ("確認しています。", 1)]
    assert second.conversation_id != first.conversation_id
    with tenant(visitor.workspace_id):
        chat = Chat.objects.get(visitor=visitor, conversation_id=first.conversation_id)
    assert read_up_to(chat, answer.id) == answer.id
    assert read_up_to(chat, first.id) == answer.id
    with tenant(visitor.workspace_id):
        assert [one.unread for one in chats_of(visitor)] == [0, 0]


def test_whoever_is_erased_leaves_no_device_behind(world: World, visitor: Visitor) -> None:
    first = say(visitor, "集計の件です。", once="1")
    actor = world.actor(world.mana)
    contact_id = first.contact_id
    assert contact_id
    (told,) = export_contact(contact_id, actor=actor)["held"]["chat"]
    (visit,) = told["visits"]
    assert visit["site"] == visitor.site
    erase_contact(contact_id, actor=actor)
    with tenant(visitor.workspace_id):
        assert not Visitor.objects.filter(id=visitor.id).exists()
        assert not Chat.objects.exists()


def test_the_same_again_is_the_same_message(visitor: Visitor) -> None:
    first = say(visitor, "こんにちは", once="1")
    assert say(visitor, "こんにちは", once="1").id == first.id
    assert say(visitor, "こんにちは", once="2", conversation_id=first.conversation_id).id != first.id
    assert len(read_by(visitor)) == 2


def test_what_is_among_ourselves_is_not_theirs(world: World, visitor: Visitor) -> None:
    first = say(visitor, "返品したいです。", once="1")
    add_note(first.conversation_id, text="社内メモ", actor=world.actor(world.misaki))
    actor = world.actor(world.misaki)
    later, at_once = Letter("明日の返信", to=(visitor.address,)), Letter("承ります。", to=(visitor.address,))
    tomorrow = now() + timedelta(days=1)
    reply_later(first.conversation_id, letter=later, at=tomorrow, sending=Sending(), actor=actor)
    assert read_by(visitor) == [("inbound", "返品したいです。")]
    reply(first.conversation_id, letter=at_once, sending=Sending(), actor=actor)  # whatever hold a mail would have
    assert read_by(visitor)[1:] == [("reply", "承ります。")]


def test_a_chat_has_no_copies(world: World, visitor: Visitor) -> None:
    first = say(visitor, "返品したいです。", once="1")
    add_participant(first.conversation_id, address="cc@kobo.example", actor=world.actor(world.misaki))
    answered(world, first, "承ります。")
    assert read_by(visitor)[-1] == ("reply", "承ります。")


def test_each_reads_their_own(world: World, chat: Inbox, visitor: Visitor) -> None:
    first = say(visitor, "わたしの件です。", once="1")
    other, token = came_in(chat)
    with pytest.raises(NotAllowed):
        say(other, "のぞきます。", once="1", conversation_id=first.conversation_id)
    assert visitor_of(token, inbox_id=chat.id, workspace_id=chat.workspace_id) == other
    assert visitor_of("mdv_guessed", inbox_id=chat.id, workspace_id=chat.workspace_id) is None
    second = made_chat(world, "別のチャット")
    assert visitor_of(token, inbox_id=second.id, workspace_id=chat.workspace_id) is None
    assert visitor_of(token, inbox_id=chat.id, workspace_id=world.harbour.id) is None


def test_who_nobody_knows_yet_has_a_name_to_be_told_apart_by(chat: Inbox, visitor: Visitor) -> None:
    english, _token = came_in(chat, "en-GB")
    with tenant(chat.workspace_id):
        names = [contact.name if (contact := contact_of(one)) else "" for one in (visitor, english)]
    assert names == [f"訪問者 {visitor.id}", f"Visitor {english.id}"]


def test_a_blocked_one_is_told_so(world: World, visitor: Visitor) -> None:
    first = say(visitor, "こんにちは", once="1")
    with tenant(world.koyomi.id):
        Contact.objects.filter(identities__value=visitor.name).update(blocked_at=first.at)
    with pytest.raises(Refused) as refused:
        say(visitor, "まだいます", once="2", conversation_id=first.conversation_id)
    assert refused.value.code == "blocked"
    assert len(read_by(visitor)) == 1


@pytest.mark.parametrize(("text", "code"), [("  \n ", "empty"), ("あ" * 4_001, "too-long")])
def test_what_cannot_be_said(visitor: Visitor, text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        say(visitor, text, once="1")
    assert refused.value.code == code


def test_a_chat_is_not_answered_by_mail_nor_a_mail_in_the_chat(world: World, visitor: Visitor) -> None:
    with tenant(world.koyomi.id):
        matter = mailed(world)
    first = say(visitor, "こんにちは", once="1")
    actor = world.actor(world.misaki)
    for conversation_id, address in ((first.conversation_id, "hanako@kobo.example"), (matter.id, visitor.address)):
        with pytest.raises(Refused) as refused:
            reply(conversation_id, letter=Letter("はい", to=(address,)), sending=AT_ONCE, actor=actor)
        assert refused.value.code == "bad-address"


def test_a_chat_is_found_by_its_key_alone(world: World, chat: Inbox) -> None:
    assert chat_inbox(chat.address) == (world.koyomi.id, chat.id)
    assert chat_inbox("guessed") is None
    assert chat_inbox(chat.address.lower() + "x") is None


def test_sites_are_origins() -> None:
    typed = ["Shop.Example.jp", "https://shop.example.jp/cart?x=1", "http://localhost:8080", "https://例え.jp", ""]
    assert typed_sites(typed) == ["https://shop.example.jp", "http://localhost:8080", "https://xn--r8jz45g.jp"]
    for wrong in ("ftp://a.example", "https://", "https://a b", "https://a.example:99999", "javascript://x"):
        with pytest.raises(Refused):
            typed_sites([wrong])
