"""Articles out of conversations, and conversations answered with articles."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.conversations.steps import note_fact
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.articles.events import ArticleCreated, ArticleDrafted, ArticleUsed
from madoguchi.features.articles.jobs import write_later
from madoguchi.features.articles.models import Article, ArticleSource
from madoguchi.features.articles.queries.articles import article_for
from madoguchi.features.articles.shelving import collection_for
from madoguchi.features.articles.steps import begin_text, new_article, tell
from madoguchi.features.articles.wording import Words
from madoguchi.features.llm.models import ModelCall
from madoguchi.features.llm.queries import may_ask
from madoguchi.features.llm.steps import About, asked_for

ORIGIN = ArticleSource.Kind.ORIGIN


def draft_from(conversation_id: int, *, collection_id: int, words: Words, language: str, actor: Actor) -> Article:
    """Begin an article from a conversation, with what somebody made of beginning_of() (queries/beginnings.py): a draft
    that names the conversation as its origin. Raises Refused as create_article(), NotAllowed."""
    require(actor, "article.write")
    said = words.checked()
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        article = new_article(collection_for(collection_id), actor)
        begin_text(article, language, said, actor)
        _keep_source(article, conversation, ORIGIN, actor)
        tell(ArticleCreated(article.id, language), actor)
        note_fact(conversation, ArticleDrafted(article.id), actor)
        return article


def have_written(article_id: int, *, conversation_id: int, language: str, actor: Actor) -> ModelCall:
    """Have the language model write the first draft of an article that came from a conversation (by_model.py), where
    that is switched on. The call tells what becomes of it; meanwhile what stands there stays. Raises
    Refused("model-off"), NotAllowed."""
    require(actor, "article.write")
    with tenant(actor.workspace_id):
        article = article_for(article_id, actor)
        conversation = locked(conversation_id, actor)
        came_from = ArticleSource.objects.filter(article=article, conversation=conversation, kind=ORIGIN)
        if not came_from.exists():
            raise NotAllowed("not-found", _("This article does not exist."))
        if not may_ask(actor.workspace_id, ModelCall.Purpose.ARTICLE):
            raise Refused("model-off", _("No language model is switched on for this just now."))
        about = About(actor.person_id, conversation.id, article_id)
        call = asked_for(ModelCall.Purpose.ARTICLE, about, actor.workspace_id)
        write_later(call, language)
        return call


def use_article(article_id: int, *, conversation_id: int, actor: Actor) -> None:
    """A conversation is answered with an article; counted once for each."""
    require(actor, "conversation.note")
    with tenant(actor.workspace_id):
        article = article_for(article_id, actor)
        conversation = locked(conversation_id, actor)
        if _keep_source(article, conversation, ArticleSource.Kind.USED, actor):
            note_fact(conversation, ArticleUsed(article.id), actor)


def _keep_source(article: Article, conversation: Conversation, kind: str, actor: Actor) -> bool:
    """Whether it is new."""
    values = {"workspace_id": actor.workspace_id, "by_id": actor.person_id}
    _row, is_new = ArticleSource.objects.get_or_create(
        article=article, conversation=conversation, kind=kind, defaults=values
    )
    return is_new
