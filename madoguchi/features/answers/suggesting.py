"""What whoever answers is offered: the articles that are likely to answer the newest question of a conversation."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from madoguchi.base.markdown import text_to_markdown
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.features.answers.catalogue import address_of, letter_of
from madoguchi.features.answers.history import question_in
from madoguchi.features.answers.memory import known_to
from madoguchi.features.answers.models import Suggestion
from madoguchi.features.answers.reading import language_of
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.queries.centre import centre_of
from madoguchi.features.articles.queries.public import public

MOST = 3
LEAST = 0.05  # a score below says nothing
TURN = 10  # messages
SURE = {"sure": _("Sure"), "likely": _("Likely"), "perhaps": _("Perhaps")}


@dataclass(frozen=True, slots=True)
class Offer:
    """An article for the question `message_id`. `how_sure` is one of SURE; `address` "": it has no public one, and
    nothing of it may be sent as a link; `inside`: it is of a manual, for our eyes."""

    message_id: int
    text: ArticleText
    score: float
    how_sure: str
    address: str
    inside: bool

    @property
    def label(self) -> str:
        return str(SURE[self.how_sure])


def question_now(conversation: Conversation) -> tuple[int, str]:
    """The newest message of the customer and what their turn asks; (0, "") where nothing is."""
    said = Message.objects.filter(conversation=conversation)
    last = said.filter(kind=Message.Kind.REPLY, automatic="").order_by("-id").values_list("id", flat=True).first() or 0
    turn = list(said.filter(kind=Message.Kind.INBOUND, automatic="", id__gt=last).order_by("-id")[:TURN])[::-1]
    if not turn:
        return 0, ""
    text = "\n".join(one.visible_text for one in turn)
    return turn[-1].id, question_in(turn[0].channel, turn[0].subject, text)


def offers_for(conversation: Conversation) -> list[Offer]:
    """At most MOST, the best first; what was dismissed for this question is left out. In the running tenant."""
    message_id, question = question_now(conversation)
    known = known_to(conversation.workspace_id, "agents") if question else None
    if known is None:
        return []
    ranking = known.ranker.rank(question, limit=MOST * 2)
    dismissed = set(
        Suggestion.objects.filter(message_id=message_id, outcome=Suggestion.Outcome.DISMISSED).values_list(
            "article_id", flat=True
        )
    )
    scores = {int(one.article_id): one.score for one in ranking.ranked if one.score >= LEAST}
    texts = _texts(conversation, [one for one in scores if one not in dismissed], language_of(question))
    centre, made = centre_of(conversation.workspace_id), list[Offer]()
    for place, article_id in enumerate(one for one in scores if one in texts):
        text = texts[article_id]
        inside = text.article.visibility != "public" or text.article.collection.is_manual
        sure = "sure" if place == 0 and ranking.answer else "likely" if scores[article_id] >= 0.3 else "perhaps"
        address = "" if inside else address_of(text, centre)
        made.append(Offer(message_id, text, round(scores[article_id], 4), sure, address, inside))
    return made[:MOST]


def as_markdown(text: ArticleText, address: str, how: str) -> str:
    """What is put into the reply: "link" is the title with its address, "text" what it says."""
    title = text_to_markdown(text.title)
    if how == "link":
        return f"[{title}]({address})" if address else title
    return letter_of(text, centre_of(text.workspace_id))


def _texts(conversation: Conversation, article_ids: list[int], language: str) -> dict[int, ArticleText]:
    """In the language of the question where there is one, else in another."""
    languages = centre_of(conversation.workspace_id).languages
    found: dict[int, ArticleText] = {}
    for one in dict.fromkeys([language or conversation.contact.language, *languages]):
        for text in public(conversation.workspace_id, one, "agents").filter(article_id__in=article_ids):
            found.setdefault(text.article_id, text)
    return found
