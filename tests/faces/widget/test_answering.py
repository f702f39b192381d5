"""What a visitor can press below an answer of the assistant, and on the page to which a mail leads."""

import pytest
from django.test import Client

from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.answers.asking import token_of
from madoguchi.features.answers.models import Answer
from madoguchi.features.articles.models import Article
from madoguchi.features.styles.actions.settings import set_style
from tests.core.conversations.arriving import arrive, mail
from tests.faces.widget.device import SECOND, Device
from tests.features.answers.furnishing import answering, happens, help_centre, states, taught
from tests.world import World

pytestmark = pytest.mark.django_db
QUESTION = "商品を返品したいです。"


@pytest.fixture
def articles(world: World, words_alone: None) -> dict[str, Article]:
    made = help_centre(world)
    taught(world)
    return made


def asks(world: World, device: Device, text: str = QUESTION) -> int:
    """Returns the chat."""
    chat_id: int = device.say(text)[1]["chat"]
    happens(world)
    return chat_id


def answered_by_mail(world: World) -> str:
    """Returns the address of the page behind the answer."""
    answering(world, world.support)
    with tenant(world.koyomi.id):
        arrive(world.support, mail("山田 花子 <hanako@kobo.example>", text=QUESTION, verdict="pass"))
    happens(world)
    with tenant(world.koyomi.id):
        row = Answer.objects.get()
    return f"/chat/answer/{token_of(row.workspace_id, row.id)}/"


def test_the_panel_names_the_assistant_and_offers_what_can_be_pressed(
    world: World, chat: Inbox, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    device = Device(chat)
    chat_id = asks(world, device)
    found = device.get(f"messages/?chat={chat_id}")[1]
    said = found["messages"][-1]
    assert (said["assistant"], said["automatic"]) == (True, True)
    assert "お届けから8日以内なら返品できます。" in said["html"]
    choices = found["choices"]
    assert choices["state"] == "answered"
    assert [one["do"] for one in choices["buttons"]] == ["helped", "person", "article", "article"]
    assert {one["label"] for one in choices["buttons"]} >= {"領収書を発行する", "パスワードを再設定する"}
    assert "choices" not in device.get(f"messages/?chat={chat_id}&after={said['id']}")[1], "nothing new was said"


def test_one_press_says_that_it_helped(world: World, chat: Inbox, articles: dict[str, Article]) -> None:
    answering(world, chat)
    device = Device(chat)
    chat_id = asks(world, device)
    status, answer = device.post("answer/", chat=chat_id, do="helped")
    assert (status, answer["choices"]["state"]) == (200, "confirmed")
    assert "helped" not in [one["do"] for one in answer["choices"]["buttons"]]
    assert states(world) == ["confirmed"]


def test_one_press_brings_the_next_step_where_that_is_the_style(
    world: World, chat: Inbox, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    set_style(chat.id, style="conversational", trial=0, actor=world.actor(world.aoi))
    device = Device(chat)
    chat_id = asks(world, device)
    status, answer = device.post("answer/", chat=chat_id, do="step")
    assert (status, answer["choices"]["buttons"][0]["do"]) == (200, "step")
    assert device.post("answer/", chat=chat_id, do="step")[1]["choices"]["buttons"][0]["do"] == "helped"
    assert device.post("answer/", chat=chat_id, do="step")[0] == 404
    assert "「返品する」を押します。" in device.get(f"messages/?chat={chat_id}")[1]["messages"][-1]["html"]


def test_one_press_brings_a_person(world: World, chat: Inbox, articles: dict[str, Article]) -> None:
    answering(world, chat)
    device = Device(chat)
    chat_id = asks(world, device)
    assert device.post("answer/", chat=chat_id, do="person") == (200, {"choices": None})
    happens(world)
    found = device.get(f"messages/?chat={chat_id}")[1]
    assert "担当者におつなぎします" in found["messages"][-1]["html"]
    assert found["choices"] is None
    assert states(world) == ["handed_over"]


def test_after_a_greeting_too(world: World, chat: Inbox, articles: dict[str, Article]) -> None:
    answering(world, chat)
    device = Device(chat)
    chat_id = asks(world, device, "こんにちは")
    assert [one["do"] for one in device.get(f"messages/?chat={chat_id}")[1]["choices"]["buttons"]] == ["person"]
    assert device.post("answer/", chat=chat_id, do="person")[0] == 200
    happens(world)
    with tenant(world.koyomi.id):
        assert Answer.objects.get().why == "person"


def test_nobody_presses_in_the_chat_of_another(world: World, chat: Inbox, articles: dict[str, Article]) -> None:
    answering(world, chat)
    chat_id = asks(world, Device(chat))
    other = Device(chat, SECOND)
    asks(world, other, "領収書を発行したいです。")
    assert other.post("answer/", chat=chat_id, do="helped")[0] == 404
    assert other.post("answer/", chat=chat_id, do="person")[0] == 404
    assert states(world) == ["answered", "answered"]
    assert Device(chat).post("answer/", chat=chat_id, do="burn")[0] == 404


def test_the_page_of_a_mail_changes_nothing_until_something_is_pressed(
    world: World, articles: dict[str, Article]
) -> None:
    address, client = answered_by_mail(world), Client()
    page = client.get(address)
    assert page.status_code == 200
    assert "解決した" in page.content.decode()
    assert "担当者に相談する" in page.content.decode()
    assert states(world) == ["answered"]
    assert "お役に立ててよかったです" in client.post(address, {"do": "helped"}).content.decode()
    assert states(world) == ["confirmed"]
    client.post(address, {"do": "person"})
    assert states(world) == ["handed_over"], "who wants a person after all gets one"
    assert client.post(address, {"do": "helped"}).status_code == 422
    assert client.get("/chat/answer/1.1.aaaaaaaaaaaaaaaaaaaaaaaaaa/").status_code == 404


def test_the_page_of_a_mail_says_what_is_asked_next_and_that_it_was_sent(
    world: World, articles: dict[str, Article]
) -> None:
    address, client = answered_by_mail(world), Client()
    page = client.get(address).content.decode()
    assert "よく続けてお尋ねいただくこと" in page
    assert "メールでお送りしました" not in page
    opened = client.post(address, {"do": "article", "article": articles["receipts"].id}).content.decode()
    assert "「領収書を発行する」についてのご案内をメールでお送りしました。" in opened
    with tenant(world.koyomi.id):  # as where two articles were equally near
        Answer.objects.update(state="clarified", offered=[articles["receipts"].id], text=None, article_version=0)
    page = client.get(address).content.decode()
    assert "よく続けてお尋ねいただくこと" not in page
    assert page.index("領収書を発行する") < page.index("担当者に相談する"), "what was asked for stands first"
    chosen = client.post(address, {"do": "article", "article": articles["receipts"].id}).content.decode()
    assert "「領収書を発行する」についてのご案内をメールでお送りしました。" in chosen


def test_who_opens_it_after_a_day_can_still_say_that_it_helped(world: World, articles: dict[str, Article]) -> None:
    address, client = answered_by_mail(world), Client()
    with tenant(world.koyomi.id):
        Answer.objects.update(state="assumed")
    assert 'value="helped"' in client.get(address).content.decode()
    assert 'value="helped"' not in client.post(address, {"do": "helped"}).content.decode()
    assert states(world) == ["confirmed"]
