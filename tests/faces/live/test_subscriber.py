"""Facts become names that the hub can filter, in notifications that PostgreSQL takes."""

import json
from typing import Any

import pytest

from madoguchi.base.live import MOST_BYTES, chunks
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.telling import name_of, tell_at_once
from madoguchi.core.events.models import Event
from madoguchi.faces.live.frames import visible
from madoguchi.faces.live.subscriber import _names
from tests.world import World


@pytest.fixture
def conversation(koyomi: World) -> Conversation:
    return Conversation.objects.create(
        workspace_id=koyomi.koyomi.id, inbox=koyomi.support, contact=koyomi.hanako, subject="ログインできません"
    )


def test_a_conversation_is_named_to_the_viewers_of_its_inbox_alone(koyomi: World, conversation: Conversation) -> None:
    names = _names([Event(type="conversation.tagged", conversation_id=conversation.id, payload={})])
    assert f"conversation:{conversation.id}" in visible(names, frozenset({koyomi.support.id}))
    assert visible(names, frozenset({koyomi.english.id})) == ()


def test_a_fact_of_an_activity_names_no_contact_to_those_who_do_not_see_it(
    koyomi: World, conversation: Conversation
) -> None:
    fact = Event(
        type="message.received", conversation_id=conversation.id, contact_id=koyomi.hanako.id, payload={"message_id": 1}
    )
    assert visible(_names([fact]), frozenset({koyomi.english.id})) == ()


def test_who_says_something_in_a_chat_tells_it_and_nobody_else(
    koyomi: World, conversation: Conversation, django_capture_on_commit_callbacks: Any
) -> None:
    """A mail in the same place, and whatever else happens there, is told by the subscriber."""
    said = Message.objects.create(
        workspace_id=koyomi.koyomi.id, conversation=conversation, contact=koyomi.hanako, kind="inbound", channel="chat"
    )
    fact = Event(id=1, type="message.received", conversation_id=conversation.id, payload={"message_id": said.id})
    name = name_of(conversation.id, koyomi.support.id, None)
    with django_capture_on_commit_callbacks() as later:
        tell_at_once(said, conversation)
    assert [hook.args for hook in later] == [(koyomi.koyomi.id, [name])]
    assert _names([fact]) == {f"conversations@{koyomi.support.id}"}
    tagged = Event(id=2, type="conversation.tagged", conversation_id=conversation.id, payload={})
    assert name in _names([fact, tagged])
    Message.objects.filter(id=said.id).update(channel="email")
    assert name in _names([fact])


def test_a_conversation_that_is_not_here_has_no_name(koyomi: World) -> None:
    assert _names([Event(type="conversation.tagged", conversation_id=999_999_999, payload={})]) == set()


@pytest.mark.parametrize(
    "kind", ["person.role_changed", "person.deactivated", "inbox.access_granted", "inbox.access_withdrawn"]
)
def test_the_streams_of_a_person_end_with_what_they_were_opened_by(koyomi: World, kind: str) -> None:
    assert f"person:{koyomi.misaki.id}:revoked" in _names([Event(type=kind, payload={"person_id": koyomi.misaki.id})])


def test_no_stream_ends_by_another_fact_about_a_person(koyomi: World) -> None:
    fact = Event(type="person.changed", payload={"person_id": koyomi.misaki.id, "changed": ["name"]})
    assert _names([fact]) == {"person"}


def test_many_names_go_in_several_notifications() -> None:
    names = [f"conversation:{number}@3" for number in range(2_000)]
    made = list(chunks(names))
    assert len(made) > 1
    assert [name for chunk in made for name in chunk] == names
    assert max(len(json.dumps(chunk, separators=(",", ":"))) for chunk in made) <= MOST_BYTES + 10
