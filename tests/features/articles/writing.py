"""Articles for tests: a shelf to put them on, and the way from a draft to its readers."""

from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.actions.collections import make_collection
from madoguchi.features.articles.actions.publishing import publish
from madoguchi.features.articles.actions.writing import create_article
from madoguchi.features.articles.models import Article, ArticleText, Collection
from madoguchi.features.articles.wording import Words


def shelf(actor: Actor, title: str = "お支払い", **fields: object) -> Collection:
    """A collection of one title; `actor` may publish."""
    return make_collection({"ja": {"title": title}}, fields=fields, actor=actor)


def drafted(actor: Actor, collection: Collection, title: str = "返金の受け方", body: str = "") -> Article:
    """A draft in Japanese."""
    return create_article(collection.id, words={"ja": Words(title, body)}, actor=actor)


def published(
    actor: Actor, collection: Collection, title: str = "返金の受け方", body: str = "", *, language: str = "ja"
) -> ArticleText:
    """An article that can be read; `actor` may publish."""
    article = create_article(collection.id, words={language: Words(title, body)}, actor=actor)
    return publish(article.id, language, edition=1, actor=actor)
