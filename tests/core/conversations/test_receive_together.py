"""Mails that are received in one go: the same threads as one after the other, for the price of one."""

import random
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.conversations.actions.receive import Item, receive
from madoguchi.core.conversations.arrival import Arrival, Party
from madoguchi.core.conversations.models import ConversationLink, Message, Participant
from madoguchi.core.events.models import Event, Outbox
from madoguchi.core.inboxes.actions.accept import Address, Parcel, accept
from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.people.actor import system
from tests.core.conversations.arriving import mail
from tests.world import World


def accepted(world: World, arrivals: Sequence[Arrival], run: str = "") -> list[Item]:
    """Each as an item that waits, in the running tenant."""
    home = Address(world.koyomi.id, world.support.id)
    ids = [accept(Parcel(f"{run}{number}".encode(), "smtp"), to=home) for number in range(len(arrivals))]
    found = RawIntake.objects.select_related("inbox").in_bulk(ids)
    return [Item(found[number], arrival) for number, arrival in zip(ids, arrivals, strict=True)]


def together(world: World, arrivals: Sequence[Arrival]) -> list[RawIntake]:
    items = accepted(world, arrivals)
    receive(items, actor=system(world.koyomi.id))
    return [RawIntake.objects.get(id=item.intake.id) for item in items]


def threads(intakes: Sequence[RawIntake]) -> list[int]:
    """For each its conversation, numbered as they first appear; -1 for one that became no message."""
    homes = dict(Message.objects.values_list("id", "conversation_id"))
    seen: dict[int, int] = {}
    return [-1 if one.message_id is None else seen.setdefault(homes[one.message_id], len(seen)) for one in intakes]


def test_what_has_to_do_with_one_another_is_received_in_its_order(koyomi: World) -> None:
    first = mail("二木 二 <futaki@x.example>", mail_id="first@x.example")
    again = mail("futaki@x.example", mail_id="second@x.example", in_reply_to="first@x.example")
    other = mail("Futaki@X.example", mail_id="other@x.example")
    stranger = mail("someone@y.example", in_reply_to="second@x.example")
    intakes = together(koyomi, [first, again, first, other, stranger])
    assert threads(intakes) == [0, 0, 0, 1, 2]
    assert intakes[0].message_id == intakes[2].message_id
    assert Contact.objects.filter(identities__value="futaki@x.example").count() == 1
    assert ConversationLink.objects.count() == 1


def test_two_that_answer_one_conversation_by_different_mails_both_join_it(koyomi: World) -> None:
    begun = together(koyomi, [mail("futaki@x.example", mail_id="a@x.example")])
    more = together(koyomi, [mail("futaki@x.example", mail_id="b@x.example", in_reply_to="a@x.example")])
    answers = [
        mail("futaki@x.example", mail_id="c@x.example", in_reply_to="a@x.example"),
        mail("miki@y.example", mail_id="d@y.example", in_reply_to="b@x.example"),
        mail("sanda@z.example", mail_id="e@z.example", references=("b@x.example", "a@x.example")),
    ]
    assert threads([*begun, *more, *together(koyomi, answers)]) == [0, 0, 0, 1, 2]


def test_a_copied_stranger_who_writes_at_the_same_time_is_one_contact(koyomi: World) -> None:
    copied = mail("futaki@x.example", cc=(Party("miki@y.example", "三木"),), verdict="pass")
    together(koyomi, [copied, mail("三木 三 <miki@y.example>")])
    assert Identity.objects.filter(value="miki@y.example").count() == 1
    assert Participant.objects.get().contact.identities.get().value == "miki@y.example"


def test_the_facts_of_each_come_in_their_order_and_are_told(koyomi: World) -> None:
    intakes = together(koyomi, [mail(f"{name}@x.example") for name in ("a", "b", "c")])
    for intake in intakes:
        message = Message.objects.get(id=intake.message_id or 0)
        about = Event.objects.filter(conversation_id=message.conversation_id).order_by("id")
        assert [event.type for event in about] == ["conversation.created", "message.received"]
    told = set(Outbox.objects.filter(topic="event").values_list("ref_id", flat=True))
    assert told >= set(Event.objects.filter(type="message.received").values_list("id", flat=True))


def test_twenty_strangers_cost_as_many_statements_as_two(koyomi: World) -> None:
    counts = []
    for number in (2, 20):
        items = accepted(koyomi, [mail(f"{run}.{number}@x.example") for run in range(number)], run=f"{number}.")
        with CaptureQueriesContext(connection) as queries:
            receive(items, actor=system(koyomi.koyomi.id))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


@pytest.mark.parametrize("seed", range(8))
def test_any_grouping_gives_the_same_threads(koyomi: World, seed: int) -> None:
    found = []
    for size in (1, 5, 24):
        items = accepted(koyomi, conversation_at_random(random.Random(seed), 24, f"{size}"), run=f"{size}.")
        for start in range(0, len(items), size):
            receive(items[start : start + size], actor=system(koyomi.koyomi.id))
        found.append(threads([RawIntake.objects.get(id=item.intake.id) for item in items]))
    assert found[0] == found[1] == found[2]


def conversation_at_random(dice: random.Random, count: int, run: str) -> list[Arrival]:
    """Few people who answer one another, copy one another and send some things twice."""
    made: list[Arrival] = []
    for number in range(count):
        if made and dice.random() < 0.1:
            made.append(dice.choice(made))
            continue
        named = [f"{dice.randrange(number)}.{run}@x.example" for _ in range(dice.randrange(3)) if number]
        copied = [Party(f"{dice.choice('abcde')}.{run}@x.example") for _ in range(dice.randrange(2))]
        sender, verdict = f"{dice.choice('abcde')}.{run}@x.example", dice.choice(["pass", "none", "fail"])
        mail_id = f"{number}.{run}@x.example"
        made.append(mail(sender, mail_id=mail_id, references=tuple(named), cc=tuple(copied), verdict=verdict))
    return made
