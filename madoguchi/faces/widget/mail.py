"""Mail that a visitor asks for: where it reaches them, the code that proves it, and what was said in the chat."""

from typing import Any

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madoguchi.base.tenancy import tenant
from madoguchi.faces.widget.serving import Asked, own_chat, served
from madoguchi.features.chat.actions.prove import ask_code, prove
from madoguchi.features.chat.actions.transcribe import ask_transcript


@require_POST
@served
def address(asked: Asked) -> dict[str, Any]:
    """An address that is to be proved: a code goes there."""
    return {"mail": ask_code(asked.known(), str(asked.said.get("mail", "")))}


@require_POST
@served
def code(asked: Asked) -> dict[str, Any]:
    """The code from the mail; a wrong one is no refusal, for what is refused is undone, and this is counted."""
    mail = prove(asked.known(), str(asked.said.get("code", "")))
    return {"mail": mail, "text": "" if mail else _("This code is not right.")}


@require_POST
@served
def transcript(asked: Asked) -> dict[str, Any]:
    """What was said goes to their address, where it is proved."""
    visitor = asked.known()
    with tenant(visitor.workspace_id):
        chat = own_chat(visitor, asked.said.get("chat"))
    return {"mail": ask_transcript(chat)}
