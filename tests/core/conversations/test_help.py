"""Asking for help, coming to help, and being done with it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.contacts.actions.erase import erase_contact
from madoguchi.core.conversations.actions.help import Call, ask_help, settle_help, take_help
from madoguchi.core.conversations.actions.join import merge
from madoguchi.core.conversations.actions.put_back import put_back
from madoguchi.core.conversations.actions.reply import reply, undo
from madoguchi.core.conversations.actions.status import reopen, resolve
from madoguchi.core.conversations.letter import Letter, Sending, Then
from madoguchi.core.conversations.models import Conversation, HelpRequest
from madoguchi.core.conversations.queries.counting import counts_of
from madoguchi.core.conversations.queries.views import Scope, listed
from madoguchi.core.conversations.standing import standing
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.models import Event
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.listed import rows_in
from tests.world import World

HELP = Scope("help")


@pytest.fixture
def matter(koyomi: World) -> Conversation:
    return conversation_of(arrive(koyomi.support, mail("山田 花子 <hanako@kobo.example>")))


def asked(world: World, matter: Conversation, **call: object) -> HelpRequest:
    return ask_help(matter.id, call=Call(**call), actor=world.actor(world.misaki))  # type: ignore[arg-type]


def test_help_is_asked_taken_and_settled(koyomi: World, matter: Conversation) -> None:
    request = asked(koyomi, matter, text=" お怒りです。\n代わってください ", is_urgent=True)
    assert (request.text, request.is_urgent) == ("お怒りです。 代わってください", True)
    take_help(matter.id, actor=koyomi.actor(koyomi.kenji))
    settle_help(matter.id, actor=koyomi.actor(koyomi.kenji))
    told = Event.objects.filter(type__startswith="help.").order_by("id")
    assert [(event.type, event.payload) for event in told] == [
        ("help.requested", {"request_id": request.id, "person_id": koyomi.misaki.id, "team_id": None, "urgent": True}),
        ("help.taken", {"request_id": request.id, "person_id": koyomi.kenji.id, "asked_by": koyomi.misaki.id}),
        ("help.settled", {"request_id": request.id, "asked_by": koyomi.misaki.id, "taken_by": koyomi.kenji.id}),
    ]


def test_the_view_shows_those_who_lead_every_call_and_others_their_own(koyomi: World, matter: Conversation) -> None:
    other = conversation_of(arrive(koyomi.support, mail("佐藤 太郎 <taro..sato.@docomo.ne.jp>")))
    asked(koyomi, matter, is_urgent=True)
    ask_help(other.id, call=Call(team_id=koyomi.team.id), actor=koyomi.actor(koyomi.aoi))
    seen = {
        who: set(listed(koyomi.actor(getattr(koyomi, who)), HELP).values_list("id", flat=True))
        for who in ("kenji", "misaki", "aoi", "ren", "olivia")
    }
    both = {matter.id, other.id}
    assert seen == {"kenji": both, "misaki": both, "aoi": both, "ren": set(), "olivia": set()}
    assert counts_of(koyomi.actor(koyomi.kenji), [HELP]) == {HELP: 2}
    rows = rows_in(koyomi.actor(koyomi.kenji), Scope("open"))
    marks = {row.id: row.help_on and row.help_on["is_urgent"] for row in rows}  # type: ignore[attr-defined]
    assert marks == {matter.id: True, other.id: False}
    settle_help(matter.id, actor=koyomi.actor(koyomi.misaki))
    assert counts_of(koyomi.actor(koyomi.kenji), [HELP]) == {HELP: 1}


def test_one_call_at_a_time_says_the_action_and_the_database(koyomi: World, matter: Conversation) -> None:
    request = asked(koyomi, matter)
    with pytest.raises(Refused, match="already-asked"):
        asked(koyomi, matter)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpRequest.objects.create(workspace_id=matter.workspace_id, conversation=matter, asked_by=koyomi.aoi)
    settle_help(matter.id, actor=koyomi.actor(koyomi.misaki))
    assert asked(koyomi, matter).id != request.id


@pytest.mark.parametrize(("who", "when"), [("taken_by", "taken_at"), ("settled_by", "settled_at")])
def test_whoever_took_or_settled_it_did_so_at_a_time(koyomi: World, matter: Conversation, who: str, when: str) -> None:
    request = asked(koyomi, matter)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpRequest.objects.filter(id=request.id).update(**{who: koyomi.kenji})
    HelpRequest.objects.filter(id=request.id).update(**{who: koyomi.kenji, when: now()})


def test_nobody_helps_themselves_and_no_second_helper_comes(koyomi: World, matter: Conversation) -> None:
    asked(koyomi, matter)
    with pytest.raises(NotAllowed):
        take_help(matter.id, actor=koyomi.actor(koyomi.misaki))
    take_help(matter.id, actor=koyomi.actor(koyomi.kenji))
    take_help(matter.id, actor=koyomi.actor(koyomi.kenji))
    with pytest.raises(Refused, match="taken"):
        take_help(matter.id, actor=koyomi.actor(koyomi.aoi))
    assert Event.objects.filter(type="help.taken").count() == 1


def test_a_team_that_was_asked_comes_whatever_its_roles(koyomi: World, matter: Conversation) -> None:
    ask_help(matter.id, call=Call(team_id=koyomi.team.id), actor=koyomi.actor(koyomi.aoi))
    assert take_help(matter.id, actor=koyomi.actor(koyomi.misaki)).taken_by_id == koyomi.misaki.id


def test_others_neither_ask_nor_come_nor_settle(koyomi: World, matter: Conversation) -> None:
    for who in ("ren", "olivia"):
        with pytest.raises(NotAllowed):
            ask_help(matter.id, call=Call(), actor=koyomi.actor(getattr(koyomi, who)))
    ask_help(matter.id, call=Call(), actor=koyomi.actor(koyomi.aoi))
    for do in (take_help, settle_help):
        with pytest.raises(NotAllowed):
            do(matter.id, actor=koyomi.actor(koyomi.misaki))


def test_what_cannot_be_asked_is_refused(koyomi: World, matter: Conversation) -> None:
    for call in ({"team_id": 999}, {"text": "x" * 501}):
        with pytest.raises(Refused):
            asked(koyomi, matter, **call)
    with pytest.raises(Refused, match="no-help-asked"):
        settle_help(matter.id, actor=koyomi.actor(koyomi.kenji))


def test_whoever_is_done_needs_no_help(koyomi: World, matter: Conversation) -> None:
    other = conversation_of(arrive(koyomi.support, mail("hanako@kobo.example")))
    for one in (matter, other):
        asked(koyomi, one)
    resolve(matter.id, actor=koyomi.actor(koyomi.misaki))
    merge(other.id, into_id=matter.id, actor=koyomi.actor(koyomi.misaki))
    run_events()
    assert not HelpRequest.objects.filter(settled_at__isnull=True).exists()
    assert Event.objects.filter(type="help.settled", actor="system").count() == 2


def test_help_is_needed_again_where_resolving_was_undone(koyomi: World, matter: Conversation) -> None:
    actor = koyomi.actor(koyomi.misaki)
    before = {"status": "open", "resolved_at": None}
    asked(koyomi, matter)
    settle_help(matter.id, actor=koyomi.actor(koyomi.kenji))  # one that is over stays over
    asked(koyomi, matter)
    take_help(matter.id, actor=koyomi.actor(koyomi.kenji))
    for _time in range(2):
        resolve(matter.id, actor=actor)
        run_events()
        assert not HelpRequest.objects.filter(settled_at__isnull=True).exists()
        matter.refresh_from_db()
        left = {name: standing(matter)[name] for name in before}
        assert put_back(matter.id, left=left, before=before, actor=actor)
        run_events()
        run_events()
        again = HelpRequest.objects.get(settled_at__isnull=True)
        assert (again.taken_by_id, again.asked_by_id) == (koyomi.kenji.id, koyomi.misaki.id)
    resolve(matter.id, actor=actor)
    reopen(matter.id, actor=actor)  # by hand: whoever opens it again may ask again
    run_events()
    assert not HelpRequest.objects.filter(settled_at__isnull=True).exists()
    assert Event.objects.filter(type="help.awaited", actor="system").count() == 2


def test_help_is_needed_again_where_a_reply_that_resolved_was_taken_back(koyomi: World, matter: Conversation) -> None:
    actor = koyomi.actor(koyomi.misaki)
    letter = Letter("承知しました。", to=("hanako@kobo.example",))
    asked(koyomi, matter)
    for then in ("resolve", "resolve", ""):
        message = reply(matter.id, letter=letter, sending=Sending(Then(then)), actor=actor)
        run_events()
        undo(message.id, actor=actor)
        run_events()
        assert HelpRequest.objects.filter(settled_at__isnull=True).exists()
    resolve(matter.id, actor=actor)
    reopen(matter.id, actor=actor)
    message = reply(matter.id, letter=letter, sending=Sending(), actor=actor)
    undo(message.id, actor=actor)  # undoes nothing of what was before it
    run_events()
    assert not HelpRequest.objects.filter(settled_at__isnull=True).exists()


def test_what_was_asked_goes_with_the_person_it_was_about(koyomi: World, matter: Conversation) -> None:
    asked(koyomi, matter, text="山田様がお怒りです")
    erase_contact(koyomi.hanako.id, actor=koyomi.actor(koyomi.aoi))
    assert HelpRequest.objects.get().text == ""
