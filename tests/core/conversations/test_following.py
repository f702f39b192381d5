"""Who follows a conversation, and due times that come."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.core.conversations.actions import join, sort, status
from madoguchi.core.conversations.actions.follow import follow, unfollow
from madoguchi.core.conversations.following import Following, follow_all
from madoguchi.core.conversations.models import Conversation, Follow
from madoguchi.core.conversations.planning import Plan
from madoguchi.core.conversations.queries.timeline import timeline
from madoguchi.core.conversations.queries.views import Scope
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor, system
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.listed import rows_in
from tests.world import World

HANAKO = "山田 花子 <hanako@kobo.example>"


@pytest.fixture
def misaki(koyomi: World) -> Actor:
    return koyomi.actor(koyomi.misaki)


@pytest.fixture
def conversation(koyomi: World) -> Conversation:
    return conversation_of(arrive(koyomi.support, mail(HANAKO)))


def facts(kind: str) -> list[Any]:
    return list(Event.objects.filter(type=kind).order_by("id").values_list("payload", flat=True))


def test_following_and_no_longer(koyomi: World, misaki: Actor, conversation: Conversation) -> None:
    for _ in range(2):
        follow(conversation.id, actor=misaki)
    assert [row.id for row in rows_in(misaki, Scope("following"))] == [conversation.id]
    assert rows_in(koyomi.actor(koyomi.kenji), Scope("following")) == []
    for _ in range(2):
        unfollow(conversation.id, actor=misaki)
    assert rows_in(misaki, Scope("following")) == []
    assert facts("conversation.followed") == [{"person_id": koyomi.misaki.id, "why": "by_hand"}]
    assert facts("conversation.unfollowed") == [{"person_id": koyomi.misaki.id}]


def test_what_is_not_seen_cannot_be_followed(koyomi: World, conversation: Conversation) -> None:
    with pytest.raises(NotAllowed):
        follow(conversation.id, actor=koyomi.actor(koyomi.olivia))
    follow(conversation.id, actor=koyomi.actor(koyomi.ren))  # who reads may follow
    assert [row.person_id for row in Follow.objects.all()] == [koyomi.ren.id]


def test_the_timeline_tells_only_of_those_who_chose_to(
    koyomi: World, misaki: Actor, conversation: Conversation
) -> None:
    follow_all([Following(conversation.id, conversation.contact_id, koyomi.kenji.id, "mentioned", misaki)])
    follow(conversation.id, actor=misaki)
    told = [one.event.payload for one in timeline(conversation).entries if one.event and "why" in one.event.payload]
    assert told == [{"person_id": koyomi.misaki.id, "why": "by_hand"}]
    assert len(facts("conversation.followed")) == 2


def test_followers_go_with_a_merge_and_come_back(koyomi: World, misaki: Actor, conversation: Conversation) -> None:
    other = conversation_of(arrive(koyomi.support, mail(HANAKO)))
    follow(conversation.id, actor=misaki)
    for person in (koyomi.misaki, koyomi.kenji):
        follow(other.id, actor=koyomi.actor(person))
    join.merge(other.id, into_id=conversation.id, actor=misaki)
    assert _followers(conversation) == {koyomi.misaki.id, koyomi.kenji.id}
    join.undo_merge(other.id, actor=misaki)
    assert _followers(conversation) == {koyomi.misaki.id}
    assert _followers(other) == {koyomi.misaki.id, koyomi.kenji.id}


def _followers(conversation: Conversation) -> set[int]:
    return set(Follow.objects.filter(conversation=conversation).values_list("person_id", flat=True))


@pytest.mark.parametrize("fields", [{"why": "whim"}, {"why": "by_hand"}], ids=["unknown why", "twice"])
def test_the_database_refuses(koyomi: World, misaki: Actor, conversation: Conversation, fields: dict[str, str]) -> None:
    follow(conversation.id, actor=misaki)
    person = koyomi.misaki if fields["why"] == "by_hand" else koyomi.kenji
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(workspace_id=koyomi.koyomi.id, conversation=conversation, person=person, **fields)


def test_nobody_of_another_workspace_follows(koyomi: World, conversation: Conversation) -> None:
    Follow.objects.create(workspace_id=koyomi.koyomi.id, conversation=conversation, person=koyomi.oscar)
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    Follow.objects.all().delete()


def test_a_due_time_comes_once_and_not_early(koyomi: World, misaki: Actor, conversation: Conversation) -> None:
    due = now() + timedelta(hours=2)
    sort.plan(conversation.id, to=Plan("確認する", due, "us"), actor=misaki)
    sort.plan(conversation.id, to=Plan("もう一度確認する", due, "us"), actor=misaki)
    job = ProcrastinateJob.objects.get(task_name="madoguchi.come_due")
    assert (job.scheduled_at, job.args["due_at"]) == (due, due.isoformat())
    worker = system(koyomi.koyomi.id)
    assert not sort.come_due(conversation.id, due_at=due + timedelta(hours=1), actor=worker)
    assert sort.come_due(conversation.id, due_at=due, actor=worker)
    assert not sort.come_due(conversation.id, due_at=due, actor=worker)
    assert facts("conversation.due") == [{"due_at": due.isoformat()}]


def test_what_is_resolved_is_not_due(koyomi: World, misaki: Actor, conversation: Conversation) -> None:
    due = now() + timedelta(hours=2)
    sort.plan(conversation.id, to=Plan("確認する", due, "us"), actor=misaki)
    status.resolve(conversation.id, actor=misaki)
    assert not sort.come_due(conversation.id, due_at=due, actor=system(koyomi.koyomi.id))
