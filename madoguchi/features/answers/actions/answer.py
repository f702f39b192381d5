"""Answering a question that was taken: from an article or the registry, by a question back, or by giving it to a
person."""

from dataclasses import dataclass, replace

from madoguchi.base.clock import now
from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.contacts.names import keys_of
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.ledger import gathering
from madoguchi.features.answers import catalogue, composing, telling
from madoguchi.features.answers.asking import address_for
from madoguchi.features.answers.deciding import MOST_LOOKED_AT, Decision, Opinion, Tried, decide
from madoguchi.features.answers.eligible import may_answer
from madoguchi.features.answers.handing import hand_over
from madoguchi.features.answers.meanings import at_hand
from madoguchi.features.answers.memory import Known, known_to
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.policy import setting_of
from madoguchi.features.answers.questioning import Question, question_of, taken_with
from madoguchi.features.answers.ranking import Look, Ranking
from madoguchi.features.answers.reading import Read, asks_whether, asks_why, goes_on, without_writer
from madoguchi.features.answers.repeating import useless_in
from madoguchi.features.answers.saying import say
from madoguchi.features.answers.settling import at_rest, confirmed, follow
from madoguchi.features.answers.verdicts import NONE, Verdict, answer_on, verdict_on
from madoguchi.features.chat.understanding import asks

FOR_WANT_OF_AN_ARTICLE = ("unsure", "no_article")
OPEN = (Answer.State.ANSWERED, Answer.State.CLARIFIED)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was looked up, and what somebody else makes of it."""

    known: Known | None
    look: Look | None
    opinion: Opinion | None


def answer(answer_id: int, *, workspace_id: int, opinion: Opinion | None = None) -> Answer | None:
    """Do with a taken question what there is to do; None where it is settled, or a newer one speaks for it. `opinion`
    is what somebody else makes of it (consulting.py). What takes time is done outside of any transaction. May run
    twice."""
    with tenant(workspace_id):
        taken = taken_with(answer_id)
        if taken is None:
            return None
        question = question_of(taken)
        known = known_to(workspace_id) if question.is_looked_up else None
        meaning = at_hand(question.text, known.ranker) if known else None
    look = known.ranker.look(question.text, limit=MOST_LOOKED_AT * 2, meaning=meaning) if known else None
    with tenant(workspace_id), gathering():
        home = _locked(taken)
        row = Answer.objects.select_for_update().filter(id=answer_id, state=Answer.State.CONSIDERING).first()
        if row is None:
            return None
        row.message = taken.message
        if _newer(row) or not may_answer(row.message, home, setting_of(home.inbox)):
            _let_go(row, home)
            return None
        return _settle(row, home, question, _Found(known, look, opinion))


def _locked(taken: Answer) -> Conversation:
    rows = Conversation.objects.select_related("inbox", "contact").select_for_update(of=("self",))
    return rows.get(id=taken.conversation_id)


def _newer(row: Answer) -> bool:
    """They have written on: what they wrote last is read together with this."""
    said = Message.objects.filter(conversation_id=row.conversation_id, kind=Message.Kind.INBOUND, automatic="")
    return said.filter(id__gt=row.message_id).exists()


def _let_go(row: Answer, home: Conversation) -> None:
    """It is not the assistant's any more; unless a newer message of theirs is, they wait for a person."""
    others = Answer.objects.filter(conversation=home, state=Answer.State.CONSIDERING).exclude(id=row.id)
    row.delete()
    if not others.exists():
        steps.waits_again(home)
        update(home, "waiting_since", "waiting_on")


def _settle(row: Answer, home: Conversation, question: Question, looked_up: _Found) -> Answer | None:
    row.language = question.language
    open_ones = list(Answer.objects.filter(conversation=home, state__in=OPEN).order_by("id"))
    found = question.read
    if found.wants_person or found.complains or question.has_files:
        follow(open_ones)
        hand_over(row, home, "person" if found.wants_person else "complaint" if found.complains else "files")
        return row
    if found.is_greeting:
        return _greet(row, home, question)
    if open_ones and _goes_on(open_ones[-1], row, home, found.text):
        row.delete()
        return None
    if found.is_solved or found.is_thanks:
        return _close(row, home, question, open_ones)
    decision, known = _from_registry(home, question, _decision(row, home, question, looked_up))
    if open_ones and known is NONE and _is_no_answer(found, decision):
        follow(open_ones)
        hand_over(row, home, "useless")
        return row
    follow(open_ones)
    row.confidence, row.looked_at = decision.confidence, [list(one) for one in decision.looked_at]
    row.model_id = looked_up.known.model_id if looked_up.known else None
    if known is not NONE:
        return telling.tell_known(row, home, known)
    if decision.what == "person":
        if _is_unconfirmed(home, question, decision):
            telling.tell_unconfirmed(row, home)
        hand_over(row, home, decision.why)
        return row
    if decision.what == "ask":
        telling.note_sections(row, map(int, decision.article_ids), looked_up.look)
        return _ask_back(row, home, question, decision)
    return telling.tell(row, home, int(decision.article_ids[0]), question=question.text, look=looked_up.look)


