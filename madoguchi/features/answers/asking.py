"""The link by which a mail of the assistant leads to its buttons. Signed, for this answer alone; opening it changes
nothing, because programs that look at mail open links too."""

from django.conf import settings
from django.urls import reverse

from madoguchi.base.links import place_in, token_for
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.answers import composing
from madoguchi.features.answers.models import Answer


def address_for(answer: Answer) -> str:
    """Where the buttons of an answer are."""
    path = reverse("widget:answer", args=[token_of(answer.workspace_id, answer.id)])
    return f"{settings.MADOGUCHI.public_url}{path}"


def line_of(conversation: Conversation) -> str:
    """Below what was said in a chat and goes by mail, in the running language: the link to the buttons of an open
    answer; "" where a person has it."""
    answer = Answer.objects.filter(conversation=conversation).order_by("-id").first()
    if answer is not None and answer.state == Answer.State.ANSWERED:
        return composing.buttons_at(address_for(answer))
    if answer is not None and answer.state == Answer.State.CLARIFIED:
        return composing.choices_at(address_for(answer))
    return ""


def token_of(workspace_id: int, answer_id: int) -> str:
    """What opens this answer and nothing else."""
    return token_for("answer", workspace_id, answer_id)


def place_of(token: str) -> tuple[int, int] | None:
    """The workspace and the answer of a token of ours; None for any other."""
    return place_in("answer", token)
