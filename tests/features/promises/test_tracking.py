"""A time that a reply promises is due, and is settled by the next answer."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.put_back import put_back
from madoguchi.core.conversations.actions.reply import reply, undo
from madoguchi.core.conversations.actions.sort import plan
from madoguchi.core.conversations.actions.status import reopen, resolve
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.planning import Plan
from madoguchi.core.conversations.standing import standing
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.models import Event
from madoguchi.core.workspaces.actions.change import change_workspace
from madoguchi.features.promises.actions.track import track
from madoguchi.features.promises.models import Promise
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.world import World

pytestmark = pytest.mark.django_db

PROMISE = "確認しまして、2時間以内にご連絡いたします。"
Answer = Callable[..., Message]


@pytest.fixture
def matter(world: World) -> Conversation:
    with tenant(world.koyomi.id):
        return conversation_of(arrive(world.support, mail("山田 花子 <hanako@kobo.example>", subject="請求書")))


@pytest.fixture
def answer(world: World, matter: Conversation) -> Answer:
    """A reply of 藤井さん; what follows from it has happened when its hold is over."""

    def answer(text: str, *, ago: float = 0, hold: float = 0) -> Message:
        sending = Sending(hold=timedelta(seconds=hold))
        letter = Letter(text, to=("hanako@kobo.example",))
        message = reply(matter.id, letter=letter, sending=sending, actor=world.actor(world.misaki))
        with tenant(matter.workspace_id):
            if ago:
                at = now() - timedelta(minutes=ago)
                Message.objects.filter(id=message.id).update(at=at, send_at=at)
        while run_events():
            pass
        return message

    return answer


def follows(matter: Conversation) -> int:
    """Run what was put off until replies have gone out; how many jobs there were."""
    jobs = ProcrastinateJob.objects.filter(task_name="madoguchi.track_promise", args__workspace_id=matter.workspace_id)
    for job in jobs.order_by("id"):
        track(**job.args)
    return jobs.count()


def state(matter: Conversation) -> tuple[datetime | None, str]:
    with tenant(matter.workspace_id):
        found = Conversation.objects.get(id=matter.id)
        return found.due_at, found.waiting_on


def types(matter: Conversation) -> list[str]:
    with tenant(matter.workspace_id):
        found = Event.objects.filter(conversation_id=matter.id, type__in=("promise.made", "conversation.planned"))
        return list(found.order_by("id").values_list("type", flat=True))


def test_it_is_due_and_our_turn(matter: Conversation, answer: Answer) -> None:
    message = answer(PROMISE)
    assert follows(matter) == 1
    assert message.send_at is not None
    due_at = message.send_at + timedelta(hours=2)
    assert state(matter) == (due_at, "us")
    track(message.id, workspace_id=matter.workspace_id)  # once more
    with tenant(matter.workspace_id):
        assert Promise.objects.get().due_at == due_at
    assert types(matter) == ["conversation.planned", "promise.made"]


def test_it_waits_until_the_reply_can_be_undone_no_more(world: World, matter: Conversation, answer: Answer) -> None:
    message = answer(PROMISE, hold=10)
    job = ProcrastinateJob.objects.get(task_name="madoguchi.track_promise")
    assert job.scheduled_at == message.send_at
    undo(message.id, actor=world.actor(world.misaki))
    follows(matter)
    assert state(matter)[0] is None
    assert types(matter) == []


def test_the_next_answer_keeps_it(matter: Conversation, answer: Answer) -> None:
    answer(PROMISE, ago=60)
    follows(matter)
    assert state(matter)[0] is not None
    answer("お待たせしました。原因がわかりました。")
    follows(matter)
    assert state(matter)[0] is None
    with tenant(matter.workspace_id):
        promise = Promise.objects.get()
    assert promise.settled_at is not None
    assert promise.settled_at < promise.due_at


def test_what_is_written_in_the_same_breath_keeps_nothing(matter: Conversation, answer: Answer) -> None:
    answer(PROMISE)
    answer("少々お待ちください。")
    follows(matter)
    assert state(matter)[0] is not None


def test_resolving_settles_it(world: World, matter: Conversation, answer: Answer) -> None:
    answer(PROMISE)
    follows(matter)
    resolve(matter.id, actor=world.actor(world.misaki))
    while run_events():
        pass
    assert state(matter)[0] is None
    with tenant(matter.workspace_id):
        assert Promise.objects.get().settled_at is not None


def test_undoing_that_it_was_resolved_brings_the_promise_back(
    world: World, matter: Conversation, answer: Answer
) -> None:
    answer("1時間以内にご連絡いたします。", ago=90)
    answer(PROMISE, ago=30)  # keeps the one before
    follows(matter)
    owed = state(matter)
    actor = world.actor(world.misaki)
    for undone in (True, False):
        before, was = standing(resolve(matter.id, actor=actor)), {"status": "open", "resolved_at": None}
        while run_events():
            pass
        if undone:
            put_back(matter.id, left={name: before[name] for name in was}, before=was, actor=actor)
        else:
            reopen(matter.id, actor=actor)
        while run_events():
            pass
        assert state(matter) == (owed if undone else (None, owed[1]))
        with tenant(matter.workspace_id):
            assert Promise.objects.filter(settled_at=None).count() == (1 if undone else 0)


def test_what_a_person_has_planned_for_earlier_stays(world: World, matter: Conversation, answer: Answer) -> None:
    earlier = (now() + timedelta(hours=1)).astimezone(UTC)
    plan(matter.id, to=Plan("電話する", earlier, "us"), actor=world.actor(world.misaki))
    answer(PROMISE)
    follows(matter)
    assert state(matter)[0] == earlier
    with tenant(matter.workspace_id):
        assert Promise.objects.count() == 1


def test_nothing_is_tracked_where_nothing_is_promised_or_wanted(
    world: World, matter: Conversation, answer: Answer
) -> None:
    answer("本日中にご返信ください。")
    change_workspace({"tracks_promises": False}, actor=world.actor(world.aoi))
    answer(PROMISE)
    assert follows(matter) == 1
    assert state(matter)[0] is None
    with tenant(matter.workspace_id):
        assert not Promise.objects.exists()
