"""What a customer says of an answer by one click. Whoever calls has shown that they are who was answered."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import Actor
from madoguchi.features.answers import composing, telling
from madoguchi.features.answers.handing import ASKED, hand_over
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.next_up import likely_next
from madoguchi.features.answers.saying import say
from madoguchi.features.answers.settling import confirmed
from madoguchi.features.chat.standing import opening_of

TOLD = (Answer.State.ANSWERED, Answer.State.ASSUMED)
OPEN = (Answer.State.ANSWERED, Answer.State.CLARIFIED)
AFTER_ALL = (Answer.State.CONFIRMED, Answer.State.ASSUMED)  # who asks for a person then came back


def confirm(answer_id: int, *, workspace_id: int) -> Answer:
    """It helped. The same again changes nothing. Raises Refused("too-late") where a person has it, NotAllowed."""
    with tenant(workspace_id), gathering():
        row, home = _of(answer_id)
        if row.state == Answer.State.CONFIRMED:
            return row
        if row.state not in TOLD or home.is_spam:
            raise Refused("too-late", _("A person has taken this over meanwhile."))
        confirmed(row, home)
        return row


def ask_for_person(answer_id: int, *, workspace_id: int) -> Answer:
    """They want to talk to a person. The same again changes nothing. Raises NotAllowed."""
    with tenant(workspace_id), gathering():
        return _give_to_person(answer_id)


def ask_for_person_in(conversation_id: int, *, workspace_id: int) -> Answer:
    """The same of whatever was said there last, also where it has only greeted. Raises NotAllowed."""
    with tenant(workspace_id), gathering():
        last = Answer.objects.filter(conversation_id=conversation_id).order_by("-id").first()
        return _give_to_person((last or _begun(conversation_id, workspace_id)).id)


def ask_for_step(answer_id: int, *, workspace_id: int) -> Answer:
    """They have done it, and ask for the next step. Raises Refused("too-late"), NotAllowed where there is none."""
    with tenant(workspace_id), gathering():
        row, home = _answered(answer_id)
        if not telling.next_step(row):
            raise NotAllowed("not-found", _("There is no further step."))
        telling.tell_step(row, home)
        return row


def ask_for_reason(answer_id: int, *, workspace_id: int) -> Answer:
    """They ask why something cannot be done. Raises Refused("too-late"), NotAllowed where nothing is known of that."""
    with tenant(workspace_id), gathering():
        row, home = _answered(answer_id)
        if not telling.reason_left(row):
            raise NotAllowed("not-found", _("There is no reason to tell."))
        telling.tell_reason(row, home, row.message)
        return row


def choose(answer_id: int, article_id: int, *, workspace_id: int) -> Answer:
    """Which of the articles is meant that were asked back for, or one that is likely next: that is answered.

    Raises Refused("too-late"), NotAllowed for an article that was not offered.
    """
    with tenant(workspace_id), gathering():
        row, home = _of(answer_id)
        if row.state not in (*OPEN, Answer.State.CONFIRMED) or home.is_spam:
            raise Refused("too-late", _("A person has taken this over meanwhile."))
        if row.state == Answer.State.CLARIFIED:
            if article_id not in row.offered:
                raise NotAllowed("not-found", _("This article does not exist."))
            return telling.tell(row, home, article_id, question="")
        return _read_on(row, home, article_id)


def _answered(answer_id: int) -> tuple[Answer, Conversation]:
    row, home = _of(answer_id)
    if row.state != Answer.State.ANSWERED or home.is_spam:
        raise Refused("too-late", _("A person has taken this over meanwhile."))
    return row, home


def _give_to_person(answer_id: int) -> Answer:
    row, home = _of(answer_id)
    if row.state not in (*OPEN, *AFTER_ALL) or home.is_spam:
        return row
    steps.reopen(home, Actor(home.workspace_id, "contact", home.contact_id), why="answered")
    _say_so(row, home)
    hand_over(row, home, ASKED)
    return row


def _begun(conversation_id: int, workspace_id: int) -> Answer:
    """A row for what they wrote last, which was no question."""
    said = Message.objects.filter(conversation_id=conversation_id, kind=Message.Kind.INBOUND, automatic="")
    last = said.select_related("conversation").order_by("-id").first()
    if last is None:
        raise NotAllowed("not-found", _("This conversation does not exist."))
    row, _is_new = Answer.objects.get_or_create(
        message=last,
        defaults={
            "workspace_id": workspace_id,
            "conversation_id": conversation_id,
            "inbox_id": last.conversation.inbox_id,
            "state": Answer.State.CLARIFIED,
        },
    )
    return row


def _read_on(row: Answer, home: Conversation, article_id: int) -> Answer:
    """The likely next question was opened: it is told, and the answer counts as before."""
    text = next((one for one in likely_next(row.text) if one.article_id == article_id), None) if row.text else None
    if text is None:
        raise NotAllowed("not-found", _("This article does not exist."))
    key = digest(f"assistant read on:{row.id}:{article_id}")
    before = row.state, row.outcome_at
    telling.tell_more(row, home, text, key=key)
    row.state, row.outcome_at = before
    return row


def _say_so(row: Answer, home: Conversation) -> None:
    """In a chat at once, where they look at it; the steps of the chat go on from there."""
    if home.is_chat:
        text = composing.hand_over_in(row.language or home.inbox.language, open_now=opening_of(home.inbox)[0])
        say(home, row.message, text, key=digest(f"assistant handed over:{row.id}:{now():%Y%m%d}"))


def _of(answer_id: int) -> tuple[Answer, Conversation]:
    """An answer and its conversation, both locked. Raises NotAllowed."""
    found = Answer.objects.filter(id=answer_id).values_list("conversation_id", flat=True).first()
    rows = Conversation.objects.select_related("inbox", "contact").select_for_update(of=("self",))
    home = rows.filter(id=found).first() if found else None
    if home is None:
        raise NotAllowed("not-found", _("This conversation does not exist."))
    answers = Answer.objects.select_related("message", "text__article").select_for_update(of=("self",))
    return answers.get(id=answer_id), home
