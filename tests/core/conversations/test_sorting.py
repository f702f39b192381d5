"""Assigning, sorting, planning, snoozing, merging, splitting, linking, and what the views show of it."""

from datetime import timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.core.conversations.actions import assign, join, note, sort, status, tags
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.letter import Letter, Sending, Then
from madoguchi.core.conversations.models import Conversation, ConversationLink, Mention, Message, Tag
from madoguchi.core.conversations.planning import Plan
from madoguchi.core.conversations.queries.counting import counts_of
from madoguchi.core.conversations.queries.timeline import thread_of_person, timeline
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


def test_assigning_twice_is_one_event(koyomi: World, misaki: Actor, conversation: Conversation) -> None:
    for _ in range(2):
        assign.assign(conversation.id, person_id=koyomi.kenji.id, actor=misaki)
    assert facts("conversation.assigned") == [{"before": None, "after": koyomi.kenji.id}]


def test_nobody_is_given_what_they_cannot_answer(koyomi: World, misaki: Actor, conversation: Conversation) -> None:
    for person in (koyomi.ren, koyomi.olivia):
        with pytest.raises(Refused, match="cannot-take"):
            assign.assign(conversation.id, person_id=person.id, actor=misaki)
    with pytest.raises(Refused, match="no-such-team"):
        assign.give_to_team(conversation.id, team_id=0, actor=misaki)
    assert facts("conversation.assigned") == []


def test_an_inbox_that_is_not_seen_does_not_exist(koyomi: World, conversation: Conversation) -> None:
    olivia = koyomi.actor(koyomi.olivia)
    with pytest.raises(NotAllowed):
        status.resolve(conversation.id, actor=olivia)
    assert rows_in(olivia, Scope("all")) == []


def test_tags_go_on_and_off_once(koyomi: World, misaki: Actor, conversation: Conversation) -> None:
    refund = tags.create_tag(" 返品 ", actor=misaki)
    for _ in range(2):
        sort.tag(conversation.id, tag_id=refund.id, actor=misaki)
    assert [row.id for row in rows_in(misaki, Scope("open", tag_id=refund.id))] == [conversation.id]
    for _ in range(2):
        sort.untag(conversation.id, tag_id=refund.id, actor=misaki)
    assert len(facts("conversation.tagged")) == len(facts("conversation.untagged")) == 1
    with pytest.raises(Refused, match="name-taken"):
        tags.create_tag("返品", actor=misaki)
    with pytest.raises(NotAllowed):
        tags.delete_tag(refund.id, actor=misaki)
    tags.delete_tag(refund.id, actor=koyomi.actor(koyomi.kenji))


def test_the_plan_names_next_action_due_and_whose_turn(misaki: Actor, conversation: Conversation) -> None:
    due = now() + timedelta(days=1)
    sort.plan(conversation.id, to=Plan("開発に確認する", due, "third"), actor=misaki)
    conversation.refresh_from_db()
    assert (conversation.next_action, conversation.due_at, conversation.waiting_on) == ("開発に確認する", due, "third")
    (fact,) = facts("conversation.planned")
    assert fact["changed"]["waiting_on"] == ["us", "third"]
    assert "開発" not in str(fact)


def test_attributes_have_types(koyomi: World, misaki: Actor, conversation: Conversation) -> None:
    AttributeDefinition.objects.create(
        workspace_id=koyomi.koyomi.id, on="conversation", key="shops", label="店舗数", type="number"
    )
    sort.set_attributes(conversation.id, values={"shops": "12"}, actor=misaki)
    assert Conversation.objects.get(id=conversation.id).attributes == {"shops": 12}
    with pytest.raises(Refused, match="bad-attribute"):
        sort.set_attributes(conversation.id, values={"shops": "many"}, actor=misaki)
    with pytest.raises(Refused, match="unknown-attribute"):
        sort.set_attributes(conversation.id, values={"other": "1"}, actor=misaki)


def test_a_snooze_ends_by_itself_and_not_early(koyomi: World, misaki: Actor, conversation: Conversation) -> None:
    until = now() + timedelta(hours=2)
    status.snooze(conversation.id, until=until, actor=misaki)
    assert ProcrastinateJob.objects.get(task_name="madoguchi.wake").scheduled_at == until
    assert not status.wake(conversation.id, actor=system(koyomi.koyomi.id))
    Conversation.objects.update(snoozed_until=now() - timedelta(seconds=1))
    assert status.wake(conversation.id, actor=system(koyomi.koyomi.id))
    assert not status.wake(conversation.id, actor=system(koyomi.koyomi.id))
    assert facts("conversation.reopened") == [{"before": "snoozed", "why": "woken"}]
    with pytest.raises(Refused, match="snooze-in-the-past"):
        status.snooze(conversation.id, until=now(), actor=misaki)


