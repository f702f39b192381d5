"""One question back for whoever answers: where two articles differ by one thing that the question does not say, and
where what the customer wants to do would change the answer and nobody knows it. One at a time, and at most MOST_BACK in
a conversation, those of the assistant counted; then it is better handed on (MISSION 5).

Most who do not say what they want to do need not be asked: the answer is the same. It is asked of who asks whether
something is possible, where no article surely answers, and either the answer is no plain yes (another way may lead to
the same end) or they ask for a means, a feature, and say nothing around it (docs/how-to/answer-well.md: how often).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.base.compiled import compiled
from madoguchi.base.errors import NotAllowed
from madoguchi.base.markdown import text_to_markdown
from madoguchi.core.contacts.names import keys_of
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.aims.models import Aim, Clarification
from madoguchi.features.answers.deciding import MOST_BACK, between
from madoguchi.features.answers.models import Answer, Ranked
from madoguchi.features.answers.reading import asks_yes_or_no, language_of, without_writer
from madoguchi.features.answers.suggesting import question_now
from madoguchi.features.answers.verdicts import verdict_on
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.queries.public import public_in
from madoguchi.features.styles.checking import letters_in

Kind = Clarification.Kind
BACK = ("clarified", "followed")  # answers by which the assistant asked back
SHORT = 25  # letters
MEANS = re.compile(
    r"機能|連携|オプション|プラグイン|\b(?:feature|function|integration|option|plug-?in|API)s?\b", re.IGNORECASE
)
NO_PLAIN_YES = (Answer.Verdict.NO, Answer.Verdict.CONDITIONAL, Answer.Verdict.UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class Back:
    """`text` is what would be asked, as Markdown, "" for nothing; `asked` is how often that was done there already.
    With `is_enough` there would be something to ask, but it was asked often enough."""

    kind: str = ""
    text: str = ""
    message_id: int = 0
    asked: int = 0
    is_enough: bool = False


def back_at(conversation_id: int, actor: Actor) -> Back:
    """What could be asked now. In the running tenant. Raises NotAllowed."""
    require(actor, "conversation.reply")
    conversation = _home(conversation_id, actor)
    if conversation is None:
        raise NotAllowed("not-found", _("This conversation does not exist."))
    message_id, question = question_now(conversation)
    if not question:
        return Back()
    done = conversation.done  # type: ignore[attr-defined]  # by _home()
    asked = len(conversation.backs)  # type: ignore[attr-defined]  # by _home()
    asked += sum(one["outcome"] == Clarification.Outcome.ASKED for one in done)
    here = {one["kind"] for one in done if one["message"] == message_id}
    language = language_of(question) or conversation.contact.language
    for kind, found in ((Kind.WHICH, _which), (Kind.WISH, _wish)):
        if kind not in here and (text := found(conversation, message_id, question, language)):
            enough = asked >= MOST_BACK
            return Back(kind, "" if enough else text, message_id, asked, enough)
    return Back(asked=asked)


def may_be_asked() -> Q:
    """For conversations: annotate(may_be_asked=...): whether back_at() may find something. What comes later is told."""
    here = OuterRef("pk")
    unknown = Aim.objects.filter(conversation=here, wish="", is_looked_up=True, state=Aim.State.FOUND)
    return Q(Exists(Ranked.objects.filter(conversation=here, is_sure=False))) | Q(Exists(unknown))


def _home(conversation_id: int, actor: Actor) -> Conversation | None:
    """With the questions back that were suggested there (`done`), and those of the assistant (`backs`)."""
    rows = visible_to(actor).filter(id=conversation_id).select_related("contact")
    return rows.annotate(done=compiled(Conversation, _done), backs=compiled(Conversation, _backs)).first()


def _done() -> ArraySubquery:
    suggested = Clarification.objects.filter(conversation=OuterRef("pk")).order_by("id")
    return ArraySubquery(suggested.values(told=JSONObject(message="message_id", kind="kind", outcome="outcome")))


def _backs() -> ArraySubquery:
    return ArraySubquery(Answer.objects.filter(conversation=OuterRef("pk"), state__in=BACK).order_by("id").values("id"))


def _which(conversation: Conversation, message_id: int, question: str, language: str) -> str:
    row = Ranked.objects.filter(conversation=conversation, message_id=message_id, is_sure=False).order_by("-id").first()
    if row is None:
        return ""
    scores = [(int(article_id), float(score)) for article_id, score in row.scores]
    titles = _titles(conversation, [article_id for article_id, _score in scores], language)
    found = between(question, [(titles[one], score) for one, score in scores if one in titles])
    if found is None:
        return ""
    with override(language):
        lines = "\n".join(f"- {text_to_markdown(title)}" for title in found)
        return _("So that we can answer exactly: which of these do you mean?") + f"\n\n{lines}"


def _wish(conversation: Conversation, message_id: int, question: str, language: str) -> str:
    row = Aim.objects.filter(conversation=conversation).first()
    if row is None or row.wish or not row.is_looked_up or row.is_settled:
        return ""
    said = without_writer(question, keys_of(conversation.contact))  # a name below a letter is no question
    if not _would_change_the_answer(row, message_id, said, language):
        return ""
    with override(language):
        return _("May we ask what you would like to do with it? There may be a way that fits better.")


def _would_change_the_answer(aim: Aim, message_id: int, question: str, language: str) -> bool:
    if not asks_yes_or_no(aim.asked if aim.asked and aim.asked in question else question):
        return False
    if Ranked.objects.filter(conversation_id=aim.conversation_id, message_id=message_id, is_sure=True).exists():
        return False
    if letters_in(question) <= SHORT and MEANS.search(question):
        return True
    return verdict_on(aim.asked or question, language, aim.workspace_id).verdict in NO_PLAIN_YES


def _titles(conversation: Conversation, article_ids: Sequence[int], language: str) -> dict[int, str]:
    """Of what everybody may read: a question back names nothing else."""
    languages = [one for one in dict.fromkeys([language, "ja", "en"]) if one]
    rows: list[ArticleText] = list(public_in(conversation.workspace_id, languages).filter(article_id__in=article_ids))
    rows.sort(key=lambda text: languages.index(text.language))
    titles: dict[int, str] = {}
    for text in rows:
        titles.setdefault(text.article_id, text.title)
    return titles
