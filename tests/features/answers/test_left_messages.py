"""A message that was left in a chat while nobody was there is answered there, and by mail to who looks no more."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Message
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.answers.actions import respond
from madoguchi.features.answers.asking import token_of
from madoguchi.features.answers.models import Answer
from madoguchi.features.articles.models import Article
from madoguchi.features.chat.actions.read import read_up_to
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Chat
from madoguchi.features.chat.telling import Told
from tests.core.conversations.posts import Post
from tests.features.answers.furnishing import (
    answering,
    collection,
    happens,
    lower_threshold,
    matter,
    published,
    said_in,
    states,
    taught,
)
from tests.features.chat.test_mailing_on import carried, leaves
from tests.features.chat.test_talking import answered
from tests.features.chat.visiting import came_in
from tests.world import World

pytestmark = pytest.mark.django_db
HANAKO = "hanako@kobo.example"
QUESTION = "商品を返品する方法を知りたいのですが。"


def writes(world: World, chat: Inbox, text: str = QUESTION, address: str = HANAKO) -> Message:
    """Somebody on a device of their own leaves a message, and everything follows."""
    visitor, _token = came_in(chat)
    left = say(visitor, text, once="1", told=Told(name="山田 花子", mail=address, leaves_message=True))
    happens(world)
    return left


def test_it_is_answered_at_once_and_by_mail_with_the_way_to_its_buttons(
    world: World, chat: Inbox, articles: dict[str, Article], postman: Post
) -> None:
    answering(world, chat)
    left = writes(world, chat)
    (said,) = said_in(left.conversation_id, world)
    assert said.startswith("お届けから8日以内なら返品できます。")
    assert "/chat/answer/" not in said, "the panel has buttons of its own"
    assert states(world) == ["answered"]
    assert not matter(left.conversation_id, world).is_live, "it stands in no queue"
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.mail_chat_on", status="todo").count() == 1
    carried(left)
    carried(left)
    (letter,) = postman.sent
    assert letter.recipients == (HANAKO,)
    assert letter.is_automatic, "two programs do not answer each other"
    assert "お届けから8日以内なら返品できます。" in letter.markdown
    with tenant(world.koyomi.id):
        row = Answer.objects.get()
    assert token_of(row.workspace_id, row.id) in letter.markdown
    assert "知りたい" not in f"{letter.subject}{letter.markdown}", "nothing of theirs goes to an address only typed"
    respond.confirm(row.id, workspace_id=row.workspace_id)
    assert states(world) == ["confirmed"]


def test_what_they_press_on_the_page_behind_the_mail_is_answered_by_mail(
    world: World, chat: Inbox, articles: dict[str, Article], postman: Post
) -> None:
    """Two fit: it is asked which, and the one that they choose follows."""
    answering(world, chat)
    faq = collection(world)
    for device in ("iPhone", "Android"):
        published(world, faq, {"ja": (f"通知の音を変える（{device}）", "", f"{device}の設定で変えます。")})
    taught(world, threshold=0.9)
    left = writes(world, chat, "通知の音を変える方法を教えてください。")
    carried(left)
    with tenant(world.koyomi.id):
        row = Answer.objects.get()
    assert row.state == "clarified"
    assert "次のページからお選び" in postman.sent[0].markdown
    respond.choose(row.id, row.offered[0], workspace_id=row.workspace_id)
    happens(world)
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.mail_chat_on").count() == 2
    carried(left)
    assert "の設定で変えます。" in postman.sent[1].markdown
    assert len(postman.sent) == 2


def test_who_has_seen_it_in_the_panel_gets_no_mail(
    world: World, chat: Inbox, articles: dict[str, Article], postman: Post
) -> None:
    answering(world, chat)
    left = writes(world, chat)
    with tenant(world.koyomi.id):
        talk, newest = Chat.objects.get(), Message.objects.latest("id")
    read_up_to(talk, newest.id)
    carried(left)
    assert postman.sent == []


def test_what_no_article_answers_waits_for_a_person_and_nothing_is_said(
    world: World, chat: Inbox, articles: dict[str, Article], postman: Post
) -> None:
    answering(world, chat)
    lower_threshold(world, 2.0)
    left = writes(world, chat, "支店に駐車場はありますか？")
    home = matter(left.conversation_id, world)
    assert states(world) == ["handed_over"]
    assert said_in(home.id, world) == []
    assert home.waiting_since is not None
    answered(world, left, "ございます。")
    carried(left)
    (letter,) = postman.sent
    assert "/chat/answer/" not in letter.markdown
    assert not letter.is_automatic


def test_to_an_address_that_nothing_proves_it_answers_once_a_day(
    world: World, chat: Inbox, articles: dict[str, Article], postman: Post
) -> None:
    answering(world, chat)
    for text in (QUESTION, "領収書を発行したいです。"):
        carried(writes(world, chat, text))
    assert states(world) == ["answered"]
    assert len(postman.sent) == 1
    carried(writes(world, chat, address="jiro@kobo.example"))
    assert [letter.recipients for letter in postman.sent] == [(HANAKO,), ("jiro@kobo.example",)]


def test_a_greeting_that_was_left_is_a_persons_and_counts_nothing(
    world: World, chat: Inbox, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    left = writes(world, chat, "こんにちは")
    assert said_in(left.conversation_id, world) == []
    assert matter(left.conversation_id, world).waiting_since is not None
    assert states(world) == []


def test_nobody_has_it_write_to_somebody_else_again_and_again(
    world: World, chat: Inbox, articles: dict[str, Article], postman: Post
) -> None:
    """A button says something, too; whatever no person wrote reaches one address four times a day."""
    answering(world, chat)
    for _device in range(6):
        left = writes(world, chat)
        respond.ask_for_person_in(left.conversation_id, workspace_id=world.koyomi.id)
        carried(left)
    assert len(postman.sent) == 4
    answered(world, left, "担当の青木です。")
    carried(left)
    assert len(postman.sent) == 5, "what people write goes out"


def test_at_a_chat_in_which_somebody_is_there_nothing_of_it_goes_by_mail(
    world: World, chat: Inbox, articles: dict[str, Article], postman: Post
) -> None:
    answering(world, chat)
    visitor, _token = came_in(chat)
    asked = say(visitor, QUESTION, once="1", told=Told(mail=HANAKO))
    happens(world)
    assert states(world) == ["answered"]
    leaves(visitor)
    carried(asked)
    assert postman.sent == []
    assert not ProcrastinateJob.objects.filter(task_name="madoguchi.mail_chat_on").exists()
    answered(world, asked, "担当の青木です。")
    carried(asked)
    (letter,) = postman.sent
    assert "返品できます" not in letter.markdown