def test_a_note_names_people_and_tells_nobody_outside(koyomi: World, misaki: Actor, conversation: Conversation) -> None:
    note.add_note(conversation.id, text="@田村 健二 さん、見てもらえますか", once="n", actor=misaki)
    note.add_note(conversation.id, text="@田村 健二 さん、見てもらえますか", once="n", actor=misaki)
    kenji = koyomi.actor(koyomi.kenji)
    assert Mention.objects.get().person == koyomi.kenji
    assert [row.id for row in rows_in(kenji, Scope("mentions"))] == [conversation.id]
    assert not ProcrastinateJob.objects.filter(task_name="madoguchi.deliver").exists()
    assert note.read_mentions(conversation.id, actor=kenji) == 1
    assert rows_in(kenji, Scope("mentions")) == []
    conversation.refresh_from_db()
    assert "見て" not in conversation.preview


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@サポート どなたかお願いします", {"kenji"}),
        ("＠サポート　＠小林真奈 確認です", {"kenji", "mana"}),
        ("@サポート と @田村 健二 さん", {"kenji"}),
        ("support@サポート.example と サポート", set()),
    ],
)
def test_a_team_is_named_as_its_people_each_once_but_for_the_writer(
    koyomi: World, misaki: Actor, conversation: Conversation, text: str, names: set[str]
) -> None:
    note.add_note(conversation.id, text=text, actor=misaki)
    named = [mention.person_id for mention in Mention.objects.all()]
    assert sorted(named) == sorted(getattr(koyomi, name).id for name in names)


def test_a_merge_moves_everything_and_leaves_a_pointer(koyomi: World, misaki: Actor) -> None:
    first, second = mail(HANAKO, text="一"), mail("taro..sato.@docomo.ne.jp", text="二")
    into = conversation_of(arrive(koyomi.support, first))
    gone = conversation_of(arrive(koyomi.support, second))
    join.merge(gone.id, into_id=into.id, actor=misaki)
    gone.refresh_from_db()
    assert (gone.status, gone.merged_into_id, gone.messages.count()) == ("resolved", into.id, 0)
    assert sorted(into.messages.values_list("text", flat=True)) == ["一", "二"]
    assert [guest.address for guest in into.participants.all()] == ["taro..sato.@docomo.ne.jp"]
    answer = mail("taro..sato.@docomo.ne.jp", in_reply_to=second.mail_id)
    assert conversation_of(arrive(koyomi.support, answer)) == into
    with pytest.raises(Refused, match="merged"):
        status.resolve(gone.id, actor=misaki)


def test_a_merge_is_undone_but_what_came_since_stays(koyomi: World, misaki: Actor) -> None:
    first, second = mail(HANAKO, text="一"), mail("taro..sato.@docomo.ne.jp", text="二")
    home = conversation_of(arrive(koyomi.support, first))
    gone = conversation_of(arrive(koyomi.support, second))
    both, its_own = (Tag.objects.create(workspace_id=home.workspace_id, name=name) for name in ("両方", "片方"))
    for conversation, tag in ((home, both), (gone, both), (gone, its_own)):
        sort.tag(conversation.id, tag_id=tag.id, actor=misaki)
    join.merge(gone.id, into_id=home.id, actor=misaki)
    arrive(koyomi.support, mail("taro..sato.@docomo.ne.jp", text="三", in_reply_to=second.mail_id))
    join.undo_merge(gone.id, actor=misaki)
    home, gone = Conversation.objects.get(id=home.id), Conversation.objects.get(id=gone.id)
    assert (gone.status, gone.merged_into_id, gone.resolved_at) == ("open", None, None)
    assert gone.waiting_since is not None
    assert [row.text for row in gone.messages.all()] == ["二"]
    assert sorted(row.text for row in home.messages.all()) == ["一", "三"]
    assert (home.preview, home.participants.count()) == ("三", 0)
    assert [tagging.tag_id for tagging in home.taggings.all()] == [both.id]
    assert conversation_of(arrive(koyomi.support, mail("taro..sato.@docomo.ne.jp", in_reply_to=second.mail_id))) == gone
    with pytest.raises(Refused, match="not-merged"):
        join.undo_merge(gone.id, actor=misaki)


@pytest.mark.parametrize("taken", ["一", "二"])
def test_a_merge_that_would_leave_an_empty_conversation_stays(koyomi: World, misaki: Actor, taken: str) -> None:
    """What one of the two had said was split off since: nothing is left for it to hold."""
    home, gone = (conversation_of(arrive(koyomi.support, mail(HANAKO, text=text))) for text in "一二")
    join.merge(gone.id, into_id=home.id, actor=misaki)
    join.split(home.id, message_ids=[home.messages.get(text=taken).id], actor=misaki)
    with pytest.raises(Refused, match="nothing-left"):
        join.undo_merge(gone.id, actor=misaki)
    gone.refresh_from_db()
    assert (gone.status, gone.merged_into_id) == ("resolved", home.id)


