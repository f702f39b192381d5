"""What whoever answers is offered: the articles that are likely to answer the newest question of a conversation."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.base.errors import NotAllowed
from madoguchi.base.markdown import text_to_markdown
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.queries.visible import one_visible
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.answers.catalogue import address_of, letter_of
from madoguchi.features.answers.history import question_in
from madoguchi.features.answers.memory import model_in_use
from madoguchi.features.answers.models import AssistantSetting, Ranked, Suggestion
from madoguchi.features.answers.policy import setting_of
from madoguchi.features.answers.reading import asks_something
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.queries.centre import centre_of
from madoguchi.features.articles.queries.public import public

MOST = 3
LEAST = 0.05  # a score below says nothing
TURN = 10  # messages
SURE = {"sure": gettext_lazy("Sure"), "likely": gettext_lazy("Likely"), "perhaps": gettext_lazy("Perhaps")}


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


@dataclass(frozen=True, slots=True)
class Offered:
    """The best first, at most MOST. Not `is_ranked`: nobody has looked yet."""

    offers: list[Offer]
    is_ranked: bool


def question_now(conversation: Conversation) -> tuple[int, str]:
    """The newest message of the customer and what their turn asks; (0, "") where nothing is, or nothing more than
    thanks."""
    said = Message.objects.filter(conversation=conversation)
    last = said.filter(kind=Message.Kind.REPLY, automatic="").order_by("-id").values_list("id", flat=True).first() or 0
    turn = list(said.filter(kind=Message.Kind.INBOUND, automatic="", id__gt=last).order_by("-id")[:TURN])[::-1]
    if not turn:
        return 0, ""
    text = "\n".join(one.visible_text for one in turn)
    question = question_in(turn[0].channel, turn[0].subject, text)
    return (turn[-1].id, question) if asks_something(question) else (0, "")


def offered_at(conversation_id: int, actor: Actor) -> Offered:
    """offered_for() for who answers there; nothing where the inbox wants none. Raises NotAllowed."""
    require(actor, "conversation.reply")
    home = one_visible(conversation_id, actor)
    if home is None:
        raise NotAllowed("not-found", _("This conversation does not exist."))
    if setting_of(home.inbox).mode == AssistantSetting.Mode.OFF:
        return Offered([], True)
    return offered_for(home)


def offered_for(conversation: Conversation) -> Offered:
    """What was found for its newest question, without what was dismissed for it. In the running tenant."""
    message_id, question = question_now(conversation)
    model_id = model_in_use(conversation.workspace_id, "agents") if question else None
    if model_id is None:
        return Offered([], True)
    row = Ranked.objects.filter(message_id=message_id, model_id=model_id).first()
    return Offered([], False) if row is None else Offered(_offers(conversation, row), True)


def _offers(conversation: Conversation, row: Ranked) -> list[Offer]:
    dismissed = set(
        Suggestion.objects.filter(message_id=row.message_id, outcome=Suggestion.Outcome.DISMISSED).values_list(
            "article_id", flat=True
        )
    )
    scores = {int(article_id): float(score) for article_id, score in row.scores if score >= LEAST}
    centre = centre_of(conversation.workspace_id)
    languages = [row.language or conversation.contact.language, *centre.languages]
    texts = _texts(conversation.workspace_id, [one for one in scores if one not in dismissed], languages)
    made = list[Offer]()
    for place, article_id in enumerate(one for one in scores if one in texts):
        text = texts[article_id]
        inside = text.article.visibility != "public" or text.article.collection.is_manual
        sure = "sure" if place == 0 and row.is_sure else "likely" if scores[article_id] >= 0.3 else "perhaps"
        address = "" if inside else address_of(text, centre)
        made.append(Offer(row.message_id, text, round(scores[article_id], 4), sure, address, inside))
    return made[:MOST]


def as_markdown(text: ArticleText, address: str, how: str) -> str:
    """What is put into the reply: "link" is the title with its address, "text" what it says."""
    title = text_to_markdown(text.title)
    if how == "link":
        return f"[{title}]({address})" if address else title
    return letter_of(text, centre_of(text.workspace_id))


def _texts(workspace_id: int, article_ids: list[int], languages: list[str]) -> dict[int, ArticleText]:
    """In the first of these languages in which there is one."""
    places = {code: place for place, code in enumerate(dict.fromkeys(languages))}
    rows = [text for code in places for text in public(workspace_id, code, "agents").filter(article_id__in=article_ids)]
    found: dict[int, ArticleText] = {}
    for text in sorted(rows, key=lambda text: places[text.language]):
        found.setdefault(text.article_id, text)
    return found
