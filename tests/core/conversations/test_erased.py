"""What becomes of the open conversations of a person whose data were erased."""

from datetime import timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.core.contacts.actions.erase import erase_contact
from madoguchi.core.conversations.actions.draft import save_draft
from madoguchi.core.conversations.actions.later import reply_later
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.actions.status import resolve, snooze
from madoguchi.core.conversations.doubts import Begun, doubts_about
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Conversation, Delivery, Draft, Message, Status
from madoguchi.core.conversations.queries.views import Scope
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.models import Event
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.listed import rows_in
from tests.world import World

pytestmark = pytest.mark.django_db
HANAKO = "山田 花子 <hanako@kobo.example>"


@pytest.fixture
def matter(koyomi: World) -> Conversation:
    return conversation_of(arrive(koyomi.support, mail(HANAKO)))


def test_what_was_open_is_resolved_for_that_reason_and_out_of_the_queue(koyomi: World, matter: Conversation) -> None:
    aoi = koyomi.actor(koyomi.aoi)
    later = conversation_of(arrive(koyomi.support, mail(HANAKO, subject="別件")))
    snooze(later.id, until=now() + timedelta(days=1), actor=aoi)
    theirs = conversation_of(arrive(koyomi.support, mail("佐藤 太郎 <taro@kobo.example>")))
    erase_contact(koyomi.hanako.id, actor=aoi)
    run_events()
    for one in (matter, later):
        one.refresh_from_db()
        assert (one.status, one.waiting_since, one.snoozed_until) == (Status.RESOLVED, None, None)
        assert one.resolved_at is not None
    fact = Event.objects.get(type="conversation.resolved", conversation_id=matter.id)
    assert (fact.actor, fact.payload) == ("system", {"before": "open", "why": "erased"})
    erased = Event.objects.get(type="contact.erased")
    assert (fact.cause_id, fact.contact_id) == (erased.id, koyomi.hanako.id)
    assert [row.id for row in rows_in(aoi, Scope("open"))] == [theirs.id]


def test_what_was_resolved_before_stays_as_it_was(koyomi: World, matter: Conversation) -> None:
    aoi = koyomi.actor(koyomi.aoi)
    resolve(matter.id, actor=aoi)
    at = Conversation.objects.get(id=matter.id).resolved_at
    erase_contact(koyomi.hanako.id, actor=aoi)
    run_events()
    run_events()
    assert Conversation.objects.get(id=matter.id).resolved_at == at
    assert Event.objects.filter(type="conversation.resolved").count() == 1


def test_nobody_is_answered_any_more_at_an_address_that_was_kept_elsewhere(koyomi: World, matter: Conversation) -> None:
    aoi = koyomi.actor(koyomi.aoi)
    letter = Letter("承知しました。", to=("hanako@kobo.example",))
    erase_contact(koyomi.hanako.id, actor=aoi)
    for sent in (
        lambda: reply(matter.id, letter=letter, sending=Sending(), actor=aoi),
        lambda: reply_later(matter.id, letter=letter, at=now() + timedelta(days=1), sending=Sending(), actor=aoi),
        lambda: doubts_about(matter.id, letter, Begun(usual=frozenset(letter.to)), sending=Sending(), actor=aoi),
    ):
        with pytest.raises(Refused, match="erased"):
            sent()
    with pytest.raises(Refused, match="erased"):
        save_draft(matter.id, kind="reply", text="山田様", fields={"to": list(letter.to)}, actor=aoi)
    assert save_draft(matter.id, kind="note", text="消去済み", fields={}, actor=aoi) is not None
    assert not Draft.objects.exclude(kind="note").exists()
    assert not Message.objects.filter(kind="reply").exists()
    assert not Delivery.objects.exists()