def test_whoever_waits_still_waits_after_a_merge(koyomi: World, misaki: Actor) -> None:
    home, gone = (conversation_of(arrive(koyomi.support, mail(HANAKO))) for _ in range(2))
    Conversation.objects.filter(id=home.id).update(waiting_since=None, waiting_on="customer")
    join.merge(gone.id, into_id=home.id, actor=misaki)
    home.refresh_from_db()
    assert (home.waiting_on, home.waiting_since) == ("us", gone.waiting_since)
    assert [row.id for row in rows_in(misaki, Scope("all"))] == [home.id]
    join.undo_merge(gone.id, actor=misaki)
    home.refresh_from_db()
    assert (home.waiting_on, home.waiting_since) == ("customer", None)


def test_of_two_merges_the_last_is_undone_first(koyomi: World, misaki: Actor) -> None:
    one, two, three = (conversation_of(arrive(koyomi.support, mail(HANAKO, text=text))) for text in "一二三")
    status.resolve(one.id, actor=misaki)
    join.merge(one.id, into_id=two.id, actor=misaki)
    join.merge(two.id, into_id=three.id, actor=misaki)
    with pytest.raises(Refused, match="merged"):
        join.undo_merge(one.id, actor=misaki)
    join.undo_merge(two.id, actor=misaki)
    assert join.undo_merge(one.id, actor=misaki).status == "resolved"
    assert [conversation.messages.get().text for conversation in (one, two, three)] == ["一", "二", "三"]


def test_a_split_takes_messages_and_their_thread(koyomi: World, misaki: Actor) -> None:
    first = mail(HANAKO, text="一")
    home = conversation_of(arrive(koyomi.support, first))
    other = mail(HANAKO, text="別の件", references=(first.mail_id,))
    moved = arrive(koyomi.support, other)
    assert moved.message_id is not None
    new = join.split(home.id, message_ids=[moved.message_id], actor=misaki)
    assert list(new.messages.values_list("text", flat=True)) == ["別の件"]
    assert ConversationLink.objects.get().why == "split"
    assert conversation_of(arrive(koyomi.support, mail(HANAKO, in_reply_to=other.mail_id))) == new
    with pytest.raises(Refused, match="nothing-left"):
        join.split(home.id, message_ids=list(home.messages.values_list("id", flat=True)), actor=misaki)


def test_where_the_waiting_message_was_taken_from_nobody_waits(koyomi: World, misaki: Actor) -> None:
    first = mail(HANAKO, text="一")
    home = conversation_of(arrive(koyomi.support, first))
    letter = Letter("はい。", to=("hanako@kobo.example",))
    reply(home.id, letter=letter, sending=Sending(), actor=misaki)
    moved = arrive(koyomi.support, mail(HANAKO, text="別の件", references=(first.mail_id,)))
    assert moved.message_id is not None
    new = join.split(home.id, message_ids=[moved.message_id], actor=misaki)
    home.refresh_from_db()
    assert (home.waiting_since, home.preview) == (None, "はい。")
    assert new.waiting_since is not None


def test_what_is_split_off_waits_as_its_messages_say(koyomi: World, misaki: Actor) -> None:
    first = mail(HANAKO, text="一")
    home = conversation_of(arrive(koyomi.support, first))
    asked = arrive(koyomi.support, mail(HANAKO, text="別の件", references=(first.mail_id,)))
    answer = reply(home.id, letter=Letter("はい。", to=("hanako@kobo.example",)), sending=Sending(), actor=misaki)
    again = arrive(koyomi.support, mail(HANAKO, text="もう一つ", references=(first.mail_id,)))
    aside = note.add_note(home.id, text="確認中", once="n", actor=misaki)
    assert asked.message_id is not None
    assert again.message_id is not None
    waiting = join.split(home.id, message_ids=[asked.message_id, answer.id, again.message_id, aside.id], actor=misaki)
    assert waiting.waiting_since == Message.objects.get(id=again.message_id).at
    assert (waiting.waiting_on, waiting.preview) == ("us", "もう一つ")
    answered = join.split(waiting.id, message_ids=[answer.id, aside.id], actor=misaki)
    answered.refresh_from_db()
    assert (answered.waiting_since, answered.waiting_on, answered.preview) == (None, "customer", "はい。")


def test_what_is_split_off_says_from_where_when_it_was(koyomi: World, misaki: Actor) -> None:
    first = mail(HANAKO, text="一")
    home = conversation_of(arrive(koyomi.support, first))
    moved = arrive(koyomi.support, mail(HANAKO, text="別の件", references=(first.mail_id,)))
    assert moved.message_id is not None
    new = join.split(home.id, message_ids=[moved.message_id], actor=misaki)
    said, begun = timeline(new).entries
    assert said.message is not None
    assert begun.event is not None
    assert begun.event.payload["split_from"] == home.id
    assert [entry.event.type for entry in timeline(home).entries if entry.event] == [
        "conversation.created",
        "conversation.split",
    ]


