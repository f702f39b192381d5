"""Steps that answer from an article in a locked conversation, or say that it was asked back."""

from madoguchi.base.clock import now
from madoguchi.base.text import digest
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.actor import assistant
from madoguchi.features.answers import catalogue, composing
from madoguchi.features.answers.asking import address_for
from madoguchi.features.answers.events import AnswerClarified, AnswerGiven
from madoguchi.features.answers.handing import hand_over
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.next_up import likely_next
from madoguchi.features.answers.saying import say
from madoguchi.features.answers.verdicts import verdict_on
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.styles.models import Style
from madoguchi.features.styles.steps import style_on

KEPT = (
    *("state", "said", "text", "article_version", "model", "language", "verdict", "confidence"),
    *("offered", "looked_at", "outcome_at", "read_on", "step"),
)


def tell(answer: Answer, home: Conversation, article_id: int, *, question: str) -> Answer:
    """Answer from an article; a person has it where nobody may read that any more."""
    text = catalogue.text_for(home.workspace_id, article_id, answer.language)
    if text is None:
        hand_over(answer, home, "no_article")
        return answer
    verdict = verdict_on(question, answer.language, home.workspace_id)
    answer.verdict = verdict.verdict
    answer.text, answer.article_version = text, text.published_version
    answer.state, answer.outcome_at, answer.offered = Answer.State.ANSWERED, now(), []
    source = catalogue.source_of(text)
    told = composing.Told(
        verdict=verdict.sentence,
        style=style_on(home),
        by_steps=home.is_chat,
        by_mail="" if home.is_chat else address_for(answer),
        next_up=[catalogue.source_of(one) for one in likely_next(text)],
    )
    is_stepwise = told.by_steps and told.style == Style.CONVERSATIONAL
    answer.step = 1 if is_stepwise and composing.step_in(answer.language, source, 1) else 0
    said = composing.answer_in(answer.language, source, told)
    key = digest(f"assistant answered:{answer.id}:{article_id}")
    answer.said = say(home, answer.message, said, key=key, subject=text.title)
    keep(answer, home)
    return answer


def keep(answer: Answer, home: Conversation) -> None:
    """Save what was said, and record it."""
    answer.save(update_fields=KEPT)
    message_id = answer.said_id or 0
    actor = assistant(home.workspace_id)
    if answer.state == Answer.State.CLARIFIED:
        steps.note_fact(home, AnswerClarified(answer.id, message_id), actor)
    else:
        assert answer.text is not None
        steps.note_fact(home, AnswerGiven(answer.id, message_id, answer.text.article_id), actor)


def tell_more(answer: Answer, home: Conversation, text: ArticleText, *, key: str) -> None:
    """What they are likely to ask next, because they clicked on it."""
    said = composing.answer_in(answer.language, catalogue.source_of(text), composing.Told(style=style_on(home)))
    answer.read_on_id = text.article_id
    answer.said = say(home, answer.message, said, key=key, subject=text.title) or answer.said
    answer.save(update_fields=["read_on", "said"])


def tell_step(answer: Answer, home: Conversation) -> None:
    """The next step of the article that was answered from, which they have asked for."""
    assert answer.text is not None
    said = next_step(answer)
    answer.step += 1
    answer.outcome_at = now()  # a day of silence is counted from here
    key = digest(f"assistant step:{answer.id}:{answer.step}")
    answer.said = say(home, answer.message, said, key=key, subject=answer.text.title) or answer.said
    answer.save(update_fields=["step", "said", "outcome_at"])


def next_step(answer: Answer) -> str:
    """What it says; "" where there is none."""
    if not answer.step or answer.text is None or answer.read_on_id is not None:
        return ""
    return composing.step_in(answer.language, catalogue.source_of(answer.text), answer.step + 1)
