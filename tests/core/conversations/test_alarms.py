"""What is said of mail that stands still, and what is not."""

import pytest

from madoguchi.core.conversations.models import Conversation, Delivery, Message
from madoguchi.core.conversations.queries.alarms import Alarm, alarms_for
from madoguchi.core.inboxes.models import ChannelCursor, Inbox
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.world import World


@pytest.fixture
def matter(koyomi: World) -> Conversation:
    return conversation_of(arrive(koyomi.support, mail("hanako@kobo.example")))


def tried(matter: Conversation, state: str, attempts: int = 2) -> None:
    """A reply that was tried so often."""
    message = Message.objects.create(workspace_id=matter.workspace_id, conversation=matter, kind="reply", text="はい")
    Delivery.objects.create(
        workspace_id=matter.workspace_id, message=message, address="hanako@kobo.example", state=state, attempts=attempts
    )


def test_a_mailbox_that_cannot_be_read_is_an_alarm_for_those_who_may_mend_it(koyomi: World) -> None:
    place = {"workspace_id": koyomi.koyomi.id, "inbox": koyomi.support, "name": "imap"}
    cursor = ChannelCursor.objects.create(**place, problem="auth-failed: no")
    assert alarms_for(koyomi.actor(koyomi.aoi)) == []  # no mailbox is set any more
    Inbox.objects.filter(id=koyomi.support.id).update(settings={"imap_host": "imap.koyomi.example"})
    assert alarms_for(koyomi.actor(koyomi.aoi)) == [Alarm(koyomi.support.id, koyomi.support.name, "in")]
    assert alarms_for(koyomi.actor(koyomi.misaki)) == []
    cursor.problem = ""
    cursor.save()
    assert alarms_for(koyomi.actor(koyomi.aoi)) == []


def test_three_replies_in_a_row_that_do_not_get_out_are_an_alarm(koyomi: World, matter: Conversation) -> None:
    tried(matter, "sent")
    for _time in range(2):
        tried(matter, "deferred")
    tried(matter, "deferred", attempts=1)
    assert alarms_for(koyomi.actor(koyomi.aoi)) == []
    tried(matter, "deferred")
    assert alarms_for(koyomi.actor(koyomi.aoi)) == [Alarm(koyomi.support.id, koyomi.support.name, "out")]
    tried(matter, "sent")
    assert alarms_for(koyomi.actor(koyomi.aoi)) == []
