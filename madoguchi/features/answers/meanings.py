"""What an embedding model says that texts mean, where a workspace has connected one: each is sent to it once, and is at
hand from then on.

Jobs ask before an action needs it, outside of any transaction (ask_for_learning, ask_about); actions take what is at
hand. What the model does not say is left out, and everything goes on without.
"""

import contextlib
import math
import struct
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.contacts.names import names_of
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.features.answers.catalogue import as_read, texts
from madoguchi.features.answers.history import Case, cases
from madoguchi.features.answers.memory import known_to
from madoguchi.features.answers.models import AnswerMeaning
from madoguchi.features.llm.asking import Unasked
from madoguchi.features.llm.embedding import Hidden, batches, embed, hidden
from madoguchi.features.llm.models import ModelCall
from madoguchi.features.llm.queries import embedding_source
from madoguchi.features.llm.steps import About

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from madoguchi.features.answers.ranking import Article, Past, Ranker
    from madoguchi.features.answers.ranking.outside import Outside

AT_ONCE = 2  # seconds at most, where somebody waits for an answer to a question
MOST_PAST = 20_000  # questions of the past, the newest
MOST_LETTERS = 600  # of a text: many models take no more than 512 tokens
KEPT = timedelta(days=7)  # without having been asked or learnt from
ROWS = 1_000  # at once
MOST_REFUSED = 20  # requests of one learning; the next goes on from there
MEANING = ModelCall.Purpose.MEANING


def ask_for_learning(workspace_id: int) -> None:
    """Have said what everything means that is learnt from, as far as it is not at hand; forget what nobody has used for
    KEPT. What cannot be asked now is asked the next time. May run twice."""
    with tenant(workspace_id):
        source = embedding_source(workspace_id)
        wanted = _all_wanted(workspace_id) if source else {}
    with contextlib.suppress(Unasked):
        for part in _parts(wanted):
            missing = _missing(part, source, workspace_id)
            _ask({text: wanted[text] for text in missing}, source, workspace_id)
    with tenant(workspace_id):
        AnswerMeaning.objects.filter(used_at__lt=now() - KEPT).delete()


def ask_about(question: str, home: Conversation | None, audience: str, *, workspace_id: int) -> None:
    """Have said what a question means, where what was learnt for an audience goes by that; AT_ONCE seconds at most."""
    with tenant(workspace_id):
        known = known_to(workspace_id, audience) if question.strip() else None
        source = known.ranker.asks if known else ""
        if not source or source != embedding_source(workspace_id) or _vectors([question], source):
            return
        sent = _sent(question, names_of(home.contact) if home else ())
    with contextlib.suppress(Unasked):
        about = About(conversation_id=home.id if home else None)
        found = embed(MEANING, [sent], workspace_id=workspace_id, timeout=AT_ONCE, about=about)
        _keep({question: home.id if home else None}, found, source, workspace_id)


def at_hand(question: str, ranker: "Ranker") -> "NDArray[float32] | None":
    """What a question means, where a ranker goes by that and it was said. In the running tenant."""
    found = _vectors([question], ranker.asks) if ranker.asks else {}
    if not found:
        return None
    import numpy as np  # not where nothing is ranked

    return np.frombuffer(found[question], dtype="<f2").astype(np.float32)


