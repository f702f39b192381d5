"""A small help centre of こよみワークス, and an assistant that has learnt from it."""

from collections.abc import Mapping
from dataclasses import replace

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.steps import content_of, keep
from madoguchi.features.answers import memory
from madoguchi.features.answers.actions.answer import answer
from madoguchi.features.answers.actions.set_up import change_assistant
from madoguchi.features.answers.actions.train import train
from madoguchi.features.answers.consulting import opinion_on
from madoguchi.features.answers.hearing import hear_answer
from madoguchi.features.answers.models import Answer, AnswerModel
from madoguchi.features.answers.ranking import Ranker
from madoguchi.features.articles.actions.centre import change_centre
from madoguchi.features.articles.actions.collections import make_collection
from madoguchi.features.articles.actions.publishing import publish
from madoguchi.features.articles.actions.writing import create_article
from madoguchi.features.articles.models import Article, ArticleText, Collection
from madoguchi.features.articles.wording import Words
from tests.world import World

RETURNS = (
    "商品を返品する",
    "お届けから8日以内なら返品できます。",
    "1. マイページを開きます。\n2. 注文履歴で注文を選びます。\n3. 「返品する」を押します。",
)
RECEIPTS = (
    "領収書を発行する",
    "領収書はマイページから発行できます。",
    "1. 請求履歴を開きます。\n2. 「領収書を発行」を押します。\n3. 宛名を入力してダウンロードします。",
)
PASSWORDS = (
    "パスワードを再設定する",
    "パスワードを忘れたときは、ログイン画面から再設定できます。",
    "1. ログイン画面の「パスワードを忘れた」を押します。\n2. 届いたメールのリンクを開きます。",
)
EXPORTS = (
    "Export your shifts as CSV",
    "Shifts can be exported as a CSV file.",
    "1. Open the month.\n2. Press Export.\n3. Choose CSV.",
)


def collection(world: World, *, is_manual: bool = False) -> Collection:
    texts = {"ja": {"title": "社内マニュアル" if is_manual else "よくある質問"}}
    return make_collection(texts, fields={"is_manual": is_manual}, actor=world.actor(world.aoi))


def published(world: World, into: Collection, words: Mapping[str, tuple[str, str, str]]) -> Article:
    """An article that everybody may read, in some languages: (title, summary, body)."""
    actor = world.actor(world.aoi)
    said = {code: Words(title=title, body=body, summary=summary) for code, (title, summary, body) in words.items()}
    made = create_article(into.id, words=said, actor=actor)
    for language in words:
        publish(made.id, language, edition=1, actor=actor)
    return made


def help_centre(world: World, *, is_public: bool = True) -> dict[str, Article]:
    """Four articles, by a word for each."""
    change_centre({"languages": ["ja", "en"], "is_public": is_public}, actor=world.actor(world.aoi))
    faq = collection(world)
    return {
        "returns": published(world, faq, {"ja": RETURNS}),
        "receipts": published(world, faq, {"ja": RECEIPTS}),
        "passwords": published(world, faq, {"ja": PASSWORDS}),
        "exports": published(world, faq, {"en": EXPORTS}),
    }


def taught(world: World, *, threshold: float = 0.0) -> list[AnswerModel]:
    """Learnt from what is published. Without a history nothing is sure enough: so that it answers at all, the least
    confidence is set by hand."""
    made = train(world.koyomi.id)
    lower_threshold(world, threshold)
    return made


def lower_threshold(world: World, threshold: float) -> None:
    """As if the history had shown that so much confidence is enough."""
    with tenant(world.koyomi.id):
        for row in AnswerModel.objects.select_related("content").filter(in_use=True):
            known = Ranker.from_bytes(content_of(row.content))
            ranker = replace(known, first=replace(known.first, threshold=threshold))
            row.content, row.threshold = keep(row.workspace_id, ranker.to_bytes()), threshold
            row.save()
    memory.forget()


def answering(world: World, inbox: Inbox, **changes: object) -> None:
    """Let it answer there."""
    change_assistant(inbox.id, changes={"mode": "answer", **changes}, actor=world.actor(world.aoi))


def happens(world: World) -> None:
    """Everything that follows from what has happened, and the assistant answers what it has taken, as its job does."""
    while True:
        while run_events():
            pass
        with tenant(world.koyomi.id):
            taken = list(Answer.objects.filter(state="considering").order_by("id").values_list("id", flat=True))
        if not taken:
            return
        for answer_id in taken:
            hear_answer(answer_id, workspace_id=world.koyomi.id)
            opinion = opinion_on(answer_id, workspace_id=world.koyomi.id)
            answer(answer_id, workspace_id=world.koyomi.id, opinion=opinion)


def said_in(conversation_id: int, world: World) -> list[str]:
    """What the assistant has said there."""
    with tenant(world.koyomi.id):
        rows = Message.objects.filter(conversation_id=conversation_id, automatic="assistant").order_by("id")
        return list(rows.values_list("text", flat=True))


def matter(conversation_id: int, world: World) -> Conversation:
    with tenant(world.koyomi.id):
        return Conversation.objects.select_related("inbox").get(id=conversation_id)


def states(world: World) -> list[str]:
    """Of all answers, the oldest first."""
    with tenant(world.koyomi.id):
        return list(Answer.objects.order_by("id").values_list("state", flat=True))


def text_of(article: Article, language: str = "ja") -> ArticleText:
    with tenant(article.workspace_id):
        return ArticleText.objects.get(article=article, language=language)
