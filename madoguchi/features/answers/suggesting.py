"""What whoever answers is offered: the articles that are likely to answer the newest question of a conversation."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from madoguchi.base.compiled import compiled
from madoguchi.base.errors import NotAllowed
from madoguchi.base.markdown import text_to_markdown
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.answers.catalogue import address_of
from madoguchi.features.answers.composing import in_short, section_in_full
from madoguchi.features.answers.history import question_in
from madoguchi.features.answers.memory import in_use
from madoguchi.features.answers.models import AssistantSetting, Ranked, Suggestion
from madoguchi.features.answers.reading import asks_something
from madoguchi.features.answers.sectioning import at_anchor, section_at, source_of
from madoguchi.features.answers.verdicts import verdict_on
from madoguchi.features.articles.models import ArticleText, HelpCentre
from madoguchi.features.articles.queries.centre import centre_of
from madoguchi.features.articles.queries.public import public_in
from madoguchi.features.articles.quoting import VIA_REPLY, as_card
from madoguchi.features.articles.rendering import plain
from madoguchi.features.articles.sections import Section
from madoguchi.features.styles.models import Style
from madoguchi.features.styles.queries import style_told

MOST = 3
LEAST = 0.05  # a score below says nothing
TURN = 10  # messages
BEGINS = 120  # letters of a section beside its heading
_ITEM = re.compile(r"^- ", re.MULTILINE)
SURE = {"sure": gettext_lazy("Sure"), "likely": gettext_lazy("Likely"), "perhaps": gettext_lazy("Perhaps")}


@dataclass(frozen=True, slots=True)
class Offer:
    """An article for the question `message_id`. `how_sure` is one of SURE; `address` "": it has no public one, and
    nothing of it may be sent as a link; `inside`: it is of a manual, for our eyes. `anchor` of the section that
    answers, to which `address` leads, and its `heading`; "" for the beginning. `begins`: what it says, in short."""

    message_id: int
    text: ArticleText
    score: float
    how_sure: str
    address: str
    inside: bool
    anchor: str = ""
    heading: str = ""
    begins: str = ""

    @property
    def label(self) -> str:
        return str(SURE[self.how_sure])


@dataclass(frozen=True, slots=True)
class Offered:
    """The best first, at most MOST. Not `is_ranked`: nobody has looked yet. `style` is what is wanted there: "text" of
    an article is the section that answers, its beginning where that is conversational and there is none, else the
    whole (as_markdown)."""

    offers: list[Offer]
    is_ranked: bool
    style: str = ""


def question_now(conversation: Conversation) -> tuple[int, str]:
    """The newest message of the customer and what their turn asks; (0, "") where nothing is, or nothing more than
    thanks."""
    said = Message.objects.filter(conversation=conversation)
    answered = said.filter(kind=Message.Kind.REPLY, automatic="").order_by("-id").values("id")[:1]
    since = Coalesce(Subquery(answered), 0)
    turn = list(said.filter(kind=Message.Kind.INBOUND, automatic="", id__gt=since).order_by("-id")[:TURN])[::-1]
    if not turn:
        return 0, ""
    text = "\n".join(one.visible_text for one in turn)
    question = question_in(turn[0].channel, turn[0].subject, text)
    return (turn[-1].id, question) if asks_something(question) else (0, "")


def offered_at(conversation_id: int, actor: Actor) -> Offered:
    """offered_for() for who answers there; nothing where the inbox wants none. Raises NotAllowed."""
    require(actor, "conversation.reply")
    home = _home(conversation_id, actor)
    if home is None:
        raise NotAllowed("not-found", _("This conversation does not exist."))
    model_id: int | None = home.knows_by  # type: ignore[attr-defined]  # by _home()
    if model_id is None or home.mode == AssistantSetting.Mode.OFF:  # type: ignore[attr-defined]  # as above
        return Offered([], True)
    return replace(offered_for(home, model_id), style=(home.style_told or {}).get("style", ""))  # type: ignore[attr-defined]


def _home(conversation_id: int, actor: Actor) -> Conversation | None:
    """With what its inbox wants (`mode`; None as usual), the model that is in use for agents (`knows_by`), and which
    style (`style_told`)."""
    rows = visible_to(actor).filter(id=conversation_id).select_related("contact")
    beside = {name: compiled(Conversation, build) for name, build in (("mode", _mode), ("style_told", style_told))}
    return rows.annotate(**beside, knows_by=Subquery(in_use("agents").values("id")[:1])).first()


def _mode() -> Subquery:
    return Subquery(AssistantSetting.objects.filter(inbox=OuterRef("inbox_id")).values("mode")[:1])


def offered_for(conversation: Conversation, model_id: int) -> Offered:
    """What a model has found for its newest question, without what was dismissed for it. In the running tenant."""
    message_id, question = question_now(conversation)
    if not question:
        return Offered([], True)
    of_message = Suggestion.objects.filter(message=OuterRef("message"), outcome=Suggestion.Outcome.DISMISSED)
    rows = Ranked.objects.filter(message_id=message_id, model_id=model_id)
    row = rows.annotate(dismissed=ArraySubquery(of_message.values("article_id"))).first()
    return Offered([], False) if row is None else Offered(_offers(conversation, row), True)


def texts_of(
    conversation: Conversation, row: Ranked, centre: HelpCentre, dismissed: Collection[int] = ()
) -> list[ArticleText]:
    """The articles that were found, the best first, at most MOST; each in the language of the question where there is
    one, else in another."""
    ids = [int(article_id) for article_id, score in row.scores if score >= LEAST and article_id not in dismissed]
    languages = [row.language or conversation.contact.language, *centre.languages]
    texts = _texts(conversation.workspace_id, ids, languages)
    return [texts[article_id] for article_id in ids if article_id in texts][:MOST]


def _offers(conversation: Conversation, row: Ranked) -> list[Offer]:
    scores = {int(article_id): round(float(score), 4) for article_id, score in row.scores}
    centre, made = centre_of(conversation.workspace_id), list[Offer]()
    for place, text in enumerate(texts_of(conversation, row, centre, row.dismissed)):  # type: ignore[attr-defined]  # by offered_for()
        score = scores[text.article_id]
        inside = text.article.visibility != "public" or text.article.collection.is_manual
        sure = "sure" if place == 0 and row.is_sure else "likely" if score >= 0.3 else "perhaps"
        address = "" if inside else address_of(text, centre)
        offer = Offer(row.message_id, text, score, sure, address, inside)
        found = section_at(text, str(row.sections.get(str(text.article_id), "")), snippets={})  # no query for three
        made.append(_within(offer, found) if found else offer)
    return made


def _within(offer: Offer, section: Section) -> Offer:
    begins = " ".join(_ITEM.sub("", plain(section.text[: BEGINS * 3])).split())
    return replace(
        offer,
        address=at_anchor(offer.address, section.anchor),
        anchor=section.anchor,
        heading=section.heading,
        begins=begins if len(begins) <= BEGINS else f"{begins[:BEGINS]}…",
    )


def as_markdown(offer: Offer, how: str, *, style: str = "", question: str = "") -> str:
    """What is put into the reply: "link" is the title with its address, "card" a card that leads there, "text" what it
    says: the section that answers, and where the rest stands. In a conversational style that is the verdict on the
    question, and of the section, or else of the beginning, the first paragraph and the first step. The whole where
    the style is comprehensive, where no section answers, and where the rest stands nowhere that they may read."""
    text = offer.text
    if how == "card" and offer.address:
        address = address_of(text, centre_of(text.workspace_id))
        says = f"{offer.heading}\n{offer.begins}" if offer.anchor else ""
        return as_card(text, at_anchor(f"{address}{VIA_REPLY}", offer.anchor), says=says)
    if how == "link":
        title = text_to_markdown(text.title)
        return f"[{title}]({offer.address})" if offer.address else title
    source = source_of(text, offer.anchor)
    if not offer.address or (style != Style.CONVERSATIONAL and not (source.part and style == "")):
        return source.body
    with override(text.language):
        if style == Style.CONVERSATIONAL:
            return in_short(source, verdict_on(question, text.language, text.workspace_id).sentence)
        return section_in_full(source)


def _texts(workspace_id: int, article_ids: list[int], languages: list[str]) -> dict[int, ArticleText]:
    """In the first of these languages in which there is one."""
    places = {code: place for place, code in enumerate(dict.fromkeys(languages))}
    rows = public_in(workspace_id, list(places), "agents").filter(article_id__in=article_ids)
    found: dict[int, ArticleText] = {}
    for text in sorted(rows, key=lambda text: places[text.language]):
        found.setdefault(text.article_id, text)
    return found
