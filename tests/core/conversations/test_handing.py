"""Taking a conversation over, and handing it over with a word."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.actions.draft import save_draft
from madoguchi.core.conversations.actions.hand_over import Handing, hand_over
from madoguchi.core.conversations.actions.take_over import take_over
from madoguchi.core.conversations.models import Conversation, Draft, Mention, Message
from madoguchi.core.conversations.planning import Plan
from madoguchi.core.conversations.queries.begun import replies_begun_by_others
from madoguchi.core.events.models import Event
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.world import World


@pytest.fixture
def matter(koyomi: World) -> Conversation:
    return conversation_of(arrive(koyomi.support, mail("山田 花子 <hanako@kobo.example>")))


def facts(matter: Conversation) -> list[str]:
    """What was recorded since the mail came."""
    events = Event.objects.filter(conversation_id=matter.id).order_by("id")
    return [event.type for event in events if event.type not in ("conversation.created", "message.received")]


def begins(world: World, matter: Conversation, who: str, text: str = "書きかけ") -> None:
    save_draft(matter.id, kind="reply", text=text, fields={}, actor=world.actor(getattr(world, who)))


def test_whoever_takes_it_over_owns_it_and_those_who_were_at_it_are_named(koyomi: World, matter: Conversation) -> None:
    assign(matter.id, person_id=koyomi.misaki.id, actor=koyomi.actor(koyomi.misaki))
    begins(koyomi, matter, "misaki")
    begins(koyomi, matter, "aoi")
    assert take_over(matter.id, actor=koyomi.actor(koyomi.kenji)).assignee_id == koyomi.kenji.id
    event = Event.objects.get(type="conversation.taken_over")
    assert event.payload == {"before": koyomi.misaki.id, "writers": sorted([koyomi.misaki.id, koyomi.aoi.id])}
    assert facts(matter) == ["conversation.assigned", "conversation.assigned", "conversation.taken_over"]


def test_taking_what_nobody_is_at_is_just_taking_it(koyomi: World, matter: Conversation) -> None:
    take_over(matter.id, actor=koyomi.actor(koyomi.misaki))
    take_over(matter.id, actor=koyomi.actor(koyomi.misaki))
    assert facts(matter) == ["conversation.assigned"]


def test_their_drafts_stay_theirs_and_the_owner_alone_reads_them(koyomi: World, matter: Conversation) -> None:
    kenji, aoi = koyomi.actor(koyomi.kenji), koyomi.actor(koyomi.aoi)
    begins(koyomi, matter, "misaki", "佐藤さんに聞いたところ")
    save_draft(matter.id, kind="note", text="ひとりごと", fields={}, actor=koyomi.actor(koyomi.misaki))
    assert not replies_begun_by_others(matter, kenji).exists()
    taken = take_over(matter.id, actor=kenji)
    assert [draft.text for draft in replies_begun_by_others(taken, kenji)] == ["佐藤さんに聞いたところ"]
    assert not replies_begun_by_others(taken, aoi).exists()
    assert Draft.objects.filter(person=koyomi.misaki).count() == 2


def test_only_who_may_answer_there_takes_over(koyomi: World, matter: Conversation) -> None:
    for who, error in (("ren", NotAllowed), ("olivia", NotAllowed)):
        with pytest.raises(error):
            take_over(matter.id, actor=koyomi.actor(getattr(koyomi, who)))


def test_a_hand_over_gives_it_away_and_writes_what_is_open(koyomi: World, matter: Conversation) -> None:
    due = datetime(2030, 1, 2, 17, tzinfo=ZoneInfo("Asia/Tokyo"))
    to = Handing(koyomi.kenji.id, text="あとをお願いします。", plan=Plan("見積もりを送る", due, "us"))
    note = hand_over(matter.id, to=to, actor=koyomi.actor(koyomi.misaki))
    matter.refresh_from_db()
    assert (matter.assignee_id, matter.next_action, matter.due_at) == (koyomi.kenji.id, "見積もりを送る", due)
    assert "@田村 健二" in note.text
    assert "あとをお願いします。" in note.text
    assert "見積もりを送る" in note.text
    assert "2030-01-02 17:00" in note.text
    assert Mention.objects.get().person_id == koyomi.kenji.id
    assert facts(matter) == ["conversation.planned", "conversation.assigned", "note.added"]


def test_a_hand_over_to_a_team_names_those_of_it_who_can_take_it(koyomi: World, matter: Conversation) -> None:
    assign(matter.id, person_id=koyomi.misaki.id, actor=koyomi.actor(koyomi.misaki))
    hand_over(matter.id, to=Handing(team_id=koyomi.team.id), actor=koyomi.actor(koyomi.misaki))
    matter.refresh_from_db()
    assert (matter.assignee_id, matter.team_id) == (None, koyomi.team.id)
    assert [row.person_id for row in Mention.objects.all()] == [koyomi.kenji.id]


def test_handing_over_twice_by_the_same_name_does_it_once(koyomi: World, matter: Conversation) -> None:
    to, misaki = Handing(koyomi.kenji.id, text="お願いします"), koyomi.actor(koyomi.misaki)
    first = hand_over(matter.id, to=to, once="k", actor=misaki)
    assert hand_over(matter.id, to=to, once="k", actor=misaki).id == first.id
    assert Message.objects.filter(kind="note").count() == 1


def test_when_the_receiver_cannot_take_it_nothing_has_happened(koyomi: World, matter: Conversation) -> None:
    for to in (Handing(koyomi.ren.id, text="x"), Handing(koyomi.olivia.id, text="x"), Handing(team_id=999)):
        with pytest.raises(Refused):
            hand_over(matter.id, to=to, actor=koyomi.actor(koyomi.misaki))
    with pytest.raises(Refused):
        hand_over(matter.id, to=Handing(text="だれに？"), actor=koyomi.actor(koyomi.misaki))
    matter.refresh_from_db()
    assert (matter.assignee_id, matter.team_id) == (None, None)
    assert facts(matter) == []
