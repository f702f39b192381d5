"""Jobs of the assistant: put into the queue in the transaction that needs them; each may run twice."""

from procrastinate import JobContext, RetryStrategy

from madoguchi.base.jobs import BULK, LAST, defer, job
from madoguchi.features.answers.consulting import opinion_on
from madoguchi.features.answers.hearing import hear_answer, hear_conversation, hear_trial
from madoguchi.features.answers.meanings import ask_for_learning
from madoguchi.features.answers.models import Answer, AnswerTrial, Backtest, Regression

RETRY = RetryStrategy(max_attempts=5, wait=2, exponential_wait=3)
LEARNING = "answers"  # one at a time: learning takes a core
COMPARING = "answers compared"  # one at a time as well, and no backtest is waited for


def answer_later(answer: Answer) -> None:
    """Answer a question that was taken."""
    defer(answer_question, workspace_id=answer.workspace_id, answer_id=answer.id)


def rank_later(workspace_id: int, conversation_id: int) -> None:
    """Look for articles for what is asked in a conversation."""
    defer(rank_question, workspace_id=workspace_id, conversation_id=conversation_id)


def try_later(row: AnswerTrial) -> None:
    """See what would be said to a question."""
    defer(try_assistant, workspace_id=row.workspace_id, trial_id=row.id)


def train_later(workspace_id: int) -> None:
    """Learn anew."""
    defer(train_assistant, lock=LEARNING, workspace_id=workspace_id)


def backtest_later(row: Backtest) -> None:
    """Ask the questions of the past."""
    defer(backtest_assistant, lock=LEARNING, workspace_id=row.workspace_id, backtest_id=row.id)


def compare_later(row: Regression) -> None:
    """Ask some questions of the past with a draft and without it: an author waits for it, though not long."""
    defer(compare_draft, lock=COMPARING, workspace_id=row.workspace_id, regression_id=row.id, edition=row.edition)


@job("answer_question", retry=RETRY)
def answer_question(workspace_id: int, answer_id: int) -> None:
    """Somebody waits for it."""
    from madoguchi.features.answers.actions.answer import answer  # actions defer these jobs

    hear_answer(answer_id, workspace_id=workspace_id)
    answer(answer_id, workspace_id=workspace_id, opinion=opinion_on(answer_id, workspace_id=workspace_id))


@job("rank_question", retry=RETRY)
def rank_question(workspace_id: int, conversation_id: int) -> None:
    """Somebody who answers has it open."""
    from madoguchi.features.answers.actions.rank import rank  # as above

    hear_conversation(conversation_id, workspace_id=workspace_id)
    rank(conversation_id, workspace_id=workspace_id)


@job("try_assistant", pass_context=True)
def try_assistant(context: JobContext, workspace_id: int, trial_id: int) -> None:
    """Somebody of ours waits for it."""
    from madoguchi.features.answers.actions.try_out import try_out  # as above

    hear_trial(trial_id, workspace_id=workspace_id)
    try_out(trial_id, workspace_id=workspace_id, tried=context.job.attempts)


@job("train_assistant", queue=BULK, priority=LAST, pass_context=True)
def train_assistant(context: JobContext, workspace_id: int) -> None:
    """Something has changed, or the history has grown."""
    from madoguchi.features.answers.actions.train import train  # as above

    ask_for_learning(workspace_id)
    train(workspace_id, tried=context.job.attempts)


@job("backtest_assistant", queue=BULK, priority=LAST, pass_context=True)
def backtest_assistant(context: JobContext, workspace_id: int, backtest_id: int) -> None:
    """Somebody wants to know beforehand."""
    from madoguchi.features.answers.actions.backtest import run  # as above

    run(backtest_id, workspace_id=workspace_id, tried=context.job.attempts)


@job("compare_draft", queue=BULK, pass_context=True)
def compare_draft(context: JobContext, workspace_id: int, regression_id: int, edition: int) -> None:
    """An article is about to be published."""
    from madoguchi.features.answers.actions.compare import compare  # as above

    compare(regression_id, edition=edition, workspace_id=workspace_id, tried=context.job.attempts)
