"""Looking through resolved conversations for what customers call our terms."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import normal
from madoguchi.core.conversations.models import Conversation, Message, Status
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.glossary.jobs import learn_later
from madoguchi.features.glossary.learning import Learner, Learnt, Talk
from madoguchi.features.glossary.models import Learning, Synonym, Term
from madoguchi.features.glossary.queries import CODES

EACH = timedelta(days=1)
MOST = 10_000  # conversations, the newest
BATCH = 500
LONGEST = 4_000  # letters of a side of a conversation


def learn_when_due(workspace_id: int) -> bool:
    """Put the job into the queue where EACH has passed since it last ran. Returns whether it was."""
    with tenant(workspace_id):
        last = Learning.objects.values_list("learnt_at", flat=True).first()
        if (last is not None and last > now() - EACH) or not Term.objects.exists():
            return False
        _mark(workspace_id)
        learn_later(workspace_id)
        return True


def ask_to_learn(*, actor: Actor) -> None:
    """Look through them now."""
    require(actor, "glossary.write")
    with tenant(actor.workspace_id):
        learn_later(actor.workspace_id)


def learn(workspace_id: int) -> None:
    """Suggest what is found. What was rejected stays rejected; what is no longer found is no longer suggested."""
    with tenant(workspace_id):
        terms = _terms()
        learner = Learner(terms)
        for talk in _talks() if terms else ():
            learner.read(talk)
        _suggest(workspace_id, learner.learnt())
        _mark(workspace_id, learner.talks)


def _terms() -> dict[int, list[str]]:
    """The words of each term, ours and those of customers."""
    words: dict[int, list[str]] = {}
    for term_id, *names in Term.objects.order_by("id").values_list("id", *CODES):
        words[term_id] = [name for name in names if name]
    used = Synonym.objects.filter(state=Synonym.State.USED).order_by("id")
    for term_id, word in used.values_list("term_id", "word"):
        words[term_id].append(word)
    return words


def _talks() -> Iterator[Talk]:
    resolved = Conversation.objects.filter(status=Status.RESOLVED, is_spam=False, merged_into__isnull=True)
    ids = list(resolved.order_by("-id").values_list("id", "contact_id")[:MOST])
    for start in range(0, len(ids), BATCH):
        contacts = dict(ids[start : start + BATCH])
        said: dict[tuple[int, str], list[str]] = defaultdict(list)
        for matter_id, kind, text, reply_text in _messages(contacts):
            said[matter_id, kind].append((reply_text or text)[:LONGEST])
        for matter_id, contact_id in contacts.items():
            theirs, ours = (
                "\n".join(said[matter_id, kind])[:LONGEST] for kind in (Message.Kind.INBOUND, Message.Kind.REPLY)
            )
            if theirs and ours:
                yield Talk(contact_id, theirs, ours)


def _messages(contacts: dict[int, int]) -> "QuerySet[Message, tuple[int, str, str, str]]":
    kinds = (Message.Kind.INBOUND, Message.Kind.REPLY)
    rows = Message.objects.filter(conversation_id__in=contacts, kind__in=kinds, automatic="", forwards__isnull=True)
    return rows.order_by("id").values_list("conversation_id", "kind", "text", "reply_text")


def _suggest(workspace_id: int, learnt: list[Learnt]) -> None:
    kept = []
    for one in learnt:
        row, is_new = Synonym.objects.get_or_create(
            term_id=one.term_id,
            language="en" if one.word.isascii() else "ja",
            key=normal(one.word),
            defaults={
                "workspace_id": workspace_id,
                "word": one.word,
                "state": Synonym.State.SUGGESTED,
                "source": Synonym.Source.LEARNT,
                "times": one.times,
                "weight": one.weight,
            },
        )
        if not is_new and row.state == Synonym.State.SUGGESTED:
            Synonym.objects.filter(id=row.id).update(times=one.times, weight=one.weight)
        kept.append(row.id)
    Synonym.objects.filter(state=Synonym.State.SUGGESTED).exclude(id__in=kept).delete()


def _mark(workspace_id: int, talks: int | None = None) -> None:
    known = {} if talks is None else {"conversations": talks}
    Learning.objects.update_or_create(workspace_id=workspace_id, defaults={"learnt_at": now(), **known})
