"""Questions of the past at こよみワークス, to learn from and to ask again."""

from datetime import datetime, timedelta

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.features.articles.models import Article, ArticleSource
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Visitor
from tests.world import World

SINCE = datetime(2026, 1, 5, 9, tzinfo=now().tzinfo)
KINDS = (
    ("returns", "商品を返品する方法は。"),
    ("receipts", "領収書を発行する方法は。"),
    (None, "駐車場の場所はどこですか。"),
)


def thirty_questions(world: World, visitor: Visitor, articles: dict[str, Article]) -> list[int]:
    """Thirty questions of three kinds that people resolved, one a day; the last kind without an article."""
    made = []
    for number in range(30):
        name, text = KINDS[number % 3]
        said = say(visitor, f"{text}{number} 件目です。", once=f"past-{number}")
        made.append(said.id)
        at = SINCE + timedelta(days=number)
        with tenant(world.koyomi.id):
            Message.objects.filter(id=said.id).update(at=at)
            Conversation.objects.filter(id=said.conversation_id).update(
                status="resolved", waiting_since=None, resolved_at=at, first_replied_at=at, created_at=at
            )
            if name:
                ArticleSource.objects.create(
                    workspace_id=world.koyomi.id,
                    article=articles[name],
                    conversation_id=said.conversation_id,
                    kind="used",
                    at=at,
                )
    return made
