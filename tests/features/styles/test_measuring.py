"""Replies until it was resolved, by style: what counts, who, and that every figure opens what it counts."""

from datetime import timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.people.actor import Actor
from madoguchi.features.csat.models import Rating
from madoguchi.features.styles.measuring import BEGUN, PARTS, Asked, Report, conversations_visible_to, report_on
from madoguchi.features.styles.models import ConversationStyle
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.world import World

pytestmark = pytest.mark.django_db
ASKED = Asked(now() - timedelta(days=2), now() + timedelta(days=1), content=4)
KINDS = {"c": ("inbound", ""), "p": ("reply", ""), "a": ("reply", "assistant"), "r": ("reply", "acknowledged")}


def talk(world: World, said: str, style: str = "conversational", *, sender: str = "", **fields: str | int) -> int:
    """A resolved conversation: "c" the customer, "p" a person of ours, "a" the assistant, "r" an automatic receipt;
    what stands after "|" was said after it was resolved."""
    arm, score = fields.get("arm", ""), fields.get("score")
    with tenant(world.koyomi.id):
        sender = sender or f"kyaku{Conversation.objects.count()}@many.example"
        made = conversation_of(arrive(world.support, mail(sender)))
        Message.objects.filter(conversation=made).delete()
        begun = now() - timedelta(hours=5)
        for minute, letter in enumerate(said.replace("|", "")):
            kind, automatic = KINDS[letter]
            at = begun + timedelta(minutes=minute)
            row = Message(workspace_id=made.workspace_id, conversation=made, kind=kind, text="…", at=at)
            row.automatic = automatic
            row.contact_id = made.contact_id if letter == "c" else None
            row.person = world.misaki if letter == "p" else None
            row.save()
        over = begun + timedelta(minutes=len(said.partition("|")[0]) - 0.5)
        status = {"status": "resolved", "resolved_at": over} if fields.get("resolved", 1) else {}
        Conversation.objects.filter(id=made.id).update(**status, waiting_since=None)
        by = "trial" if arm else "inbox"
        of = {"workspace_id": made.workspace_id, "conversation": made}
        ConversationStyle.objects.create(**of, style=style, by=by, arm=arm)
        if score:
            Rating.objects.create(**of, inbox=world.support, score=score, rated_at=now())
        return made.id


def report(world: World, actor: Actor | None = None) -> Report:
    with tenant(world.koyomi.id):
        return report_on(actor or world.actor(world.mana), ASKED)


def opened(world: World, **narrowed: str | bool) -> list[int]:
    asked = Asked(ASKED.since, ASKED.until, 4, **narrowed)  # type: ignore[arg-type]
    with tenant(world.koyomi.id):
        return sorted(conversations_visible_to(world.actor(world.mana), asked).values_list("id", flat=True))


def figures(found: Report, who: str) -> dict[str, tuple[int, int | None, float | None, int]]:
    """Of each style: resolved, median, mean, with the first reply."""
    return {one.style: (one.sums.n, one.median, one.mean.value, one.first) for one in found.lines[who]}


def test_the_assistant_and_agents_are_counted_apart(world: World) -> None:
    talk(world, "ca")
    talk(world, "cacaca")
    talk(world, "cacpcp")
    talk(world, "cp", "comprehensive")
    found = report(world)
    assert figures(found, "assistant") == {"comprehensive": (0, None, None, 0), "conversational": (2, 1, 2.0, 1)}
    assert figures(found, "agents") == {"comprehensive": (1, 1, 1.0, 1), "conversational": (1, 2, 2.0, 0)}
    assert figures(found, "all")["conversational"] == (3, 3, 7 / 3, 1)


def test_three_short_messages_in_a_row_are_one_reply_of_an_agent(world: World) -> None:
    talk(world, "cppp")
    talk(world, "crp")
    talk(world, "cp|cp")
    assert figures(report(world), "agents")["conversational"] == (3, 1, 1.0, 3)


def test_what_nobody_answered_or_no_customer_began_has_no_replies(world: World) -> None:
    lost, ours = talk(world, "c"), talk(world, "pcp")
    still = talk(world, "cp", resolved=0)
    (line,) = (one for one in report(world).lines["all"] if one.style == "conversational")
    assert (line.begun, line.ended, line.sums.n) == (2, 1, 0)
    assert opened(world, part=BEGUN) == [lost, still]
    assert ours not in opened(world)


def test_every_figure_opens_what_it_counts(world: World) -> None:
    made = [talk(world, "cp", score=5), talk(world, "cpcp", score=2), talk(world, "ca"), talk(world, "cacp")]
    made += [talk(world, "cp", "comprehensive", score=4)]
    (line,) = (one for one in report(world).lines["agents"] if one.style == "conversational")
    of = {"style": "conversational", "who": "agents"}
    counts = {part: len(opened(world, part=part, **of)) for part in PARTS}
    assert counts == {"resolved": line.sums.n, "first": line.first, "rated": line.rated, "content": line.content}
    assert counts == {"resolved": 3, "first": 2, "rated": 2, "content": 1}
    assert opened(world, who="assistant") == [made[2]]
    assert opened(world) == made


def test_only_what_a_lot_was_drawn_for_is_compared(world: World) -> None:
    """Elsewhere conversational takes long, which says nothing."""
    for number in range(25):
        talk(world, "cpcpcp", sender=f"yoso{number}@many.example")
        talk(world, "cpcp" if number % 5 else "cp", "conversational", arm="usual", sender=f"a{number}@many.example")
        talk(world, "cp" if number % 5 else "cpcp", "comprehensive", arm="other", sender=f"b{number}@many.example")
    found = report(world)
    assert [(one.style, one.sums.n) for one in found.trial] == [("comprehensive", 25), ("conversational", 25)]
    assert found.difference.value == pytest.approx(0.6)
    assert found.difference.is_certain
    assert (found.difference.low or 0) > 0.3
    assert len(opened(world, tried=True)) == 50


def test_without_a_trial_nothing_is_called_certain(world: World) -> None:
    for number in range(25):
        talk(world, "cp", "comprehensive", sender=f"a{number}@many.example")
        talk(world, "cpcp", sender=f"b{number}@many.example")
    found = report(world)
    assert (found.difference.value, found.difference.is_certain) == (None, False)
    assert found.trial[0].begun == 0


def test_who_sees_no_reports_or_no_such_inbox_sees_nothing(world: World) -> None:
    talk(world, "cp")
    with pytest.raises(NotAllowed):
        report(world, world.actor(world.misaki))
    with tenant(world.harbour.id):
        assert report_on(world.actor(world.oscar), ASKED).is_empty
