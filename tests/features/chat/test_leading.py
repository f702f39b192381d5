"""Who leads whispers to whoever has a chat, and looks on without being shown; the visitor hears nothing of either."""

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.models import Mention, Message
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.people.models import AuditEntry
from madoguchi.core.workspaces.actions.change import change_workspace
from madoguchi.features.chat.actions.lead import watched_unseen, whisper
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Visitor
from madoguchi.features.chat.queries import messages_of
from tests.world import World

pytestmark = pytest.mark.django_db


def begun(world: World, visitor: Visitor) -> int:
    return say(visitor, "青い鉢はありますか。", once="1").conversation_id


def test_a_whisper_names_the_owner_and_the_visitor_never_sees_it(world: World, visitor: Visitor) -> None:
    at, kenji = begun(world, visitor), world.actor(world.kenji)
    with pytest.raises(Refused) as refused:
        whisper(at, text="在庫は 3 点です。", actor=kenji)
    assert refused.value.code == "nobodys"
    assign(at, person_id=world.misaki.id, actor=kenji)
    note = whisper(at, text="在庫は 3 点です。", once="a", actor=kenji)
    assert whisper(at, text="在庫は 3 点です。", once="a", actor=kenji) == note
    with tenant(world.koyomi.id):
        assert (note.kind, note.channel) == (Message.Kind.NOTE, "whisper")
        assert list(Mention.objects.filter(message=note).values_list("person_id", flat=True)) == [world.misaki.id]
        (chat,) = visitor.chats.all()
        assert [one.kind for one in messages_of(chat, visitor)] == ["inbound"]
    with pytest.raises(NotAllowed):
        whisper(at, text="わたしも。", actor=world.actor(world.misaki))


def test_who_looks_on_unseen_is_in_the_audit_log_once(world: World, visitor: Visitor) -> None:
    at, kenji = begun(world, visitor), world.actor(world.kenji)
    with pytest.raises(NotAllowed):
        watched_unseen(at, actor=kenji)
    change_workspace({"unseen_watching": True}, actor=world.actor(world.aoi))
    with pytest.raises(NotAllowed):
        watched_unseen(at, actor=world.actor(world.misaki))
    for _time in range(2):
        watched_unseen(at, actor=kenji)
    while run_events():
        pass
    with tenant(world.koyomi.id):
        (entry,) = AuditEntry.objects.filter(kind="chat.watched_unseen")
    assert (entry.actor, entry.detail) == (str(kenji), {"watched_id": at})
