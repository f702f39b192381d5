"""Who is told of what, once, and never of what they did themselves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions import assign, note, sort, status
from madoguchi.core.conversations.actions.deliver import record_results
from madoguchi.core.conversations.actions.follow import follow, unfollow
from madoguchi.core.conversations.actions.hand_over import Handing, hand_over
from madoguchi.core.conversations.actions.help import Call, ask_help, settle_help, take_help
from madoguchi.core.conversations.actions.reply import reply, undo
from madoguchi.core.conversations.actions.take_over import take_over
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Conversation, Follow
from madoguchi.core.conversations.outgoing import Result
from madoguchi.core.conversations.planning import Plan
from madoguchi.core.events.models import Event
from madoguchi.core.people.actions.tokens import create_token
from madoguchi.core.people.actor import Actor, acting_by_token, system
from madoguchi.core.people.models import Person
from madoguchi.features.notifications.actions.prefer import prefer
from madoguchi.features.notifications.models import Notification
from madoguchi.features.notifications.subscribers import tell_people
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.features.notifications.telling import tell_all, told
from tests.world import World

HANAKO = "山田 花子 <hanako@kobo.example>"


@pytest.fixture
def misaki(koyomi: World) -> Actor:
    return koyomi.actor(koyomi.misaki)


@pytest.fixture
def kenji(koyomi: World) -> Actor:
    return koyomi.actor(koyomi.kenji)


@pytest.fixture
def matter(koyomi: World) -> Conversation:
    """A conversation of which nobody is told any more."""
    made = conversation_of(arrive(koyomi.support, mail(HANAKO)))
    tell_all()
    return made


def write_again(koyomi: World, matter: Conversation, **fields: Any) -> None:
    first = matter.messages.earliest("id")
    arrive(koyomi.support, mail(HANAKO, in_reply_to=first.mail_id, **fields))


def test_what_is_given_to_somebody(koyomi: World, misaki: Actor, kenji: Actor, matter: Conversation) -> None:
    assign.assign(matter.id, person_id=koyomi.misaki.id, actor=kenji)
    tell_all()
    assert told(koyomi.misaki) == [("assigned", 1)]
    assert told(koyomi.kenji) == []
    row = Notification.objects.get()
    assert (row.conversation_id, row.actor, row.in_page, row.to_mail) == (matter.id, str(kenji), True, True)


def test_nobody_is_told_of_what_they_did(koyomi: World, misaki: Actor, matter: Conversation) -> None:
    follow(matter.id, actor=misaki)
    assign.assign(matter.id, person_id=koyomi.misaki.id, actor=misaki)
    note.add_note(matter.id, text="@藤井 美咲 さんへの覚え書き", actor=misaki)
    _token, _clear = create_token("見本", scopes=["conversations"], expires_at=None, actor=misaki)
    program = acting_by_token(misaki, token_id=_token.id, scopes=["conversations"])
    note.add_note(matter.id, text="プログラムより", actor=program)
    tell_all()
    assert not Notification.objects.exists()


def test_a_team_is_told_but_for_who_gave_it(koyomi: World, kenji: Actor, matter: Conversation) -> None:
    assign.give_to_team(matter.id, team_id=koyomi.team.id, actor=kenji)
    tell_all()
    assert told(koyomi.misaki) == [("team_assigned", 1)]
    assert told(koyomi.kenji) == told(koyomi.aoi) == []


def test_a_mention_is_more_than_a_note_one_follows(
    koyomi: World, misaki: Actor, kenji: Actor, matter: Conversation
) -> None:
    follow(matter.id, actor=kenji)
    follow(matter.id, actor=koyomi.actor(koyomi.mana))
    note.add_note(matter.id, text="@田村 健二 さん、見てもらえますか", actor=misaki)
    tell_all()
    assert told(koyomi.kenji) == [("mentioned", 1)]
    assert told(koyomi.mana) == [("colleague_wrote", 1)]


def test_a_team_that_is_named_is_told_once_each(koyomi: World, kenji: Actor, matter: Conversation) -> None:
    note.add_note(matter.id, text="@サポート さん、@藤井 美咲 さん、見てもらえますか", actor=kenji)
    tell_all()
    assert told(koyomi.misaki) == [("mentioned", 1)]
    assert told(koyomi.kenji) == []


def test_who_wants_no_mentions_is_told_of_the_note(
    koyomi: World, misaki: Actor, kenji: Actor, matter: Conversation
) -> None:
    follow(matter.id, actor=kenji)
    prefer({"channels": {"mentioned": []}}, actor=kenji)
    note.add_note(matter.id, text="@田村 健二 さん、見てもらえますか", actor=misaki)
    tell_all()
    assert told(koyomi.kenji) == [("colleague_wrote", 1)]


def test_messages_of_one_conversation_are_one_thing(koyomi: World, misaki: Actor, matter: Conversation) -> None:
    follow(matter.id, actor=misaki)
    for _ in range(3):
        write_again(koyomi, matter)
        tell_all()
    assert told(koyomi.misaki) == [("customer_wrote", 3)]
    row = Notification.objects.get()
    assert row.message_id == matter.messages.order_by("id")[1].id  # it opens at the first that was not read
    Notification.objects.update(read_at=now())
    write_again(koyomi, matter)
    tell_all()
    assert told(koyomi.misaki) == [("customer_wrote", 1)]


def test_a_fact_that_is_told_twice_counts_once(koyomi: World, misaki: Actor, matter: Conversation) -> None:
    follow(matter.id, actor=misaki)
    write_again(koyomi, matter)
    tell_all()
    events = list(Event.objects.filter(type="message.received"))
    tell_people(events[-1:])
    assert told(koyomi.misaki) == [("customer_wrote", 1)]
    Notification.objects.update(read_at=now())
    tell_people(events[-1:])
    assert told(koyomi.misaki) == []


def test_mail_that_nobody_wrote_and_spam_tell_nothing(koyomi: World, misaki: Actor, matter: Conversation) -> None:
    follow(matter.id, actor=misaki)
    write_again(koyomi, matter, automatic="auto_reply")
    sort.mark_spam(matter.id, spam=True, actor=koyomi.actor(koyomi.aoi))
    write_again(koyomi, matter)
    tell_all()
    assert not Notification.objects.exists()


def test_what_happened_long_ago_is_no_news(koyomi: World, misaki: Actor, matter: Conversation) -> None:
    follow(matter.id, actor=misaki)
    write_again(koyomi, matter)
    fact = Event.objects.filter(type="message.received").latest("id")
    fact.at = now() - timedelta(days=4)
    tell_people([fact])
    assert not Notification.objects.exists()


def test_only_who_sees_the_inbox_is_told(koyomi: World, misaki: Actor, matter: Conversation) -> None:
    note.add_note(matter.id, text="@Olivia Reed @西 蓮", actor=misaki)
    tell_all()
    assert told(koyomi.olivia) == []
    assert told(koyomi.ren) == [("mentioned", 1)]
    assert not Follow.objects.filter(person=koyomi.olivia).exists()


def test_who_left_is_told_nothing(koyomi: World, misaki: Actor, kenji: Actor, matter: Conversation) -> None:
    follow(matter.id, actor=kenji)
    Person.objects.filter(id=koyomi.kenji.id).update(deactivated_at=now())
    write_again(koyomi, matter)
    tell_all()
    assert not Notification.objects.exists()


def test_an_answer_of_a_colleague_unless_it_is_taken_back(
    koyomi: World, misaki: Actor, kenji: Actor, matter: Conversation
) -> None:
    follow(matter.id, actor=kenji)
    letter = Letter("はい。", to=("hanako@kobo.example",))
    message = reply(matter.id, letter=letter, sending=Sending(), actor=misaki)
    tell_all()
    assert told(koyomi.kenji) == [("colleague_wrote", 1)]
    undo(message.id, actor=misaki)
    tell_all()
    assert told(koyomi.kenji) == []
    message = reply(matter.id, letter=letter, sending=Sending(), actor=misaki)
    undo(message.id, actor=misaki)
    tell_all()
    assert told(koyomi.kenji) == []


def test_a_reply_that_fails_is_told_to_its_writer(
    koyomi: World, misaki: Actor, kenji: Actor, matter: Conversation
) -> None:
    message = reply(matter.id, letter=Letter("はい。", to=("hanako@kobo.example",)), sending=Sending(), actor=misaki)
    assign.assign(matter.id, person_id=koyomi.kenji.id, actor=misaki)
    tell_all()
    Notification.objects.all().delete()
    refused = [Result("hanako@kobo.example", "failed", "5.1.1", "no such user")]
    record_results(message.id, refused, workspace_id=koyomi.koyomi.id)
    tell_all()
    assert told(koyomi.misaki) == [("delivery_failed", 1)]
    assert told(koyomi.kenji) == []


def test_a_snooze_that_is_over_is_told_to_owner_and_snoozer(
    koyomi: World, misaki: Actor, kenji: Actor, matter: Conversation
) -> None:
    assign.assign(matter.id, person_id=koyomi.misaki.id, actor=misaki)
    status.snooze(matter.id, until=now() + timedelta(hours=1), actor=kenji)
    tell_all()
    Conversation.objects.update(snoozed_until=now() - timedelta(seconds=1))
    status.wake(matter.id, actor=system(koyomi.koyomi.id))
    tell_all()
    assert told(koyomi.misaki) == told(koyomi.kenji) == [("snooze_over", 1)]
    status.resolve(matter.id, actor=misaki)
    status.reopen(matter.id, actor=misaki)
    tell_all()
    assert told(koyomi.kenji) == [("snooze_over", 1)]


def test_a_due_time_is_told_to_whoever_owns_it(
    koyomi: World, misaki: Actor, kenji: Actor, matter: Conversation
) -> None:
    due = now() + timedelta(hours=1)
    follow(matter.id, actor=kenji)
    assign.assign(matter.id, person_id=koyomi.misaki.id, actor=misaki)
    sort.plan(matter.id, to=Plan("確認", due, "us"), actor=misaki)
    sort.come_due(matter.id, due_at=due, actor=system(koyomi.koyomi.id))
    tell_all()
    assert told(koyomi.misaki) == [("due", 1)]
    assert told(koyomi.kenji) == []


def test_new_conversations_are_told_to_those_who_asked(koyomi: World, misaki: Actor, matter: Conversation) -> None:
    write_again(koyomi, matter)
    tell_all()
    assert not Notification.objects.exists()
    prefer({"channels": {"unassigned": ["page"]}}, actor=misaki)
    write_again(koyomi, matter)
    tell_all()
    assert told(koyomi.misaki) == [("unassigned", 1)]
    assert Notification.objects.count() == 1


def test_who_is_mentioned_follows_unless_they_chose_otherwise(
    koyomi: World, misaki: Actor, kenji: Actor, matter: Conversation
) -> None:
    prefer({"follow_when_mentioned": False}, actor=koyomi.actor(koyomi.mana))
    note.add_note(matter.id, text="@田村 健二 @小林 真奈", actor=misaki)
    tell_all()
    assert [(row.person_id, row.why) for row in Follow.objects.all()] == [(koyomi.kenji.id, "mentioned")]
    fact = Event.objects.get(type="conversation.followed")
    assert (fact.actor, fact.depth) == (str(misaki), 1)
    unfollow(matter.id, actor=kenji)
    tell_all()
    assert not Follow.objects.exists()


def test_who_answers_follows_if_they_chose_to(koyomi: World, misaki: Actor, matter: Conversation) -> None:
    letter = Letter("はい。", to=("hanako@kobo.example",))
    reply(matter.id, letter=letter, sending=Sending(), actor=misaki)
    tell_all()
    assert not Follow.objects.exists()
    prefer({"follow_when_answering": True}, actor=misaki)
    reply(matter.id, letter=letter, sending=Sending(), actor=misaki)
    tell_all()
    assert Follow.objects.get().why == "answered"


def many(koyomi: World, count: int) -> list[Conversation]:
    found = [conversation_of(arrive(koyomi.support, mail(HANAKO))) for _ in range(count)]
    tell_all()
    return found


def assigning(one: Conversation, koyomi: World, actor: Actor) -> None:
    assign.assign(one.id, person_id=koyomi.misaki.id, actor=actor)


def noting(one: Conversation, koyomi: World, actor: Actor) -> None:
    note.add_note(one.id, text="@藤井 美咲", actor=actor)


@pytest.mark.parametrize(("change", "kind"), [(assigning, "assigned"), (noting, "mentioned")])
def test_a_change_of_many_conversations_is_one_thing(
    koyomi: World, kenji: Actor, change: Callable[..., None], kind: str
) -> None:
    """The first batch has caught only some of it, and so has the last."""
    rows = many(koyomi, 14)
    for part in (rows[:2], rows[2:10], rows[10:12], rows[12:]):
        for one in part:
            change(one, koyomi, kenji)
        tell_all()
    assert told(koyomi.misaki) == [(kind, 14)]
    assert Notification.objects.get().conversation_id is None


def test_a_person_who_mentions_in_a_few_is_told_of_each(koyomi: World, kenji: Actor) -> None:
    for one in many(koyomi, 3):
        noting(one, koyomi, kenji)
    tell_all()
    assert told(koyomi.misaki) == [("mentioned", 1)] * 3


def test_a_batch_takes_few_statements(koyomi: World, misaki: Actor, kenji: Actor) -> None:
    rows = many(koyomi, 4)
    for one in rows:
        sort.set_priority(one.id, priority=2, actor=misaki)
    assert tell_all() == []
    for one in rows:
        write_again(koyomi, one)
    assert len(tell_all()) == 1  # nobody is concerned
    for one in rows:
        follow(one.id, actor=kenji)
        assign.assign(one.id, person_id=koyomi.misaki.id, actor=kenji)
    tell_all()
    for one in rows:
        write_again(koyomi, one)
    assert len(tell_all()) == 4  # the conversations, the people, the rows, their names
    for one in rows:
        note.add_note(one.id, text="@小林 真奈 @青木 葵", actor=misaki)
        write_again(koyomi, one)
    assert len(tell_all()) == 6  # and who follows from now on, with that fact


def test_an_announcement_reaches_its_audience(koyomi: World, kenji: Actor) -> None:
    payload = {"announcement_id": 7, "team_ids": [], "roles": ["agent", "light"]}
    fact = Event(type="announcement.published", actor=str(kenji), payload=payload, workspace_id=koyomi.koyomi.id)
    fact.save()
    tell_people([fact])
    assert told(koyomi.misaki) == told(koyomi.ren) == [("announcement", 1)]
    assert told(koyomi.olivia) == told(koyomi.kenji) == told(koyomi.aoi) == []


def test_what_is_told_stays_in_its_workspace(world: World) -> None:
    with tenant(world.harbour.id):
        one = conversation_of(arrive(world.harbour_inbox, mail("william@hart.example")))
        assign.assign(one.id, person_id=world.olivia_at_harbour.id, actor=world.actor(world.oscar))
        tell_all()
        assert told(world.olivia_at_harbour) == [("assigned", 1)]
    with tenant(world.koyomi.id):
        assert not Notification.objects.exists()


@pytest.mark.parametrize("fields", [{"count": 0}, {"key": "twice"}], ids=["of nothing", "twice unread"])
def test_the_database_refuses(koyomi: World, fields: dict[str, Any]) -> None:
    row = {"workspace_id": koyomi.koyomi.id, "person": koyomi.misaki, "kind": "test", "key": "twice", "actor": "system"}
    Notification.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.create(**{**row, "key": "other", **fields})


def test_a_call_for_help_is_told_to_those_who_lead_or_to_the_team_that_was_asked(
    koyomi: World, misaki: Actor, kenji: Actor, matter: Conversation
) -> None:
    ask_help(matter.id, call=Call("お怒りです"), actor=misaki)
    tell_all()
    assert told(koyomi.kenji) == [("help", 1)]
    assert told(koyomi.misaki) == told(koyomi.ren) == []
    settle_help(matter.id, actor=misaki)
    ask_help(matter.id, call=Call(team_id=koyomi.team.id), actor=kenji)
    tell_all()
    assert told(koyomi.misaki) == [("help", 1)]


def test_who_helps_and_who_takes_over_is_told(koyomi: World, misaki: Actor, kenji: Actor, matter: Conversation) -> None:
    assign.assign(matter.id, person_id=koyomi.misaki.id, actor=misaki)
    ask_help(matter.id, call=Call("お怒りです"), actor=misaki)
    take_help(matter.id, actor=kenji)
    tell_all()
    assert told(koyomi.misaki) == [("help_taken", 1)]
    take_over(matter.id, actor=koyomi.actor(koyomi.mana))
    tell_all()
    assert told(koyomi.misaki) == [("help_taken", 1), ("taken_over", 1)]
    assert told(koyomi.mana) == [("help", 1)]


def test_a_hand_over_is_one_thing(koyomi: World, misaki: Actor, kenji: Actor, matter: Conversation) -> None:
    hand_over(matter.id, to=Handing(person_id=koyomi.misaki.id, text="お願いします"), actor=kenji)
    tell_all()
    assert told(koyomi.misaki) == [("assigned", 1)]
    assert Notification.objects.get().message_id == matter.messages.latest("id").id
