"""What was said in a chat, by mail to whom it is with."""

from django.http import HttpResponse
from ninja import Router

from madoguchi.faces.api.answers import Call, answer
from madoguchi.faces.api.fields import Id, Shown
from madoguchi.faces.api.masks import Mask
from madoguchi.features.chat.actions.transcribe import send_transcript

router = Router(tags=["conversations"])


class TranscriptShown(Shown):
    """Where it goes."""

    address: str


@router.post(
    "/conversations/{int:conversation_id}/transcript",
    response={202: TranscriptShown},
    summary="Send the transcript of a chat by mail",
)
def create_transcript(request: Call, conversation_id: Id) -> HttpResponse:
    """Only to an address that is known to be theirs, once in ten minutes."""
    address = send_transcript(conversation_id, actor=request.actor)
    return answer({"address": Mask(request.actor).mail(address)}, 202)
