"""Telling a visitor with whom somebody was already talking that another has the chat now."""

from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.models import Conversation, Message, Status
from madoguchi.core.conversations.outbound import ANSWERS
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import system
from madoguchi.features.chat.events import ChatHandedOn
from madoguchi.features.chat.saying import listener_in, write_word
from madoguchi.features.chat.wording import handed_on


def tell_who_has_it(conversation_id: int, event_id: int, *, workspace_id: int) -> Message | None:
    """One calm line after the chat went to another person or team; once for each event. None where nobody was talking
    with them yet, or they know it."""
    with tenant(workspace_id), gathering():
        rows = Conversation.objects.select_for_update(of=("self",)).select_related("inbox", "assignee", "team")
        found = rows.filter(id=conversation_id, inbox__channel="chat", status=Status.OPEN, is_spam=False).first()
        key = digest(f"chat handed on:{event_id}")
        if found is None or steps.written_before(workspace_id, key):
            return None
        talked = Message.objects.filter(ANSWERS, conversation=found, person_id__isnull=False).order_by("-id").first()
        if talked is None or _knows(found, talked):
            return None
        text = _line(found)
        message = write_word(found, text, how="handed", key=key) if text else None
        if message is not None:
            fact = ChatHandedOn(message.id, found.assignee_id, None if found.assignee_id else found.team_id)
            steps.note_fact(found, fact, system(workspace_id))
        return message


def _knows(conversation: Conversation, talked: Message) -> bool:
    """Whether they know it by the line of before, or because whoever has it was the last who spoke."""
    lines = Message.objects.filter(conversation=conversation, automatic="handed", id__gt=talked.id)
    told = lines.order_by("-id").first()
    return conversation.assignee_id == talked.person_id if told is None else told.text == _line(conversation)


def _line(conversation: Conversation) -> str:
    person, team = conversation.assignee, conversation.team
    language, _zone = listener_in(conversation)
    return handed_on(language, person=person.name if person else "", team=team.name if team else "")
