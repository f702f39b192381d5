"""Telling a visitor that another has the chat now: whom somebody was talking with, or who was told whose it is."""

from madoguchi.base.markdown import text_to_markdown
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.models import Conversation, Message, Status
from madoguchi.core.conversations.outbound import ANSWERS
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import system
from madoguchi.features.chat.events import ChatHandedOn
from madoguchi.features.chat.saying import listener_in, write_word
from madoguchi.features.chat.wording import handed_on, named_in

WORDS = ("acknowledged", "asked", "updated")  # Message.automatic of what is said while they wait (acknowledge.py)


def tell_who_has_it(conversation_id: int, event_id: int, *, workspace_id: int) -> Message | None:
    """One calm line after the chat went to another person or team; once for each event. None where nobody was talking
    with them yet and nobody was named to them, or they know it."""
    with tenant(workspace_id), gathering():
        rows = Conversation.objects.select_for_update(of=("self",)).select_related("inbox", "assignee", "team")
        found = rows.filter(id=conversation_id, inbox__channel="chat", status=Status.OPEN, is_spam=False).first()
        key = digest(f"chat handed on:{event_id}")
        if found is None or steps.written_before(workspace_id, key):
            return None
        talked = Message.objects.filter(ANSWERS, conversation=found, person_id__isnull=False).order_by("-id").first()
        if _knows(found, talked):
            return None
        text = _line(found)
        message = write_word(found, text, how="handed", key=key) if text else None
        if message is not None:
            fact = ChatHandedOn(message.id, found.assignee_id, None if found.assignee_id else found.team_id)
            steps.note_fact(found, fact, system(workspace_id))
        return message


def _knows(conversation: Conversation, talked: Message | None) -> bool:
    """Whether they know it by the line of before, or because whoever has it was the last who spoke, or was named while
    they waited. Where nobody was, there is nothing to put right."""
    lines = Message.objects.filter(conversation=conversation, id__gt=talked.id if talked else 0).order_by("-id")
    if (told := lines.filter(automatic="handed").first()) is not None:
        return told.text == _line(conversation)
    if talked is not None:
        return conversation.assignee_id == talked.person_id
    said = lines.filter(automatic__in=WORDS).first()
    name = named_in(said.text, listener_in(conversation)[0]) if said else ""
    owner = conversation.assignee.name if conversation.assignee else ""
    return name in ("", text_to_markdown(owner))


def _line(conversation: Conversation) -> str:
    person, team = conversation.assignee, conversation.team
    language, _zone = listener_in(conversation)
    return handed_on(language, person=person.name if person else "", team=team.name if team else "")
