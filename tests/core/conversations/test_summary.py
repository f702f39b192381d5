"""A conversation at one glance."""

from madoguchi.core.conversations.actions import join, status
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.actions.note import add_note
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.queries.summary import LAST_WORD, summary_of
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.world import World

HANAKO = "hanako@kobo.example"


def test_who_did_what_and_who_said_what_last(koyomi: World) -> None:
    matter = conversation_of(arrive(koyomi.support, mail(HANAKO, text="はじめまして", mail_id="a@mail.example")))
    misaki, kenji = koyomi.actor(koyomi.misaki), koyomi.actor(koyomi.kenji)
    reply(matter.id, letter=Letter("お待ちください。", to=(HANAKO,)), sending=Sending(), actor=misaki)
    add_note(matter.id, text="要確認", actor=misaki)
    assign(matter.id, person_id=koyomi.kenji.id, actor=kenji)
    reply(matter.id, letter=Letter("確認しました。", to=(HANAKO,)), sending=Sending(), actor=kenji)
    status.resolve(matter.id, actor=kenji)
    arrive(koyomi.support, mail(HANAKO, text="ありがとう " * 200, references=("a@mail.example",)))
    arrive(koyomi.support, mail(HANAKO, text="不在です", references=("a@mail.example",), automatic="auto-reply"))
    found = summary_of(matter, misaki)
    assert (found.inbound, found.replies, found.notes, found.reopened) == (3, 2, 1, 1)
    assert [(one.name, one.replies, one.notes) for one in found.shares] == [("藤井 美咲", 1, 1), ("田村 健二", 1, 0)]
    assert found.owners == ["藤井 美咲", "田村 健二"]
    assert found.ours
    assert (found.ours.who, found.ours.text) == ("田村 健二", "確認しました。")
    assert found.theirs
    assert found.theirs.text.startswith("ありがとう ありがとう")
    assert len(found.theirs.text) == LAST_WORD


def test_open_conversations_that_belong_with_it(koyomi: World) -> None:
    matter, same, linked, over = (
        conversation_of(arrive(koyomi.support, mail(who))) for who in (HANAKO, HANAKO, "x@elsewhere.example", HANAKO)
    )
    elsewhere = conversation_of(arrive(koyomi.english, mail("emma@clarke.example")))
    misaki = koyomi.actor(koyomi.misaki)
    join.link(matter.id, other_id=linked.id, actor=misaki)
    join.link(elsewhere.id, other_id=matter.id, actor=misaki)
    status.resolve(over.id, actor=misaki)
    assert {one.id for one in summary_of(matter, misaki).others} == {same.id, linked.id, elsewhere.id}
    assert {one.id for one in summary_of(elsewhere, koyomi.actor(koyomi.olivia)).others} == set()


def test_of_nothing_said_nothing_is_said(koyomi: World) -> None:
    matter = conversation_of(arrive(koyomi.support, mail(HANAKO)))
    found = summary_of(matter, koyomi.actor(koyomi.misaki))
    assert (found.shares, found.owners, found.ours, found.others) == ([], [], None, [])
