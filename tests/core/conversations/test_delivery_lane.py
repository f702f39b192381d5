"""The lane of deliveries: what is due goes out, by one lane at a time; what is asked for meanwhile is not lost."""

import json
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from threading import Thread

import pytest
from django.db import connection

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import outgoing
from madoguchi.core.conversations.actions.deliver import deliver_one, resend
from madoguchi.core.conversations.actions.reply import reply, undo
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Conversation, Delivery, Message
from madoguchi.core.events.models import Outbox
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.core.conversations.posts import Post
from tests.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)

HANAKO = "hanako@kobo.example"
TARO = "taro@kobo.example"
AT_ONCE = Sending(hold=timedelta(0))


def elsewhere(work: Callable[[], object]) -> None:
    """In another session."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()


@pytest.fixture
def koyomi() -> World:
    """The shared world, committed."""
    return build()


@pytest.fixture
def conversation(koyomi: World) -> Conversation:
    with tenant(koyomi.koyomi.id):
        return conversation_of(arrive(koyomi.support, mail(f"山田 花子 <{HANAKO}>", subject="請求書について")))


def answer(koyomi: World, conversation: Conversation, *to: str, sending: Sending = AT_ONCE) -> Message:
    letter = Letter("承知しました。", to=to)
    return reply(conversation.id, letter=letter, sending=sending, actor=koyomi.actor(koyomi.misaki))


def deliveries(koyomi: World) -> dict[str, str]:
    with tenant(koyomi.koyomi.id):
        return dict(Delivery.objects.values_list("address", "state"))


def come_due(koyomi: World) -> None:
    with tenant(koyomi.koyomi.id):
        Delivery.objects.exclude(next_attempt_at=None).update(next_attempt_at=now())
    Outbox.objects.filter(topic="delivery").update(due_at=now())


def test_what_is_due_is_delivered_once(koyomi: World, conversation: Conversation, post: Post) -> None:
    answer(koyomi, conversation, HANAKO)
    answer(koyomi, conversation, TARO)
    assert [deliver_one(), deliver_one(), deliver_one()] == [1, 1, 0]
    assert post.reached == [HANAKO, TARO]
    assert not Outbox.objects.filter(topic="delivery").exists()


def test_what_is_held_or_taken_back_is_not(koyomi: World, conversation: Conversation, post: Post) -> None:
    message = answer(koyomi, conversation, HANAKO, sending=Sending())
    assert deliver_one() == 0
    undo(message.id, actor=koyomi.actor(koyomi.misaki))
    come_due(koyomi)
    deliver_one()
    assert post.reached == []
    assert not Outbox.objects.filter(topic="delivery").exists()


def test_what_one_lane_has_in_hand_no_other_takes(koyomi: World, conversation: Conversation, post: Post) -> None:
    answer(koyomi, conversation, HANAKO)
    others: list[int] = []
    post.meanwhile = lambda: elsewhere(lambda: others.append(deliver_one()))
    assert deliver_one() == 1
    assert others == [0]
    assert post.reached == [HANAKO]


def test_another_delivery_goes_out_beside_it(koyomi: World, conversation: Conversation, post: Post) -> None:
    answer(koyomi, conversation, HANAKO)
    answer(koyomi, conversation, TARO)
    post.meanwhile = lambda: elsewhere(deliver_one)
    deliver_one()
    assert post.reached == [TARO, HANAKO]


def test_an_address_that_is_tried_again_by_hand_meanwhile_is_not_forgotten(
    koyomi: World, conversation: Conversation, post: Post
) -> None:
    post.states = {HANAKO: "deferred", TARO: "failed"}
    answer(koyomi, conversation, HANAKO, TARO)
    deliver_one()
    assert deliveries(koyomi) == post.states
    assert deliver_one() == 0  # its next try is to come
    post.states = {}
    post.sent.clear()
    with tenant(koyomi.koyomi.id):
        refused = Delivery.objects.get(address=TARO)
    come_due(koyomi)
    misaki = koyomi.actor(koyomi.misaki)
    post.meanwhile = lambda: elsewhere(lambda: resend(refused.id, actor=misaki))
    deliver_one()
    assert post.reached == [HANAKO]
    assert deliver_one() == 1
    assert post.reached == [HANAKO, TARO]
    assert deliveries(koyomi) == {HANAKO: "sent", TARO: "sent"}
    assert not Outbox.objects.filter(topic="delivery").exists()


def test_a_channel_that_says_nothing_of_somebody_is_asked_again_later(
    koyomi: World, conversation: Conversation, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(outgoing.CHANNELS, "email", lambda _letter: [])
    answer(koyomi, conversation, HANAKO)
    assert [deliver_one(), deliver_one()] == [1, 0]
    assert deliveries(koyomi) == {HANAKO: "deferred"}


def test_what_waited_as_a_job_before_the_upgrade_goes_on(koyomi: World, conversation: Conversation, post: Post) -> None:
    message = answer(koyomi, conversation, HANAKO)
    Outbox.objects.filter(topic="delivery").delete()
    arguments = json.dumps({"workspace_id": koyomi.koyomi.id, "message_id": message.id})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('delivery', 'madoguchi.deliver', %s)",
            [arguments],
        )
        cursor.execute(import_module("madoguchi.core.conversations.migrations.0009_deliveries_in_the_outbox").FORWARDS)
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'madoguchi.deliver'")
        assert cursor.fetchone() == (0,)
    assert deliver_one() == 1
    assert post.reached == [HANAKO]
