"""The link by which a mail of the assistant leads to its buttons. Signed, for this answer alone; opening it changes
nothing, because programs that look at mail open links too."""

from django.conf import settings
from django.urls import reverse

from madoguchi.base.text import sign, signature_fits
from madoguchi.features.answers.models import Answer

LENGTH = 26  # 130 bits of signature


def address_for(answer: Answer) -> str:
    """Where the buttons of an answer are."""
    path = reverse("widget:answer", args=[token_of(answer.workspace_id, answer.id)])
    return f"{settings.MADOGUCHI.public_url}{path}"


def token_of(workspace_id: int, answer_id: int) -> str:
    """`workspace.answer.signature`."""
    name = f"{workspace_id}.{answer_id}"
    return f"{name}.{sign('answer', name, length=LENGTH)}"


def place_of(token: str) -> tuple[int, int] | None:
    """The workspace and the answer of a token of ours; None for any other."""
    name, _dot, signature = token.rpartition(".")
    workspace_id, _dot, answer_id = name.partition(".")
    is_number = all(part.isascii() and part.isdecimal() and len(part) < 19 for part in (workspace_id, answer_id))
    if not is_number or len(signature) != LENGTH or not signature_fits("answer", name, signature):
        return None
    return int(workspace_id), int(answer_id)
