"""What can be done with an answer by one press, as long as no person has it."""

from dataclasses import dataclass

from madoguchi.core.conversations.models import Conversation
from madoguchi.features.answers.catalogue import titles_for
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.next_up import likely_next
from madoguchi.features.answers.telling import next_step, reason_left


@dataclass(frozen=True, slots=True)
class Button:
    """`do` is "helped", "step", "reason", "person" or "article"; `label` is the title of the article, ""
    for the others."""

    do: str
    article_id: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Buttons:
    """`state` is that of the answer; "" for a greeting."""

    state: str
    buttons: tuple[Button, ...]


PERSON = Button("person")


def buttons_in(home: Conversation) -> Buttons | None:
    """Those below the last word of the assistant, which has spoken last there; None where a person has it."""
    if home.first_replied_at is not None or home.assignee_id is not None:
        return None
    answer = Answer.objects.filter(conversation=home).select_related("text__article").order_by("-id").first()
    return Buttons("", (PERSON,)) if answer is None else buttons_on(answer)


def buttons_on(answer: Answer) -> Buttons | None:
    """Those of one answer; None where a person has it or it is being read."""
    if answer.state == Answer.State.CLARIFIED:
        titles = titles_for(answer.workspace_id, map(str, answer.offered), answer.language)
        offered = [Button("article", one, titles[str(one)]) for one in answer.offered if str(one) in titles]
        return Buttons(answer.state, (*offered, PERSON))
    if answer.state == Answer.State.ANSWERED:
        step = [Button("step")] if next_step(answer) else []
        reason = [Button("reason")] if reason_left(answer) else []
        return Buttons(answer.state, (*step, Button("helped"), *reason, PERSON, *_next(answer)))
    if answer.state in (Answer.State.CONFIRMED, Answer.State.ASSUMED):
        helped = [Button("helped")] if answer.state == Answer.State.ASSUMED else []
        return Buttons(answer.state, (*helped, PERSON, *_next(answer)))
    return None


def _next(answer: Answer) -> list[Button]:
    """The likely next questions, but what was read already."""
    texts = likely_next(answer.text) if answer.text else []
    return [Button("article", one.article_id, one.title) for one in texts if one.article_id != answer.read_on_id]
