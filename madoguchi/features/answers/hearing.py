"""What is about to be looked up, said beforehand to the embedding model where one is asked (meanings.py): by jobs,
right before the action that looks it up."""

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.answers.meanings import ask_about
from madoguchi.features.answers.models import AnswerTrial
from madoguchi.features.answers.questioning import question_of, taken_with
from madoguchi.features.answers.reading import MOST_READ, read
from madoguchi.features.answers.suggesting import question_now


def hear_answer(answer_id: int, *, workspace_id: int) -> None:
    """A question that was taken."""
    with tenant(workspace_id):
        taken = taken_with(answer_id)
        question = question_of(taken) if taken else None
    if taken and question and question.is_looked_up:
        ask_about(question.text, taken.conversation, "public", workspace_id=workspace_id)


def hear_conversation(conversation_id: int, *, workspace_id: int) -> None:
    """The newest question of a conversation, for whoever answers it."""
    with tenant(workspace_id):
        home = Conversation.objects.select_related("contact__company").filter(id=conversation_id).first()
        question = question_now(home)[1] if home else ""
    ask_about(question, home, "agents", workspace_id=workspace_id)


def hear_trial(trial_id: int, *, workspace_id: int) -> None:
    """A question that somebody of ours tries."""
    with tenant(workspace_id):
        row = AnswerTrial.objects.filter(id=trial_id, state=AnswerTrial.State.RUNNING).first()
    if row:
        ask_about(read(row.question[:MOST_READ]).text, None, "public", workspace_id=workspace_id)
