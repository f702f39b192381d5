"""The questions of the past and what answered them: what is learnt from, and what a backtest is made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef

from madoguchi.base.clock import now
from madoguchi.core.conversations.models import Conversation, Message, Status
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.reading import read, sentences_in
from madoguchi.features.articles.models import ArticleSource
from madoguchi.features.chat.understanding import is_particulars

MOST = 100_000  # questions that an article answered
MOST_UNANSWERED = 20_000  # questions that a person answered without one
YEARS = timedelta(days=2 * 365)
RIGHT = (Answer.State.CONFIRMED, Answer.State.ASSUMED)
AT_ONCE = 1_000
LOOKED_AT = 4  # messages from the beginning, until one asks something
LONGEST = 2_000  # characters of a question

FIRST_WORDS = """
SELECT one.id, said.id, said.at, said.channel, said.subject, coalesce(nullif(said.reply_text, ''), said.text)
FROM unnest(%s::bigint[]) AS one (id)
CROSS JOIN LATERAL (
  SELECT id, at, channel, subject, text, reply_text FROM messages
  WHERE workspace_id = %s AND conversation_id = one.id AND kind = 'inbound' AND automatic = ''
  ORDER BY messages.id LIMIT %s
) AS said
ORDER BY one.id, said.id
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A question, when it was asked, and the article that answered it; None: a person answered without one."""

    message_id: int
    at: datetime
    question: str
    article_id: int | None


def cases(workspace_id: int, *, most: int = MOST, most_unanswered: int = MOST_UNANSWERED) -> list[Case]:
    """Of the last two years the newest, the oldest of them first: `most` that an article of people answered, as many
    that the assistant answered, and `most_unanswered`. In the running tenant."""
    since = now() - YEARS
    used = _used(workspace_id, since, most)
    told = _told(workspace_id, since, most)
    unanswered = _unanswered(workspace_id, since, most_unanswered)
    found = [*_asked(workspace_id, used), *told, *_asked(workspace_id, dict.fromkeys(unanswered))]
    once = {case.message_id: case for case in found}
    return sorted(once.values(), key=lambda case: (case.at, case.message_id))


def question_of(message: Message) -> str:
    """What a message asks: without greetings, with the subject of a mail."""
    return question_in(message.channel, message.subject, message.visible_text)


def question_in(channel: str, subject: str, text: str) -> str:
    """The same of its parts. A subject that only begins the text adds nothing: the form of the help centre makes it
    so. Nor does a sentence that only says who writes, and under which numbers."""
    asked = _without_particulars(read(text).text)
    plain = subject.strip()
    is_said = plain in asked or " ".join(text.split()).startswith(plain)
    if channel == "email" and plain and not plain.lower().startswith("re:") and not is_said:
        asked = f"{plain}\n{asked}".strip()
    return asked[:LONGEST]


def _without_particulars(asked: str) -> str:
    said = sentences_in(asked)
    left = [one for one in said if not is_particulars(one.rstrip("。．.!！ "))]
    return "\n".join(left) if 0 < len(left) < len(said) else asked


def _used(workspace_id: int, since: datetime, most: int) -> dict[int, int]:
    """Conversations with the article that they were answered with first."""
    rows = ArticleSource.objects.filter(workspace_id=workspace_id, kind=ArticleSource.Kind.USED, at__gte=since)
    newest = rows.order_by("-at").values_list("conversation_id", "article_id")[:most]
    return dict(newest)


def _told(workspace_id: int, since: datetime, most: int) -> list[Case]:
    """What the assistant has answered, and nobody came back for."""
    rows = Answer.objects.filter(workspace_id=workspace_id, state__in=RIGHT, at__gte=since, text__isnull=False)
    rows = rows.select_related("message", "text").order_by("-at")[:most]
    return [Case(row.message_id, row.message.at, question_of(row.message), _article(row)) for row in rows]


def _article(row: Answer) -> int | None:
    return row.text.article_id if row.text else None


def _unanswered(workspace_id: int, since: datetime, most: int) -> list[int]:
    """Conversations that people resolved without an article, the newest."""
    used = ArticleSource.objects.filter(conversation=OuterRef("pk"), kind=ArticleSource.Kind.USED)
    told = Answer.objects.filter(conversation=OuterRef("pk"), state__in=RIGHT)
    rows = Conversation.objects.filter(
        ~Exists(used),
        ~Exists(told),
        workspace_id=workspace_id,
        status=Status.RESOLVED,
        is_spam=False,
        resolved_at__gte=since,
        first_replied_at__isnull=False,
    )
    return list(rows.order_by("-resolved_at", "-id").values_list("id", flat=True)[:most])


def _asked(workspace_id: int, known: dict[int, int] | dict[int, None]) -> Iterator[Case]:
    """The first question of each of some conversations."""
    ids = list(known)
    for start in range(0, len(ids), AT_ONCE):
        done: set[int] = set()
        some = ids[start : start + AT_ONCE]
        for conversation_id, message_id, at, channel, subject, text in _first_words(workspace_id, some):
            if conversation_id in done:
                continue
            question = question_in(channel, subject, text)
            if question:
                done.add(conversation_id)
                yield Case(message_id, at, question, known[conversation_id])


def _first_words(workspace_id: int, ids: Sequence[int]) -> Iterable[tuple[int, int, datetime, str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(FIRST_WORDS, [list(ids), workspace_id, LOOKED_AT])
        rows: list[tuple[int, int, datetime, str, str, str]] = cursor.fetchall()
        return rows
