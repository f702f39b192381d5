"""The section that answers is what is said, wherever something is said: to the customer, and to whoever answers."""

from urllib.parse import quote

import pytest

from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Message
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.answers.actions import respond
from madoguchi.features.answers.actions.suggest import take
from madoguchi.features.answers.models import Answer, Ranked
from madoguchi.features.answers.trying import try_question
from madoguchi.features.articles.actions.snippets import keep_snippet
from madoguchi.features.articles.models import Article, ArticleText
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Visitor
from madoguchi.features.styles.actions.settings import set_style
from tests.faces.desk.sitting import Sitting
from tests.features.answers.furnishing import answering, collection, published, said_in, states, taught
from tests.features.answers.test_answering import asks, only
from tests.features.answers.test_mail import writes
from tests.features.answers.test_suggesting import offered
from tests.features.chat.visiting import came_in
from tests.world import World

pytestmark = pytest.mark.django_db
BODY = """招待は設定の画面から送れます。

1. 設定を開きます。
2. 「招待」を押します。

## 招待メールが届かないとき

次の順にお確かめください。

1. 迷惑メールのフォルダーを見ます。
2. `koyomi.example` からの受信を許可します。
3. **もう一度送る** を押します。

## 招待の期限

7日間です。{{snippet:hours}}

:::note 招待を取り消すには
招待の一覧で **取り消す** を押します。
:::
"""
MISSING = "招待メールが届かないときはどうすればよいですか。"
ANCHOR = f"#{quote('招待メールが届かないとき')}"


@pytest.fixture
def invites(world: World, articles: dict[str, Article]) -> Article:
    keep_snippet("hours", "ja", body="受付は平日です。", actor=world.actor(world.aoi))
    made = published(world, collection(world), {"ja": ("スタッフを招待する", "招待の手順です。", BODY)})
    taught(world)
    return made


def test_the_customer_is_told_the_section_and_led_to_it(
    world: World, chat: Inbox, visitor: Visitor, invites: Article
) -> None:
    answering(world, chat)
    (said,) = said_in(asks(world, visitor, MISSING), world)
    assert said.startswith("**招待メールが届かないとき**\n\n次の順にお確かめください。\n\n1. 迷惑メール")
    assert "3. **もう一度送る** を押します。" in said
    assert f"/ja/articles/sutaffu-o-shotai-suru/{ANCHOR})" in said
    assert "設定の画面から" not in said
    assert "期限" not in said
    assert only(world).sections == {str(invites.id): "招待メールが届かないとき"}


def test_by_mail_too(world: World, invites: Article) -> None:
    answering(world, world.support)
    (said,) = said_in(writes(world, text=MISSING, verdict="pass"), world)
    assert said.startswith("**招待メールが届かないとき**")
    assert ANCHOR in said


def test_what_is_in_no_section_is_told_from_the_beginning(
    world: World, chat: Inbox, visitor: Visitor, invites: Article
) -> None:
    answering(world, chat)
    (said,) = said_in(asks(world, visitor, "スタッフを招待したいです。"), world)
    assert said.startswith("招待は設定の画面から送れます。\n\n1. 設定を開きます。\n2. 「招待」を押します。\n\n")
    assert "#" not in said
    assert only(world).sections == {str(invites.id): ""}


def test_a_call_out_answers_and_a_reusable_part_is_in_its_place(
    world: World, chat: Inbox, visitor: Visitor, invites: Article
) -> None:
    answering(world, chat)
    (first,) = said_in(asks(world, visitor, "招待を取り消すには"), world)
    (second,) = said_in(asks(world, came_in(chat)[0], "招待の期限"), world)
    assert first.startswith("**招待を取り消すには**\n\n招待の一覧で **取り消す** を押します。")
    assert second.startswith("**招待の期限**\n\n7日間です。受付は平日です。")


def test_the_steps_of_the_section_are_told_one_by_one(
    world: World, chat: Inbox, visitor: Visitor, invites: Article
) -> None:
    answering(world, chat)
    set_style(chat.id, style="conversational", trial=0, actor=world.actor(world.aoi))
    home_id = asks(world, visitor, MISSING)
    respond.ask_for_step(only(world).id, workspace_id=world.koyomi.id)
    first, second = said_in(home_id, world)
    assert "**手順1（全3手順）：** 迷惑メール" in first
    assert second.startswith("**手順2（全3手順）：** `koyomi.example`")
    with tenant(world.koyomi.id):
        ArticleText.objects.filter(article=invites).update(body="招待はなくなりました。")
    with pytest.raises(NotAllowed):
        respond.ask_for_step(only(world).id, workspace_id=world.koyomi.id)


def test_who_was_asked_back_and_chooses_is_told_the_section(
    world: World, chat: Inbox, visitor: Visitor, invites: Article
) -> None:
    answering(world, chat)
    home_id = asks(world, visitor, MISSING)
    with tenant(world.koyomi.id):  # as where two articles were equally near
        Answer.objects.update(state="clarified", offered=[invites.id], text=None, article_version=0)
    respond.choose(only(world).id, invites.id, workspace_id=world.koyomi.id)
    assert said_in(home_id, world)[-1].startswith("**招待メールが届かないとき**")


