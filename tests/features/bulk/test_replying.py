"""One text to many: held and taken back as a whole."""

from datetime import timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.core.contacts.actions.erase import erase_contact
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.actions.deliver import deliver_message
from madoguchi.core.conversations.models import Conversation, Delivery, Draft, Message
from madoguchi.core.people.actor import Actor, system
from madoguchi.features.bulk.actions.begin import begin
from madoguchi.features.bulk.actions.settle import undo
from madoguchi.features.bulk.queries import not_done
from tests.features.bulk.many import COUNT, counts, rows, worked_off
from tests.world import World


def test_the_same_reply_to_each_is_held_and_undone_as_a_whole(koyomi: World, misaki: Actor, many: list[int]) -> None:
    Draft.objects.create(
        workspace_id=koyomi.koyomi.id, person=koyomi.misaki, conversation_id=many[0], text="", kind="note"
    )
    bulk = worked_off(
        begin("reply", parameters={"text": "復旧しました。", "then": "resolve"}, conversation_ids=many, actor=misaki)
    )
    assert counts(bulk) == (COUNT, 0, 0, 0, 0)
    replies = Message.objects.filter(kind="reply").order_by("conversation_id")
    assert [reply.conversation_id for reply in replies] == many
    assert {reply.text for reply in replies} == {"復旧しました。"}
    assert {reply.addresses["to"][0][0] for reply in replies} == {f"person{n}@many.example" for n in range(COUNT)}
    assert min(reply.send_at for reply in replies if reply.send_at) > now() + timedelta(seconds=9)
    assert {row.status for row in rows(many)} == {"resolved"}
    back = worked_off(undo(bulk.id, actor=misaki))
    assert (back.undone, back.kept) == (COUNT, 0)
    assert not Message.objects.filter(kind="reply").exists()
    assert not Draft.objects.filter(kind="reply").exists()
    assert {(row.status, row.assignee_id) for row in rows(many)} == {("open", None)}


def test_variables_are_filled_in_for_each_and_who_lacks_something_gets_nothing(
    koyomi: World, misaki: Actor, many: list[int]
) -> None:
    named = Conversation.objects.get(id=many[0]).contact
    Contact.objects.filter(id=named.id).update(family_name="山田", given_name="花子", display_name="", language="ja")
    text = "{{contact.family_name}}、復旧しました。{{agent.family_name}}"
    bulk = worked_off(begin("reply", parameters={"text": text}, conversation_ids=many, actor=misaki))
    assert counts(bulk) == (1, 0, COUNT - 1, 0, 0)
    assert Message.objects.get(kind="reply").text == "山田様、復旧しました。藤井"
    assert {item.code for item in not_done(bulk, misaki)} == {"unfilled"}
    assert worked_off(undo(bulk.id, actor=misaki)).undone == 1
    assert not Draft.objects.filter(kind="reply").exists()
    with pytest.raises(Refused, match="unknown-variable"):
        begin("reply", parameters={"text": "{{a.b}}"}, conversation_ids=many, actor=misaki)


def test_what_was_being_written_survives_a_reply_to_many(koyomi: World, misaki: Actor, many: list[int]) -> None:
    bulk = worked_off(begin("reply", parameters={"text": "復旧しました。"}, conversation_ids=many, actor=misaki))
    Draft.objects.create(
        workspace_id=koyomi.koyomi.id, person=koyomi.misaki, conversation_id=many[0], text="追伸", kind="reply"
    )
    worked_off(undo(bulk.id, actor=misaki))
    assert Draft.objects.get(kind="reply").text == "復旧しました。\n\n追伸"


def test_a_reply_that_went_out_stays(koyomi: World, misaki: Actor, many: list[int]) -> None:
    bulk = worked_off(begin("reply", parameters={"text": "復旧しました。"}, conversation_ids=many, actor=misaki))
    Message.objects.filter(kind="reply", conversation_id=many[0]).update(before_it=None)
    back = worked_off(undo(bulk.id, actor=misaki))
    assert (back.undone, back.kept) == (COUNT - 1, 1)
    assert not_done(back, misaki).get().code == "too-late"


def test_none_goes_out_while_all_of_them_are_taken_back(koyomi: World, misaki: Actor, many: list[int]) -> None:
    """Taking hundreds back takes longer than what is left of the ten seconds when somebody presses Undo."""
    bulk = worked_off(begin("reply", parameters={"text": "復旧しました。"}, conversation_ids=many, actor=misaki))
    Delivery.objects.update(next_attempt_at=now())
    begun = undo(bulk.id, actor=misaki)
    for message in Message.objects.filter(kind="reply"):
        deliver_message(message.id, workspace_id=koyomi.koyomi.id)
    assert not Delivery.objects.exclude(attempts=0).exists()
    back = worked_off(begun)
    assert (back.undone, back.kept) == (COUNT, 0)


def test_it_is_said_that_an_erased_person_cannot_be_answered(koyomi: World, misaki: Actor, many: list[int]) -> None:
    erase_contact(Conversation.objects.get(id=many[0]).contact_id, actor=system(koyomi.koyomi.id))
    bulk = worked_off(
        begin("reply", parameters={"text": "{{contact.name|お客様}}"}, conversation_ids=many, actor=misaki)
    )
    assert counts(bulk) == (COUNT - 1, 0, 1, 0, 0)
    refused = not_done(bulk, misaki).get()
    assert (refused.conversation_id, refused.code) == (many[0], "erased")
    assert refused.reason == "この方の個人情報は消去されました。返信できる相手はいません。"


def test_the_same_wish_twice_is_one_bulk(koyomi: World, misaki: Actor, many: list[int]) -> None:
    first, second = (
        begin("reply", parameters={"text": "a"}, conversation_ids=many, once="k", actor=misaki) for _ in range(2)
    )
    assert first.id == second.id
    assert counts(worked_off(first)) == (COUNT, 0, 0, 0, 0)
    assert Message.objects.filter(kind="reply").count() == COUNT
