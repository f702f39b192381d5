"""What only a chat has of the resources of a conversation: its visitor, what each side has seen, who is offered it.

On the router of conversations.py, as changes.py.
"""

from datetime import datetime

from django.http import HttpResponse

from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.faces.api.answers import Call, answer, done, whole
from madoguchi.faces.api.fields import Given, Id, Shown, Words
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.resources.conversations import router, with_surroundings
from madoguchi.faces.api.resources.messages import made
from madoguchi.faces.api.shapes.conversations import ConversationShown
from madoguchi.faces.api.shapes.messages import MessageShown
from madoguchi.features.chat.actions.lead import whisper
from madoguchi.features.chat.actions.offer import accept, decline
from madoguchi.features.chat.actions.read import seen_by_us
from madoguchi.features.chat.seats import offered_to
from madoguchi.features.chat.seen import here_in, read_by_us, seen_in, seen_on

ONE = "/conversations/{int:conversation_id}"


class ChatVisitorShown(Shown):
    """`since` is when they were last known to be there. `seen_up_to` is the newest message that they have seen,
    `seen_by_us_up_to` the newest of theirs that somebody who may answer has seen; 0 for none."""

    is_here: bool
    since: datetime
    seen_up_to: int
    seen_by_us_up_to: int


class ChatOfferShown(Shown):
    """A chat that can be accepted until then."""

    conversation_id: int
    until: datetime


class ChatOfferPage(Shown):
    data: list[ChatOfferShown]
    next: None


class Whisper(Given):
    text: Words


class ChatRead(Given):
    message_id: Id


class ChatReadShown(Shown):
    seen_by_us_up_to: int


@router.get(f"{ONE}/visitor", response=ChatVisitorShown, summary="Show whether the visitor of a chat is there")
def show_visitor(request: Call, conversation_id: Id) -> HttpResponse:
    found = visible_to(request.actor).annotate(seen_on=seen_on()).filter(id=conversation_id).first()
    here = here_in(found) if found else None
    if found is None or here is None:
        raise not_found()
    shown = {"is_here": here.is_here, "since": here.since}
    return answer({**shown, "seen_up_to": seen_in(found).up_to, "seen_by_us_up_to": read_by_us(found)})


@router.post(f"{ONE}/read", response=ChatReadShown, summary="Say that what a visitor said was seen")
def read_chat(request: Call, conversation_id: Id, read: ChatRead) -> HttpResponse:
    """Up to a message; the visitor sees that somebody who may answer has seen it."""
    return answer({"seen_by_us_up_to": seen_by_us(conversation_id, read.message_id, actor=request.actor)})


@router.get("/chat-offers", response=ChatOfferPage, summary="List the chats that are offered to one")
def list_offers(request: Call) -> HttpResponse:
    shown = ({"conversation_id": one.conversation_id, "until": one.until} for one in offered_to(request.actor))
    return whole(list(shown), dict)


@router.post(f"{ONE}/offer", response=ConversationShown, summary="Accept a chat that is offered")
def accept_offer(request: Call, conversation_id: Id) -> HttpResponse:
    return answer(with_surroundings(accept(conversation_id, actor=request.actor)))


@router.delete(f"{ONE}/offer", response={204: None}, summary="Decline a chat that is offered")
def decline_offer(request: Call, conversation_id: Id) -> HttpResponse:
    """It is offered to the next."""
    decline(conversation_id, actor=request.actor)
    return done()


@router.post(f"{ONE}/whispers", response={201: MessageShown}, summary="Whisper to whoever has a chat")
def whisper_in(request: Call, conversation_id: Id, given: Whisper) -> HttpResponse:
    """By who leads: a note that names the owner, who hears of it at once; answers with it."""
    return made(request, whisper(conversation_id, text=given.text, actor=request.actor), has_files=False)
