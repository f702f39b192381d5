"""Writing a note into a locked conversation. No step opens a transaction or asks for permission."""

import re
from collections.abc import Collection

from madoguchi.base.clock import now
from madoguchi.base.saving import insert
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import NoteAdded
from madoguchi.core.conversations.models import Conversation, Mention, Message
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person, Team

CALL = re.compile(r"(?<![A-Za-z0-9._%+-])[@＠]")  # and not the middle of a mail address
LONGEST_NAME = 200


def write_note(
    conversation: Conversation,
    text: str,
    *,
    mentioned: Collection[int] = (),
    attachment_ids: Collection[int] = (),
    key: str = "",
    actor: Actor,
) -> Message:
    """A note with its files and the people named in it, by id and as `@Name` or `@Team`; the conversation is not saved.

    Raises Refused("no-such-file").
    """
    message = Message(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        kind=Message.Kind.NOTE,
        channel="note",
        person_id=actor.person_id,
        text=text.strip(),
        dedupe_key=key,
        at=now(),
    )
    insert(message)
    steps.take_files(message, attachment_ids, actor.own_id)
    people = _named_people(text, mentioned, actor)
    Mention.objects.bulk_create(
        Mention(workspace_id=conversation.workspace_id, message=message, conversation=conversation, person_id=person_id)
        for person_id in people
    )
    steps.touch(conversation, message)
    steps.note_fact(conversation, NoteAdded(message.id, people), actor)
    return message


def _named_people(text: str, mentioned: Collection[int], actor: Actor) -> list[int]:
    """Those named by id, and by `@Name`; a team's name stands for its people, but for the one who writes."""
    people = Person.objects.filter(deactivated_at__isnull=True)
    found = set(people.filter(id__in=mentioned).values_list("id", flat=True)) if mentioned else set[int]()
    calls = [_bare(text[call.end() : call.end() + LONGEST_NAME]) for call in CALL.finditer(text)]
    if not calls:
        return sorted(found)
    found |= {person_id for person_id, name in people.values_list("id", "name") if _calls(calls, name)}
    teams = [team_id for team_id, name in Team.objects.values_list("id", "name") if _calls(calls, name)]
    if teams:
        members = people.filter(teammember__team_id__in=teams).exclude(id=actor.own_id)
        found |= set(members.values_list("id", flat=True))
    return sorted(found)


def _calls(calls: Collection[str], name: str) -> bool:
    return any(call.startswith(_bare(name)) for call in calls)


def _bare(text: str) -> str:
    return text.replace(" ", "").replace("\u3000", "")