def outside_for(articles: Sequence["Article"], history: Sequence["Past"], workspace_id: int) -> "Outside | None":
    """What is at hand of what is learnt from; None where no model is to be asked. In the running tenant."""
    import numpy as np  # as above

    from madoguchi.features.answers.ranking.outside import Outside  # as above
    from madoguchi.features.answers.ranking.ranker import texts_for  # as above

    source = embedding_source(workspace_id)
    if not source:
        return None
    found: dict[str, bytes] = {}
    for part in _parts(dict.fromkeys([*texts_for(articles), *(past.question for past in history)])):
        found |= _vectors(part, source)
    sizes = [len(vector) for vector in found.values()]
    size = max(set(sizes), key=sizes.count, default=0)  # a model that was exchanged behind its name says it otherwise
    found = {text: vector for text, vector in found.items() if len(vector) == size}
    vectors = np.frombuffer(b"".join(found.values()), dtype="<f2").reshape(len(found), size // 2)
    return Outside(source, tuple(found), vectors)


def _all_wanted(workspace_id: int) -> dict[str, int | None]:
    """All texts that are learnt from; of the questions, the message in which it was asked."""
    read = [as_read(texts(workspace_id, audience)) for audience in ("public", "agents")]
    asked = cases(workspace_id)
    return {text: message_id for articles in read for text, message_id in _wanted(articles, asked).items()}


def _wanted(articles: Sequence["Article"], asked: Sequence[Case]) -> dict[str, int | None]:
    from madoguchi.features.answers.ranking.ranker import texts_for  # as above

    wanted: dict[str, int | None] = dict.fromkeys(texts_for(articles))
    return wanted | {case.question: case.message_id for case in asked[-MOST_PAST:]}


def _missing(part: Sequence[str], source: str, workspace_id: int) -> list[str]:
    """Those that are not at hand; the others are used once more."""
    with tenant(workspace_id):
        there = AnswerMeaning.objects.filter(source=source, digest__in=[digest(text) for text in part])
        there.exclude(vector=b"").update(used_at=now())  # what was refused is tried again after KEPT
        known = set(there.values_list("digest", flat=True))
    return [text for text in part if text.strip() and digest(text) not in known]


def _ask(wanted: Mapping[str, int | None], source: str, workspace_id: int) -> None:
    """Request by request: what was said before one that fails is kept. A text that is refused is found by halves, and
    the others are asked without it. Raises Unasked."""
    with tenant(workspace_id):
        ids = [message_id for message_id in wanted.values() if message_id]
        rows = Message.objects.filter(id__in=ids).select_related("conversation__contact__company")
        homes = {row.id: row.conversation_id for row in rows}
        names = {row.id: names_of(row.conversation.contact) for row in rows}
    texts_left, refused = iter(wanted), 0
    for batch in batches(_sent(text, names.get(message_id or 0, ())) for text, message_id in wanted.items()):
        parts = [list(zip(islice(texts_left, len(batch)), batch, strict=False))]
        while parts:
            part = parts.pop()
            try:
                found = embed(MEANING, [sent for _text, sent in part], workspace_id=workspace_id)
            except Unasked as failed:
                refused += 1
                if failed.code != "refused" or refused > MOST_REFUSED:
                    raise
                if len(part) > 1:
                    parts += [part[len(part) // 2 :], part[: len(part) // 2]]
                    continue
                found = [[]]
            _keep({text: homes.get(wanted[text] or 0) for text, _sent in part}, found, source, workspace_id)


def _sent(text: str, names: Collection[str]) -> Hidden:
    sent = hidden(text, names)
    return Hidden(sent.text[:MOST_LETTERS], sent.masked)


def _keep(asked: Mapping[str, int | None], found: Sequence[Sequence[float]], source: str, workspace_id: int) -> None:
    """`asked`: texts, and the conversation in which somebody asked it."""
    rows = [
        AnswerMeaning(
            workspace_id=workspace_id,
            source=source,
            digest=digest(text),
            vector=_packed(vector),
            conversation_id=conversation_id,
        )
        for (text, conversation_id), vector in zip(asked.items(), found, strict=True)
    ]
    with tenant(workspace_id):
        AnswerMeaning.objects.bulk_create(rows, ignore_conflicts=True)


def _packed(vector: Sequence[float]) -> bytes:
    """Of length 1, so that 16 bits hold it whatever its scale."""
    length = math.hypot(*vector) or 1.0
    return struct.pack(f"<{len(vector)}e", *(number / length for number in vector))


def _vectors(asked: Sequence[str], source: str) -> dict[str, bytes]:
    """Of those that are at hand."""
    by_digest = {digest(text): text for text in asked}
    rows = AnswerMeaning.objects.filter(source=source, digest__in=list(by_digest)).exclude(vector=b"")
    return {by_digest[one]: bytes(vector) for one, vector in rows.values_list("digest", "vector")}


def _parts(wanted: Iterable[str]) -> Iterator[list[str]]:
    left = iter(wanted)
    while part := list(islice(left, ROWS)):
        yield part
