"""Steps that answer from an article or the registry in a locked conversation, or say that it was asked back."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from madoguchi.base.clock import now
from madoguchi.base.text import digest
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.people.actor import assistant
from madoguchi.features.answers import catalogue, composing
from madoguchi.features.answers.asking import address_for
from madoguchi.features.answers.events import AnswerClarified, AnswerGiven
from madoguchi.features.answers.handing import hand_over
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.next_up import likely_next
from madoguchi.features.answers.saying import say
from madoguchi.features.answers.sectioning import anchor_in, section_noted, source_of
from madoguchi.features.answers.verdicts import Verdict, name_on, reason_on, source_on, verdict_on
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.chat.standing import opening_of
from madoguchi.features.styles.models import Style
from madoguchi.features.styles.steps import style_on

if TYPE_CHECKING:
    from madoguchi.features.answers.ranking import Look

KEPT = (
    *("state", "said", "text", "article_version", "feature", "model", "language", "verdict", "confidence"),
    *("offered", "looked_at", "outcome_at", "read_on", "step", "sections"),
)


def tell(answer: Answer, home: Conversation, article_id: int, *, question: str, look: "Look | None" = None) -> Answer:
    """Answer from an article; a person has it where nobody may read that any more. `look`: the question as it was
    looked up, which tells the section; without it, what is noted (note_sections) holds."""
    text = catalogue.text_for(home.workspace_id, article_id, answer.language)
    if text is None:
        hand_over(answer, home, "no_article")
        return answer
    verdict = verdict_on(question, answer.language, home.workspace_id)
    answer.verdict, answer.feature = verdict.verdict, verdict.feature
    answer.text, answer.article_version = text, text.published_version
    answer.state, answer.outcome_at, answer.offered = Answer.State.ANSWERED, now(), []
    if look is not None:
        answer.sections = {str(article_id): anchor_in(text, look)}
    source = source_of(text, section_noted(answer, article_id))
    told = composing.Told(
        verdict=verdict.sentence,
        instead=verdict.instead,
        style=style_on(home),
        by_steps=home.is_chat,
        by_mail="" if home.is_chat else address_for(answer),
        next_up=[source_of(one) for one in likely_next(text)],
    )
    is_stepwise = told.by_steps and told.style == Style.CONVERSATIONAL
    answer.step = 1 if is_stepwise and composing.step_in(answer.language, source, 1) else 0
    said = composing.answer_in(answer.language, source, told)
    key = digest(f"assistant answered:{answer.id}:{article_id}")
    answer.said = say(home, answer.message, said, key=key, subject=text.title)
    keep(answer, home)
    return answer


def tell_known(answer: Answer, home: Conversation, known: Verdict) -> Answer:
    """Answer from the registry alone; an article about it is named, where there is one that everybody may read."""
    assert known.feature is not None
    answer.verdict, answer.feature = known.verdict, known.feature
    answer.state, answer.outcome_at, answer.offered = Answer.State.ANSWERED, now(), []
    by_mail = "" if home.is_chat else address_for(answer)
    told = composing.Told(verdict=known.sentence, instead=known.instead, by_mail=by_mail)
    said = composing.verdict_in(answer.language, source_on(known, answer.language, home.workspace_id), told)
    key = digest(f"assistant answered:{answer.id}:feature {known.feature.id}")
    answer.said = say(home, answer.message, said, key=key, subject=known.name)
    keep(answer, home)
    return answer


def tell_unconfirmed(answer: Answer, home: Conversation) -> None:
    """That it is not known whether something can be done, to who gets a person now."""
    answer.verdict = Answer.Verdict.UNCONFIRMED
    said = composing.unconfirmed_in(answer.language, open_now=opening_of(home.inbox)[0])
    answer.said = say(home, answer.message, said, key=digest(f"assistant unconfirmed:{answer.id}"))


def keep(answer: Answer, home: Conversation) -> None:
    """Save what was said, and record it."""
    answer.save(update_fields=KEPT)
    message_id = answer.said_id or 0
    actor = assistant(home.workspace_id)
    if answer.state == Answer.State.CLARIFIED:
        steps.note_fact(home, AnswerClarified(answer.id, message_id), actor)
    else:
        article_id = answer.text.article_id if answer.text is not None else None
        steps.note_fact(home, AnswerGiven(answer.id, message_id, article_id, answer.feature_id), actor)


def tell_more(answer: Answer, home: Conversation, text: ArticleText, *, key: str) -> None:
    """What they are likely to ask next, because they clicked on it."""
    said = composing.answer_in(answer.language, source_of(text), composing.Told(style=style_on(home)))
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
    source = source_of(answer.text, section_noted(answer, answer.text.article_id))
    return composing.step_in(answer.language, source, answer.step + 1)


def tell_reason(answer: Answer, home: Conversation, asked: Message) -> None:
    """Why something cannot be done, to who has asked for it by `asked`."""
    text = reason_left(answer)
    subject = answer.text.title if answer.text is not None else name_on(answer.feature, answer.language)
    answer.outcome_at = now()  # a day of silence is counted from here
    answer.said = say(home, asked, text, key=_reason_key(answer), subject=subject) or answer.said
    answer.save(update_fields=["said", "outcome_at"])


def reason_left(answer: Answer) -> str:
    """Why what was answered is not possible, or only in part; "" where nobody has written that down, or it was told."""
    if answer.feature is None or steps.written_before(answer.workspace_id, _reason_key(answer)):
        return ""
    return reason_on(answer.feature, answer.language)


def _reason_key(answer: Answer) -> str:
    return digest(f"assistant reason:{answer.id}")


def note_sections(answer: Answer, article_ids: Iterable[int], look: "Look | None") -> None:
    """Which section of each answers, for whoever will choose among them: then nothing is looked up."""
    texts = {one: catalogue.text_for(answer.workspace_id, one, answer.language) for one in article_ids}
    answer.sections = {str(one): anchor_in(text, look) for one, text in texts.items() if text is not None}
