"""What an article from a conversation would begin with, and which articles there are of the same already."""

from dataclasses import dataclass

from madoguchi.base.html_text import html_to_text
from madoguchi.core.contacts.names import names_of
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.drafting import Drafted, Said, drafted
from madoguchi.features.articles.models import Article, ArticleSource
from madoguchi.features.articles.queries.articles import readable_by
from madoguchi.features.articles.queries.searching import Found, search

MOST_MESSAGES = 60
MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Beginning:
    """The draft, the published articles that may say the same, and those that came from this conversation already."""

    drafted: Drafted
    alike: list[Found]
    made: list[Article]


def beginning_of(conversation: Conversation, actor: Actor) -> Beginning:
    """For a conversation that the actor sees."""
    made = drafted_from(conversation)
    return Beginning(made, alike_to(made, actor), made_from(conversation, actor))


def drafted_from(conversation: Conversation) -> Drafted:
    """What an article from it would say. One query, and its contact and company where they are not at hand."""
    said = [Said(text_of(row), row.kind == Message.Kind.REPLY) for row in messages_of(conversation)]
    return drafted(conversation.subject, said, private=names_of(conversation.contact))


def messages_of(conversation: Conversation) -> list[Message]:
    """What the customer and we have written to each other, the newest MOST_MESSAGES, the oldest first."""
    rows = Message.objects.filter(
        conversation=conversation, kind__in=(Message.Kind.INBOUND, Message.Kind.REPLY), automatic="", erased_at=None
    ).filter(scheduled__isnull=True, forwards__isnull=True)
    return list(rows.order_by("-id")[:MOST_MESSAGES])[::-1]


def alike_to(made: Drafted, actor: Actor) -> list[Found]:
    """The published articles that may say the same."""
    asked = f"{made.title} {made.question}"
    return search(actor.workspace_id, asked, language=made.language, audience="agents", limit=MOST_ALIKE)


def made_from(conversation: Conversation, actor: Actor) -> list[Article]:
    """The articles that came from it already. One query."""
    origin = ArticleSource.objects.filter(conversation=conversation, kind=ArticleSource.Kind.ORIGIN)
    return list(readable_by(actor).filter(id__in=origin.values("article_id"))[:MOST_ALIKE])


def text_of(message: Message) -> str:
    """What is shown of a message."""
    return message.visible_text or html_to_text(message.html)