def test_what_a_merge_brought_is_seen_no_more_once_it_is_undone(koyomi: World, misaki: Actor) -> None:
    home = conversation_of(arrive(koyomi.support, mail(HANAKO, text="一")))
    note.add_note(home.id, text="確認中", once="n", actor=misaki)
    gone = conversation_of(arrive(koyomi.support, mail(HANAKO, text="二")))
    assert join.merge(gone.id, into_id=home.id, actor=misaki).preview == "二"
    join.undo_merge(gone.id, actor=misaki)
    home.refresh_from_db()
    assert home.preview == "一"


@pytest.mark.parametrize(("subject", "kept"), [("Re: 請求書", "請求書"), ("別の件", "別の件")])
def test_what_is_split_off_has_the_subject_of_its_matter(koyomi: World, misaki: Actor, subject: str, kept: str) -> None:
    first = mail(HANAKO, subject="請求書")
    home = conversation_of(arrive(koyomi.support, first))
    moved = arrive(koyomi.support, mail(HANAKO, subject=subject, references=(first.mail_id,)))
    assert moved.message_id is not None
    assert join.split(home.id, message_ids=[moved.message_id], actor=misaki).subject == kept


def test_what_is_reopened_waits_as_before(koyomi: World, misaki: Actor) -> None:
    home = conversation_of(arrive(koyomi.support, mail(HANAKO)))
    since = home.waiting_since
    assert status.resolve(home.id, actor=misaki).waiting_since is None
    assert status.reopen(home.id, actor=misaki).waiting_since == since
    reply(home.id, letter=Letter("はい。", to=("hanako@kobo.example",)), sending=Sending(), actor=misaki)
    status.resolve(home.id, actor=misaki)
    assert status.reopen(home.id, actor=misaki).waiting_since is None


def test_the_views_hold_what_their_names_say(koyomi: World, misaki: Actor) -> None:
    ids = [conversation_of(arrive(koyomi.support, mail(HANAKO))).id for _ in range(6)]
    assign.assign(ids[0], person_id=koyomi.misaki.id, actor=misaki)
    status.resolve(ids[1], actor=misaki)
    status.snooze(ids[2], until=now() + timedelta(hours=1), actor=misaki)
    sort.mark_spam(ids[3], spam=True, actor=misaki)
    shown = {
        name: [row.id for row in rows_in(misaki, Scope(name))]
        for name in ("mine", "unassigned", "waiting", "open", "snoozed", "resolved", "spam", "all")
    }
    assert shown["mine"] == [ids[0]]
    assert shown["unassigned"] == [ids[5], ids[4]]
    assert shown["waiting"] == [ids[0], ids[4], ids[5]]
    assert shown["open"] == [ids[5], ids[4], ids[0]]
    assert (shown["snoozed"], shown["resolved"], shown["spam"]) == ([ids[2]], [ids[1]], [ids[3]])
    assert set(shown["all"]) == set(ids) - {ids[3]}
    scopes = [Scope("mine"), Scope("unassigned"), Scope("snoozed")]
    assert list(counts_of(misaki, scopes).values()) == [1, 2, 1]


def test_a_person_is_one_thread_across_conversations(koyomi: World, misaki: Actor) -> None:
    for inbox in (koyomi.support, koyomi.english):
        arrive(inbox, mail(HANAKO))
    assert len(thread_of_person(misaki, koyomi.hanako.id)) == 2
    assert len(thread_of_person(koyomi.actor(koyomi.olivia), koyomi.hanako.id)) == 1


def test_what_was_done_at_once_is_told_in_the_order_in_which_it_was_done(
    koyomi: World, conversation: Conversation
) -> None:
    letter = Letter("承知しました。", to=("hanako@kobo.example",))
    reply(conversation.id, letter=letter, sending=Sending(Then("resolve")), actor=koyomi.actor(koyomi.misaki))
    told = [entry.event.type for entry in timeline(conversation).entries if entry.event]
    assert told == ["conversation.created", "conversation.assigned", "conversation.resolved"]


def test_a_timeline_tells_messages_and_events_in_order(
    koyomi: World, misaki: Actor, conversation: Conversation
) -> None:
    status.resolve(conversation.id, actor=misaki)
    note.add_note(conversation.id, text="済み", actor=misaki)
    told = [one.event.type if one.event else one.message and one.message.kind for one in timeline(conversation).entries]
    assert told == ["conversation.created", "inbound", "conversation.resolved", "note"]
    assert Message.objects.count() == 2
