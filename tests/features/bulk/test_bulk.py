"""Doing one thing to many: it is done, what could not be is said, and it can be taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions import sort, status
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.models import Conversation, ConversationTag, Tag
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor, acting_by_token
from madoguchi.core.people.models import Person, Token
from madoguchi.faces.desk.bulks import Shown
from madoguchi.features.bulk import working
from madoguchi.features.bulk.actions import begin as beginning
from madoguchi.features.bulk.actions.begin import begin
from madoguchi.features.bulk.actions.settle import cancel, undo
from madoguchi.features.bulk.jobs import TRIES
from madoguchi.features.bulk.models import VERBS as NAMES
from madoguchi.features.bulk.models import Bulk, BulkItem
from madoguchi.features.bulk.queries import bulk_for, bulks_in_hand, not_done
from madoguchi.features.bulk.verbs import VERBS
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.features.bulk.many import COUNT, counts, rows, worked_off
from tests.world import World


@pytest.fixture
def tag(koyomi: World) -> Tag:
    return Tag.objects.create(workspace_id=koyomi.koyomi.id, name="返品")


def test_every_verb_is_known_to_the_database() -> None:
    assert set(VERBS) == set(NAMES)


STATES: dict[str, tuple[Callable[[World, Tag], dict[str, Any]], Callable[[Conversation], object], object]] = {
    "assign": (lambda world, tag: {"person": world.kenji.id}, lambda row: row.assignee_id is not None, True),
    "team": (lambda world, tag: {"team": world.team.id}, lambda row: row.team_id is not None, True),
    "tag": (lambda world, tag: {"tag": tag.id}, lambda row: row.taggings.count(), 1),
    "priority": (lambda world, tag: {"priority": 3}, lambda row: row.priority, 3),
    "snooze": (
        lambda world, tag: {"until": (now() + timedelta(days=1)).isoformat()},
        lambda row: (row.status, row.snoozed_until is not None),
        ("snoozed", True),
    ),
    "resolve": (lambda world, tag: {}, lambda row: (row.status, row.waiting_since), ("resolved", None)),
    "spam": (lambda world, tag: {}, lambda row: row.is_spam, True),
}


@pytest.mark.parametrize("verb", STATES)
def test_what_is_done_and_taken_back(koyomi: World, misaki: Actor, many: list[int], tag: Tag, verb: str) -> None:
    given, looked_at, wanted = STATES[verb]
    before = [(looked_at(row), row.waiting_since, row.status) for row in rows(many)]
    bulk = worked_off(begin(verb, parameters=given(koyomi, tag), conversation_ids=many, actor=misaki))
    assert (bulk.state, counts(bulk)) == ("done", (COUNT, 0, 0, 0, 0))
    assert [looked_at(row) for row in rows(many)] == [wanted] * COUNT
    again = worked_off(begin(verb, parameters=given(koyomi, tag), conversation_ids=many, actor=misaki))
    if verb != "snooze":
        assert counts(again) == (0, COUNT, 0, 0, 0)
        assert worked_off(undo(again.id, actor=misaki)).undone == 0
    else:
        worked_off(undo(again.id, actor=misaki))
    back = worked_off(undo(bulk.id, actor=misaki))
    assert (back.state, back.undone, back.kept) == ("undone", COUNT, 0)
    assert [(looked_at(row), row.waiting_since, row.status) for row in rows(many)] == before


@pytest.mark.parametrize("until", ["2999-12-01T09:00:00+09:00", "2999-12-01T00:00:00Z"])
def test_a_snooze_is_taken_back_wherever_its_clock_is(misaki: Actor, many: list[int], until: str) -> None:
    bulk = worked_off(begin("snooze", parameters={"until": until}, conversation_ids=many, actor=misaki))
    back = worked_off(undo(bulk.id, actor=misaki))
    assert (back.undone, back.kept) == (COUNT, 0)
    assert {(row.status, row.snoozed_until) for row in rows(many)} == {("open", None)}


def test_the_opposite_of_each(koyomi: World, misaki: Actor, many: list[int], tag: Tag) -> None:
    for row_id in many:
        sort.tag(row_id, tag_id=tag.id, actor=misaki)
        status.resolve(row_id, actor=misaki)
        sort.mark_spam(row_id, spam=True, actor=misaki)
        assign(row_id, person_id=koyomi.kenji.id, actor=misaki)
    wanted: list[tuple[str, dict[str, Any]]] = [
        ("untag", {"tag": tag.id}), ("reopen", {}), ("not_spam", {}), ("assign", {"person": None}),
    ]  # fmt: skip
    bulks = [worked_off(begin(verb, parameters=given, conversation_ids=many, actor=misaki)) for verb, given in wanted]
    assert [counts(bulk)[0] for bulk in bulks] == [COUNT] * 4
    assert {(row.status, row.is_spam, row.assignee_id) for row in rows(many)} == {("open", False, None)}
    for bulk in reversed(bulks):
        worked_off(undo(bulk.id, actor=misaki))
    assert {(row.status, row.is_spam, row.assignee_id) for row in rows(many)} == {("resolved", True, koyomi.kenji.id)}
    assert ConversationTag.objects.filter(tag=tag).count() == COUNT


def test_what_somebody_changed_since_stays(koyomi: World, misaki: Actor, many: list[int]) -> None:
    bulk = worked_off(begin("resolve", parameters={}, conversation_ids=many, actor=misaki))
    status.reopen(many[0], actor=koyomi.actor(koyomi.kenji))
    arrive(koyomi.support, mail("person1@many.example"))  # a new matter: it changes nothing of the old one
    back = worked_off(undo(bulk.id, actor=misaki))
    assert (back.undone, back.kept) == (COUNT - 1, 1)
    (kept,) = not_done(back, misaki)
    assert (kept.conversation_id, kept.code) == (many[0], "changed-since")
    assert kept.reason == "その後、ほかの人が変更しました。"
    assert Event.objects.filter(type="conversation.reopened", payload__why="undone").count() == COUNT - 1


def test_what_cannot_be_done_is_said(koyomi: World, misaki: Actor, many: list[int]) -> None:
    Conversation.objects.filter(id=many[1]).update(merged_into=many[0], status="resolved", resolved_at=now())
    english = conversation_of(arrive(koyomi.english, mail("Emma <emma@clarke.example>")))
    Person.objects.filter(id=koyomi.kenji.id).update(all_inboxes=False)
    bulk = begin("assign", parameters={"person": koyomi.kenji.id}, conversation_ids=[*many, english.id], actor=misaki)
    assert bulk.total == COUNT  # what was merged is no conversation any more
    bulk = worked_off(bulk)
    assert counts(bulk) == (0, 0, COUNT, 0, 0)
    assert {(item.code, item.reason) for item in not_done(bulk, misaki)} == {
        ("cannot-take", "この担当者はこの受信箱では返信できません。")
    }


def test_one_that_fails_does_not_stop_the_others(
    koyomi: World, misaki: Actor, many: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = VERBS["resolve"]

    def do(conversation: Conversation, given: Any, actor: Actor) -> Any:
        if conversation.id == many[2]:
            raise ValueError("a mistake of ours")
        return resolve.do(conversation, given, actor)

    monkeypatch.setitem(
        VERBS,
        "resolve",
        type(resolve)("resolve", resolve.permission, resolve.check, do, resolve.undo),
    )
    bulk = worked_off(begin("resolve", parameters={}, conversation_ids=many, actor=misaki))
    assert counts(bulk) == (COUNT - 1, 0, 1, 0, 0)
    assert not_done(bulk, misaki).get().code == "failed"


def test_one_that_breaks_off_each_time_is_closed_after_the_last_and_can_be_undone(
    koyomi: World, misaki: Actor, many: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "AT_ONCE", 2)
    bulk = begin("resolve", parameters={}, conversation_ids=many, actor=misaki)
    working._do_some(bulk.id, bulk.workspace_id)
    usual = working._do_some
    monkeypatch.setattr(working, "_do_some", lambda *_given: (_ for _ in ()).throw(OperationalError("disk full")))
    for tried, state in ((0, "running"), (TRIES - 1, "running"), (TRIES, "failed")):
        with pytest.raises(OperationalError):
            working.try_to_go_on(bulk.id, workspace_id=bulk.workspace_id, tried=tried)
        bulk.refresh_from_db()
        assert bulk.state == state
    assert (bulk.done, bulk.ended_at is None) == (2, False)
    with override("ja"):
        assert Shown(bulk).told == "2件で停止しました（何度試しても途中で止まります）"
    assert Event.objects.get(type="bulk.ended").payload["cancelled"] is True
    monkeypatch.setattr(working, "_do_some", usual)
    assert worked_off(bulk).done == 2, "it is over"
    undo(bulk.id, actor=misaki)
    assert (worked_off(bulk).state, {row.status for row in rows(many)}) == ("undone", {"open"})


def test_one_that_takes_its_worker_down_each_time_is_closed(koyomi: World, misaki: Actor, many: list[int]) -> None:
    bulk = begin("resolve", parameters={}, conversation_ids=many, actor=misaki)
    working.try_to_go_on(bulk.id, workspace_id=bulk.workspace_id, tried=TRIES + 1)
    bulk.refresh_from_db()
    assert (bulk.state, bulk.done) == ("failed", 0)


def test_it_goes_on_where_it_was_killed(
    koyomi: World, misaki: Actor, many: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "AT_ONCE", 2)
    bulk = begin("resolve", parameters={}, conversation_ids=many, actor=misaki)
    count = working._count
    monkeypatch.setattr(working, "_count", lambda *_given: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        working.go_on(bulk.id, workspace_id=bulk.workspace_id)
    assert {row.status for row in rows(many)} == {"open"}
    monkeypatch.setattr(working, "_count", count)
    assert counts(worked_off(bulk)) == (COUNT, 0, 0, 0, 0)
    assert Event.objects.filter(type="conversation.resolved").count() == COUNT


def test_it_leaves_others_their_turn(
    koyomi: World, misaki: Actor, many: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "AT_ONCE", 1)
    monkeypatch.setattr(working, "SECONDS", 0.000001)
    bulk = begin("resolve", parameters={}, conversation_ids=many, actor=misaki)
    (job,) = ProcrastinateJob.objects.filter(task_name="madoguchi.bulk")
    assert (job.lock, job.queue_name, job.priority) == (f"bulk:{koyomi.koyomi.id}", "bulk", -10)
    working.go_on(bulk.id, workspace_id=bulk.workspace_id)
    bulk.refresh_from_db()
    assert (bulk.state, bulk.done) == ("running", 1)
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.bulk").count() == 2


def test_its_last_part_ends_it_and_waits_for_no_other_turn(
    koyomi: World, misaki: Actor, many: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "AT_ONCE", COUNT)
    monkeypatch.setattr(working, "SECONDS", 0.000001)
    bulk = begin("resolve", parameters={}, conversation_ids=many, actor=misaki)
    working.go_on(bulk.id, workspace_id=bulk.workspace_id)
    bulk.refresh_from_db()
    assert (bulk.state, bulk.done) == ("done", COUNT)
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.bulk").count() == 1


def test_cancelling_leaves_what_was_done(
    koyomi: World, misaki: Actor, many: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "AT_ONCE", 1)
    monkeypatch.setattr(working, "SECONDS", 0.000001)
    bulk = begin("resolve", parameters={}, conversation_ids=many, actor=misaki)
    working.go_on(bulk.id, workspace_id=bulk.workspace_id)
    assert cancel(bulk.id, actor=misaki).state == "cancelled"
    bulk = worked_off(bulk)
    assert (bulk.state, bulk.done) == ("cancelled", 1)
    assert Event.objects.get(type="bulk.ended").payload["cancelled"] is True
    back = worked_off(undo(bulk.id, actor=misaki))
    assert (back.state, back.undone) == ("undone", 1)
    assert {row.status for row in rows(many)} == {"open"}


def test_undoing_what_runs_stops_it(
    koyomi: World, misaki: Actor, many: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "AT_ONCE", 1)
    monkeypatch.setattr(working, "SECONDS", 0.000001)
    bulk = begin("resolve", parameters={}, conversation_ids=many, actor=misaki)
    working.go_on(bulk.id, workspace_id=bulk.workspace_id)
    assert undo(bulk.id, actor=misaki).state == "undoing"
    assert worked_off(bulk).state == "undone"
    assert {row.status for row in rows(many)} == {"open"}
    assert undo(bulk.id, actor=misaki).state == "undone"


def test_after_ten_minutes_it_is_too_late(koyomi: World, misaki: Actor, many: list[int]) -> None:
    bulk = worked_off(begin("resolve", parameters={}, conversation_ids=many, actor=misaki))
    Bulk.objects.update(ended_at=now() - timedelta(minutes=11))
    with pytest.raises(Refused, match="too-late"):
        undo(bulk.id, actor=misaki)
    assert bulks_in_hand(misaki) == []


@pytest.mark.parametrize(
    ("verb", "given", "code"),
    [
        ("delete", {}, "no-such-verb"),
        ("assign", {"person": 0}, "no-such-choice"),
        ("assign", {"person": "1"}, "no-such-choice"),
        ("tag", {}, "no-such-choice"),
        ("team", {"team": True}, "no-such-choice"),
        ("priority", {"priority": 7}, "no-such-priority"),
        ("snooze", {"until": "2020-01-01T00:00:00Z"}, "snooze-in-the-past"),
        ("snooze", {"until": "tomorrow"}, "snooze-in-the-past"),
        ("reply", {"text": " "}, "empty"),
        ("reply", {"text": "a" * 20_001}, "too-long"),
        ("reply", {"text": "a", "then": "delete"}, "unknown-field"),
    ],
)
def test_what_cannot_be_is_refused(misaki: Actor, many: list[int], verb: str, given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        begin(verb, parameters=given, conversation_ids=many, actor=misaki)
    assert not Bulk.objects.exists()


def test_there_is_an_end(misaki: Actor, many: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="nothing"):
        begin("resolve", parameters={}, conversation_ids=[0], actor=misaki)
    with pytest.raises(Refused, match="too-many"):
        begin("resolve", parameters={}, conversation_ids=range(10_001), actor=misaki)
    monkeypatch.setattr(beginning, "MOST_RUNNING", 1)
    begin("resolve", parameters={}, conversation_ids=many, actor=misaki)
    with pytest.raises(Refused, match="too-many-bulks"):
        begin("resolve", parameters={}, conversation_ids=many, actor=misaki)


def test_only_what_is_seen_is_touched(world: World) -> None:
    with tenant(world.koyomi.id):
        ours = [conversation_of(arrive(inbox, mail("a@b.example"))).id for inbox in (world.support, world.english)]
    with tenant(world.harbour.id):
        foreign = conversation_of(arrive(world.harbour_inbox, mail("a@b.example"))).id
    olivia = world.actor(world.olivia)
    with tenant(world.koyomi.id):
        bulk = worked_off(begin("resolve", parameters={}, conversation_ids=[*ours, foreign], actor=olivia))
        assert bulk.total == 1
        assert [row.status for row in rows(ours)] == ["open", "resolved"]
        with pytest.raises(NotAllowed):
            bulk_for(bulk.id, world.actor(world.misaki))
        with pytest.raises(NotAllowed):
            undo(bulk.id, actor=world.actor(world.aoi))
    with tenant(world.harbour.id):
        assert [row.status for row in rows([foreign])] == ["open"]
        with pytest.raises(NotAllowed):
            bulk_for(bulk.id, world.actor(world.oscar))


def test_a_light_seat_does_nothing_to_many(koyomi: World, many: list[int]) -> None:
    for verb, given in (("resolve", {}), ("reply", {"text": "a"})):
        with pytest.raises(NotAllowed):
            begin(verb, parameters=given, conversation_ids=many, actor=koyomi.actor(koyomi.ren))


def test_rights_that_were_lost_meanwhile_count(koyomi: World, misaki: Actor, many: list[int]) -> None:
    bulk = begin("resolve", parameters={}, conversation_ids=many, actor=misaki)
    Person.objects.filter(id=koyomi.misaki.id).update(role="light")
    assert counts(worked_off(bulk)) == (0, 0, COUNT, 0, 0)
    Person.objects.filter(id=koyomi.misaki.id).update(role="agent", deactivated_at=now())
    Bulk.objects.filter(id=bulk.id).delete()
    bulk = begin("resolve", parameters={}, conversation_ids=many, actor=misaki)
    assert counts(worked_off(bulk)) == (0, 0, COUNT, 0, 0)


def test_a_token_that_was_revoked_acts_no_more(koyomi: World, misaki: Actor, many: list[int]) -> None:
    token = Token.objects.create(
        workspace_id=koyomi.koyomi.id, person=koyomi.misaki, name="t", digest="t", scopes=["conversations"]
    )
    program = acting_by_token(misaki, token_id=token.id, scopes=token.scopes)
    bulk = worked_off(begin("priority", parameters={"priority": 2}, conversation_ids=many, actor=program))
    assert bulk.done == COUNT
    assert Event.objects.filter(type="conversation.priority_changed").first().actor == f"token:{token.id}"  # type: ignore[union-attr]
    Token.objects.update(revoked_at=now())
    assert counts(worked_off(begin("resolve", parameters={}, conversation_ids=many, actor=program)))[2] == COUNT


def test_the_database_holds_it_right(koyomi: World, misaki: Actor, many: list[int]) -> None:
    bulk = begin("resolve", parameters={}, conversation_ids=many, once="k", actor=misaki)
    wrong: dict[str, dict[str, Any]] = {
        "bulks_verb_known": {"verb": "delete"},
        "bulks_state_known": {"state": "paused"},
        "bulks_count_right": {"done": COUNT + 1},
    }
    for rule, values in wrong.items():
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Bulk.objects.filter(id=bulk.id).update(**values)
    with pytest.raises(IntegrityError, match="bulks_once"), transaction.atomic():
        Bulk.objects.create(workspace_id=bulk.workspace_id, person=koyomi.misaki, verb="resolve", total=1, once="k")
    with pytest.raises(IntegrityError, match="bulk_items_outcome_known"), transaction.atomic():
        BulkItem.objects.filter(bulk=bulk).update(outcome="lost")
    with pytest.raises(IntegrityError, match="bulk_items_once"), transaction.atomic():
        BulkItem.objects.create(workspace_id=bulk.workspace_id, bulk=bulk, conversation_id=many[0])