def test_who_asks_on_is_told_another_section_of_the_article_and_none_twice(
    world: World, chat: Inbox, visitor: Visitor, invites: Article
) -> None:
    answering(world, chat)
    home_id = asks(world, visitor, MISSING)
    asks(world, visitor, "招待の期限はいつまでですか。", home_id)
    assert [one.split("\n")[0] for one in said_in(home_id, world)] == ["**招待メールが届かないとき**", "**招待の期限**"]
    assert states(world) == ["followed", "answered"]
    asks(world, visitor, "招待メールが届かないときは？", home_id)
    assert states(world) == ["followed", "followed", "handed_over"]
    assert len([one for one in said_in(home_id, world) if one.startswith("**")]) == 2
    with tenant(world.koyomi.id):
        note = Message.objects.get(conversation_id=home_id, kind="note").text
    assert "ご案内した内容では解決しませんでした。" in note
    assert "「スタッフを招待する」の「招待メールが届かないとき」、「スタッフを招待する」の「招待の期限」" in note
    page = Sitting(world.users["misaki"]).get(f"/desk/conversations/{home_id}/thread/").text
    assert "アシスタントが引き継ぎました：ご案内した内容では解決しませんでした" in page
    assert "確信をもって答えられる記事がありません" not in page


def test_whom_the_beginning_does_not_help_either_a_person_answers(
    world: World, chat: Inbox, visitor: Visitor, invites: Article
) -> None:
    answering(world, chat)
    home_id = asks(world, visitor, MISSING)
    asks(world, visitor, "スタッフを招待したいです。", home_id)
    assert states(world) == ["followed", "handed_over"], "no section is nearer: nothing says that the beginning answers"


def test_who_has_the_whole_article_is_told_no_section_of_it(
    world: World, chat: Inbox, visitor: Visitor, invites: Article
) -> None:
    answering(world, chat)
    set_style(chat.id, style="comprehensive", trial=0, actor=world.actor(world.aoi))
    home_id = asks(world, visitor, MISSING)
    asks(world, visitor, "招待の期限はいつまでですか。", home_id)
    assert states(world) == ["followed", "handed_over"]


def test_what_was_opened_as_the_next_question_is_not_told_again(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article], invites: Article
) -> None:
    answering(world, chat)
    home_id = asks(world, visitor, MISSING)
    with tenant(world.koyomi.id):
        Answer.objects.update(read_on=articles["receipts"])
    asks(world, visitor, "領収書を発行したいです。", home_id)
    assert states(world) == ["followed", "handed_over"]


def test_trying_says_what_would_be_said(world: World, invites: Article) -> None:
    with tenant(world.koyomi.id):
        assert try_question(MISSING, workspace_id=world.koyomi.id).text.startswith("**招待メールが届かないとき**")


def test_whoever_answers_sees_the_section_and_puts_it_in(
    world: World, chat: Inbox, visitor: Visitor, invites: Article
) -> None:
    misaki = world.actor(world.misaki)
    asked = say(visitor, MISSING, once="1").conversation_id
    best = offered(world, asked, misaki)[0]
    assert (best.text.article_id, best.heading) == (invites.id, "招待メールが届かないとき")
    assert best.address.endswith(ANCHOR)
    assert best.begins.startswith("次の順にお確かめください。")
    page = Sitting(world.users["misaki"]).get(f"/desk/conversations/{asked}/suggestions/")
    html = page.response.content.decode()
    assert "<b>招待メールが届かないとき</b>" in html
    assert f"/desk/manual/{invites.id}/{ANCHOR}" in html
    assert len(page.queries) <= 8
    link, card, text = (take(asked, invites.id, deed=deed, actor=misaki) for deed in ("link", "card", "text"))
    assert link == f"[スタッフを招待する]({best.address})"
    assert f"?via=reply{ANCHOR})" in card
    assert "招待メールが届かないとき" in card
    assert text.startswith("**招待メールが届かないとき**\n\n次の順にお確かめください。\n\n1. ")
    assert "3. **もう一度送る** を押します。" in text
    assert "期限" not in text


def test_how_much_is_put_in_is_the_style(world: World, chat: Inbox, visitor: Visitor, invites: Article) -> None:
    misaki, said = world.actor(world.misaki), {}
    for style in ("comprehensive", "conversational"):
        set_style(chat.id, style=style, trial=0, actor=world.actor(world.aoi))
        asked = say(visitor, MISSING, once=style).conversation_id
        while run_events():
            pass
        offered(world, asked, misaki)
        said[style] = take(asked, invites.id, deed="text", actor=misaki)
    assert said["comprehensive"].startswith("招待は設定の画面から送れます。"), "that is the whole article"
    assert said["conversational"].startswith("**招待メールが届かないとき**")
    assert "受信を許可します" not in said["conversational"], "one step, and the link"


def test_what_is_gone_from_the_article_is_told_from_its_beginning(
    world: World, chat: Inbox, visitor: Visitor, invites: Article
) -> None:
    misaki = world.actor(world.misaki)
    asked = say(visitor, MISSING, once="1").conversation_id
    offered(world, asked, misaki)
    with tenant(world.koyomi.id):
        assert Ranked.objects.get().sections[str(invites.id)] == "招待メールが届かないとき"
        ArticleText.objects.filter(article=invites).update(body="招待はなくなりました。")
    text = take(asked, invites.id, deed="text", actor=misaki)
    assert text == "招待はなくなりました。"
    assert "#" not in take(asked, invites.id, deed="link", actor=misaki)
