"""What only chats have: their transcript by mail."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madoguchi.faces.desk.answers import changed, fragments, toast
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.chat.actions.transcribe import send_transcript


@require_POST
@seated
def transcript(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """What was said goes by mail to whom the chat is with."""
    send_transcript(conversation_id, actor=request.seat.actor)
    said = fragments([toast(request, _("The transcript is on its way."))])
    return changed(said, f"conversation:{conversation_id}")