def _decision(row: Answer, home: Conversation, question: Question, looked_up: _Found) -> Decision:
    before = list(Answer.objects.filter(conversation=home).exclude(id=row.id).select_related("text"))
    tried = Tried(
        answers=sum(one.is_told for one in before),
        backs=sum(bool(one.offered) for one in before),
        useless=useless_in(home, before, looked_up.look, question.language),
    )
    look = looked_up.look
    ranking = look.ranking if look else Ranking((), 0.0, answer=False)
    ids = [one.article_id for one in ranking.ranked]
    titles = catalogue.titles_for(home.workspace_id, ids, question.language)
    threshold = look.threshold if look else 1.0
    return decide(question.text, ranking, threshold, titles, tried, looked_up.opinion)


def _from_registry(home: Conversation, question: Question, decision: Decision) -> tuple[Decision, Verdict]:
    """Where no article answers, what the registry says, NONE where it does not know surely. What was said there already
    is of no use a second time."""
    if decision.what != "person" or decision.why not in FOR_WANT_OF_AN_ARTICLE:
        return decision, NONE
    asked = without_writer(question.text, keys_of(home.contact))
    known = answer_on(asked, question.language, home.workspace_id)
    if known is not NONE and Answer.objects.filter(conversation=home, feature=known.feature).exists():
        return replace(decision, why="useless"), NONE
    return decision, known


def _is_unconfirmed(home: Conversation, question: Question, decision: Decision) -> bool:
    """Whether they ask in a chat, and wait there, if something can be done, and nothing that is known speaks of it."""
    if decision.why not in FOR_WANT_OF_AN_ARTICLE or not home.is_live or not asks_whether(question.text):
        return False
    return verdict_on(question.text, question.language, home.workspace_id) is NONE


def _goes_on(last: Answer, row: Answer, home: Conversation, said: str) -> bool:
    """Whether the last answer had more to tell to what was said, its next step or its reason: it is told."""
    if goes_on(said) and telling.next_step(last):
        telling.tell_step(last, home)
    elif asks_why(said) and telling.reason_left(last):
        telling.tell_reason(last, home, row.message)
    else:
        return False
    return True


def _is_no_answer(found: Read, decision: Decision) -> bool:
    """Whether who was answered says that it was of no use. "I cannot sign in" says so, or is a question of its own: it
    is one where something else answers it."""
    if asks_why(found.text):
        return True
    return found.is_unsolved and not (decision.what == "answer" and asks(found.text))


def _greet(row: Answer, home: Conversation, question: Question) -> Answer | None:
    """Once, and who is there: a greeting is no question. Who greets twice, or wrote a mail, waits for somebody."""
    if not home.is_live:
        _let_go(row, home)
        return None
    key = digest(f"assistant greeted:{home.id}")
    text = composing.greeting_in(question.language)
    if say(home, row.message, text, key=key):
        row.delete()
        return None
    hand_over(row, home, "unsure")
    return row


def _close(row: Answer, home: Conversation, question: Question, open_ones: list[Answer]) -> Answer | None:
    """Thanks need no answer; who says that it is solved confirms the last one."""
    told = [one for one in open_ones if one.is_told]
    if question.read.is_solved and told:
        follow([one for one in open_ones if one is not told[-1]])
        if home.is_chat:
            say(home, row.message, composing.thanks_in(question.language), key=digest(f"assistant thanked:{row.id}"))
        confirmed(told[-1], home)
    elif not Answer.objects.filter(conversation=home).exclude(id=row.id).exists():
        hand_over(row, home, "unsure")
        return row
    else:
        at_rest(home, is_over=not open_ones)
    row.delete()
    return None


def _ask_back(row: Answer, home: Conversation, question: Question, decision: Decision) -> Answer:
    titles = catalogue.titles_for(home.workspace_id, decision.article_ids, question.language)
    row.offered = [int(one) for one in decision.article_ids]
    by_mail = "" if home.is_chat else address_for(row)
    text = composing.question_back_in(question.language, [titles[one] for one in decision.article_ids], by_mail)
    row.state, row.outcome_at = Answer.State.CLARIFIED, now()
    subject = composing.subject_in(question.language)
    row.said = say(home, row.message, text, key=digest(f"assistant asked:{row.id}"), subject=subject)
    telling.keep(row, home)
    return row
