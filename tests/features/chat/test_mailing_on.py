"""A chat goes on by mail when its visitor has left, and comes back into the same conversation; nobody else gets in."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.merge import merge_contacts
from madoguchi.core.conversations.actions.join import merge
from madoguchi.core.conversations.arrival import Arrival, BounceNotice
from madoguchi.core.conversations.models import Conversation, ConversationLink, Delivery, Message
from madoguchi.core.conversations.outgoing import CHANNELS, Outgoing, Result
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.actions.enter import Entering, enter
from madoguchi.features.chat.actions.mail_on import mail_on, send_mail
from madoguchi.features.chat.actions.read import read_up_to
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.identity import Person
from madoguchi.features.chat.models import Chat, ChatMail, Visitor
from madoguchi.features.chat.telling import Told
from tests.core.conversations.arriving import arrive, mail
from tests.core.conversations.posts import Post
from tests.features.chat.test_acknowledging import happens
from tests.features.chat.test_talking import answered, read_by
from tests.features.chat.visiting import SITE, came_in, mailed
from tests.world import World

pytestmark = pytest.mark.django_db
HANAKO = "hanako@kobo.example"
QUESTION = "請求書の宛名を変えてください。"


def asks(visitor: Visitor, address: str = HANAKO, text: str = QUESTION) -> Message:
    return say(visitor, text, once="1", told=Told(name="山田 花子", mail=address))


def comes(world: World, arrival: Arrival) -> None:
    """A mail comes in."""
    with tenant(world.koyomi.id):
        arrive(world.support, arrival)


def leaves(visitor: Visitor) -> None:
    with tenant(visitor.workspace_id):
        Visitor.objects.filter(id=visitor.id).update(last_seen_at=now() - timedelta(minutes=6))


def carried(message: Message) -> ChatMail | None:
    """The jobs of going on by mail, as a worker runs them."""
    made = mail_on(message.conversation_id, workspace_id=message.workspace_id)
    if made is not None:
        send_mail(made.id, workspace_id=message.workspace_id)
    return made


def proved(chat: Inbox) -> Visitor:
    person = Person(
        "customer-7",
        HANAKO,
        {"name": "", "family_name": "山田", "given_name": "花子"}
        | dict.fromkeys(("family_name_kana", "given_name_kana"), ""),
    )
    return enter(chat.id, Entering(SITE, "ja"), workspace_id=chat.workspace_id, person=person)[0]


def test_what_was_not_seen_goes_out_in_one_mail_once(world: World, visitor: Visitor, postman: Post) -> None:
    first = asks(visitor)
    answered(world, first, "承りました。")
    answered(world, first, "**3 日**ほどお待ちください。")
    leaves(visitor)
    assert carried(first) is not None
    assert carried(first) is None
    (letter,) = postman.sent
    assert (letter.recipients, letter.sender.address) == ((HANAKO,), "support@koyomi.example")
    assert "承りました。" in letter.markdown
    assert "**3 日**ほど" in letter.markdown
    assert letter.subject == "サポートからのお返事"
    with tenant(world.koyomi.id):
        rows = Delivery.objects.filter(address=HANAKO).order_by("message").values_list("message__text", "state")
        assert list(rows) == [("承りました。", "sent"), ("**3 日**ほどお待ちください。", "sent")]
    answered(world, first, "変更しました。")
    carried(first)
    assert [one.markdown.split("\n")[0] for one in postman.sent[1:]] == ["変更しました。"]
    assert postman.sent[1].references == (letter.mail_id,)


def test_nothing_of_a_strangers_words_goes_to_an_address_that_is_only_typed(
    world: World, visitor: Visitor, postman: Post
) -> None:
    first = asks(visitor, text="http://evil.example をクリック")
    answered(world, first, "お調べします。")
    leaves(visitor)
    carried(first)
    (letter,) = postman.sent
    whole = f"{letter.subject} {letter.markdown} {letter.to}"
    assert letter.quoted is None
    assert "evil" not in whole
    assert "花子" not in whole


def test_who_is_known_is_quoted_a_little(world: World, chat: Inbox, postman: Post) -> None:
    visitor = proved(chat)
    first = say(visitor, QUESTION * 100, once="1")
    answered(world, first, "承りました。")
    leaves(visitor)
    carried(first)
    (letter,) = postman.sent
    assert letter.quoted is not None
    assert len(letter.quoted.text) == 501
    assert letter.to[0].name == "山田 花子 様"


def test_who_is_still_there_or_has_read_it_gets_no_mail(world: World, visitor: Visitor, postman: Post) -> None:
    first = asks(visitor)
    answer = answered(world, first, "承りました。")
    assert carried(first) is None
    with tenant(world.koyomi.id):
        assert ProcrastinateJob.objects.filter(task_name="madoguchi.mail_chat_on", status="todo").exists()
        chat = Chat.objects.get()
    leaves(visitor)
    made = mail_on(first.conversation_id, workspace_id=world.koyomi.id)
    assert made is not None
    read_up_to(chat, answer.id)  # between
    send_mail(made.id, workspace_id=world.koyomi.id)
    leaves(visitor)
    assert carried(first) is None
    assert postman.sent == []
    with tenant(world.koyomi.id):
        assert ChatMail.objects.get().state == "seen"
        assert not Delivery.objects.filter(address=HANAKO).exists()


def test_without_an_address_nothing_is_even_planned(world: World, visitor: Visitor, postman: Post) -> None:
    first = say(visitor, QUESTION, once="1")
    answered(world, first, "承りました。")
    happens()
    leaves(visitor)
    assert carried(first) is None
    assert not ProcrastinateJob.objects.filter(task_name="madoguchi.mail_chat_on").exists()


def test_what_is_said_automatically_stays_in_the_chat(world: World, visitor: Visitor, postman: Post) -> None:
    first = asks(visitor)
    happens()  # nobody is free: an acknowledgement
    leaves(visitor)
    assert carried(first) is None


def test_killed_before_it_was_written_down_the_same_mail_is_sent_again(
    world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asks(visitor)
    answered(world, first, "承りました。")
    leaves(visitor)
    made = mail_on(first.conversation_id, workspace_id=world.koyomi.id)
    assert made is not None
    ids = []

    def dies(outgoing: Outgoing) -> list[Result]:
        ids.append(outgoing.mail_id)
        raise SystemExit

    monkeypatch.setitem(CHANNELS, "email", dies)
    with pytest.raises(SystemExit):
        send_mail(made.id, workspace_id=world.koyomi.id)
    assert mail_on(first.conversation_id, workspace_id=world.koyomi.id) is None
    postman = Post()
    monkeypatch.setitem(CHANNELS, "email", postman)
    send_mail(made.id, workspace_id=world.koyomi.id)
    send_mail(made.id, workspace_id=world.koyomi.id)
    assert [one.mail_id for one in postman.sent] == ids


def test_a_refusal_stands_on_the_replies_and_opens_the_conversation(
    world: World, visitor: Visitor, postman: Post
) -> None:
    postman.state = "failed"
    first = asks(visitor)
    answered(world, first, "承りました。")
    leaves(visitor)
    carried(first)
    with tenant(world.koyomi.id):
        row = Delivery.objects.get(address=HANAKO)
        assert (row.state, row.code) == ("failed", "5.1.1")
        assert Conversation.objects.get(id=first.conversation_id).waiting_since is not None


def test_the_answer_comes_back_into_the_same_conversation(world: World, chat: Inbox, postman: Post) -> None:
    visitor = proved(chat)
    first = say(visitor, QUESTION, once="1")
    answered(world, first, "承りました。")
    leaves(visitor)
    carried(first)
    mail_id = postman.sent[0].mail_id
    comes(world, mail(f"山田 花子 <{HANAKO}>", text="助かります。", in_reply_to=mail_id))
    with tenant(world.koyomi.id):
        (conversation,) = Conversation.objects.all()
        said = Message.objects.get(text="助かります。")
        assert (said.conversation_id, said.channel, conversation.waiting_on) == (conversation.id, "email", "us")
        assert not conversation.is_live
    assert read_by(visitor)[-1] == ("inbound", "助かります。")  # they are who wrote it
    happens()  # nobody who writes by mail is told what a chat is told
    assert not [one for one in read_by(visitor) if "助かります" in one[1] and one[0] == "reply"]
    answered(world, said, "どういたしまして。")
    leaves(visitor)
    carried(first)
    assert (postman.sent[1].in_reply_to, postman.sent[1].subject[:4]) == (said.mail_id, "Re: ")


def test_who_only_typed_an_address_reads_nothing_that_comes_from_there(
    world: World, visitor: Visitor, postman: Post
) -> None:
    first = asks(visitor)
    answered(world, first, "承りました。")
    leaves(visitor)
    carried(first)
    comes(world, mail(f"山田 花子 <{HANAKO}>", text="身に覚えがありません。", in_reply_to=postman.sent[0].mail_id))
    with tenant(world.koyomi.id):
        said = Message.objects.get(text="身に覚えがありません。")
        assert said.conversation_id == first.conversation_id
        assert said.contact_id == world.hanako.id
        assert Conversation.objects.get(id=first.conversation_id).contact_id != world.hanako.id
    assert [text for _kind, text in read_by(visitor)] == [QUESTION, "承りました。"]


@pytest.mark.parametrize("sender", ["Eve <eve@evil.example>", "佐藤 太郎 <taro..sato.@docomo.ne.jp>"])
def test_nobody_else_joins_by_that_mail(world: World, visitor: Visitor, postman: Post, sender: str) -> None:
    first = asks(visitor)
    answered(world, first, "承りました。")
    leaves(visitor)
    carried(first)
    comes(world, mail(sender, text="混ぜてください。", in_reply_to=postman.sent[0].mail_id))
    with tenant(world.koyomi.id):
        said = Message.objects.get(text="混ぜてください。")
        assert said.conversation_id != first.conversation_id
        assert ConversationLink.objects.count() == 1
    forged = mail(f"山田 花子 <{HANAKO}>", text="偽物です。", in_reply_to=postman.sent[0].mail_id, verdict="fail")
    comes(world, forged)
    with tenant(world.koyomi.id):
        assert Message.objects.get(text="偽物です。").conversation_id != first.conversation_id


def test_another_workspace_and_another_visitor_get_nothing(
    world: World, chat: Inbox, visitor: Visitor, postman: Post
) -> None:
    first = asks(visitor)
    answered(world, first, "承りました。")
    leaves(visitor)
    assert mail_on(first.conversation_id, workspace_id=world.harbour.id) is None
    other = came_in(chat)[0]
    say(other, "別の件です。", once="2", told=Told(mail="other@x.example"))
    leaves(other)
    carried(first)
    assert [one.recipients for one in postman.sent] == [(HANAKO,)]


def test_a_contact_that_has_an_address_is_reached_there(world: World, visitor: Visitor, postman: Post) -> None:
    first = say(visitor, QUESTION, once="1")
    with tenant(world.koyomi.id):
        nameless = Conversation.objects.get(id=first.conversation_id).contact_id
    merge_contacts(world.hanako.id, merged_id=nameless, actor=world.actor(world.aoi))
    answered(world, first, "承りました。")
    leaves(visitor)
    carried(first)
    assert [one.recipients for one in postman.sent] == [(HANAKO,)]


def test_a_bounce_stands_on_the_reply_that_it_is_about(world: World, visitor: Visitor, postman: Post) -> None:
    first = asks(visitor)
    answer = answered(world, first, "承りました。")
    leaves(visitor)
    carried(first)
    notice = BounceNotice(HANAKO, "5.1.1", permanent=True, mail_id=postman.sent[0].mail_id)
    comes(world, mail("MAILER-DAEMON <>", text="User unknown", automatic="bounce", bounce=notice))
    with tenant(world.koyomi.id):
        row = Delivery.objects.get(address=HANAKO)
        assert (row.message_id, row.state) == (answer.id, "bounced")
        assert Conversation.objects.count() == 1


def test_merged_into_another_the_answer_finds_it_there(world: World, visitor: Visitor, postman: Post) -> None:
    first = asks(visitor, "yuki@x.example")
    answered(world, first, "承りました。")
    leaves(visitor)
    carried(first)
    with tenant(world.koyomi.id):
        other = mailed(world)
    merge(first.conversation_id, into_id=other.id, actor=world.actor(world.misaki))
    comes(world, mail("雪 <yuki@x.example>", text="届きました。", in_reply_to=postman.sent[0].mail_id))
    with tenant(world.koyomi.id):
        assert Message.objects.get(text="届きました。").conversation_id == other.id
