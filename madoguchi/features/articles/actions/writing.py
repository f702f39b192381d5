"""Writing articles: the draft of a text, beside what can be read of it."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.articles.events import ArticleCreated, ArticleVersionRestored
from madoguchi.features.articles.models import Article, ArticleText, ArticleVersion
from madoguchi.features.articles.queries.articles import article_for
from madoguchi.features.articles.shelving import collection_for
from madoguchi.features.articles.steps import begin_text, keep_version, locked_text, new_article, say, says, tell
from madoguchi.features.articles.wording import Words

PAUSE = timedelta(minutes=10)  # between two writings: what stood there before is kept as a version


def create_article(collection_id: int, *, words: Mapping[str, Words], actor: Actor) -> Article:
    """A new article, last in its collection, with a draft in each language of `words`, which has one at least.

    Raises Refused (no-such-collection, no-such-language, no-title, too-long), NotAllowed.
    """
    require(actor, "article.write")
    with tenant(actor.workspace_id):
        collection = collection_for(collection_id)
        if not words:
            raise Refused("no-title", _("Enter a title of at most 200 letters."), field="title")
        article = new_article(collection, actor)
        for language, said in words.items():
            begin_text(article, language, said.checked(), actor)
        tell(ArticleCreated(article.id, next(iter(words))), actor)
        return article


def write(article_id: int, language: str, *, words: Words, edition: int, actor: Actor) -> ArticleText:
    """Keep what somebody writes as the draft of a text; `edition` is the one that they saw, 0 for a language in which
    the article says nothing yet. Cheap enough to be called each time somebody pauses.

    What stood there before becomes a version when another person begins, or PAUSE lay between. Raises
    Refused("changed-meanwhile") when another edition stands there: what was written is kept aside as a version then.
    """
    require(actor, "article.write")
    said = words.checked()
    with tenant(actor.workspace_id):
        article = article_for(article_id, actor, lock=True)
        if article.archived_at is not None:
            raise Refused("archived", _("This article is archived. Restore it first."))
        if edition == 0 and not ArticleText.objects.filter(article=article, language=language).exists():
            return begin_text(article, language, said, actor)
        text = locked_text(article_id, language, actor)
        if says(text) == said:
            return text
        is_current = text.edition == edition
        if is_current:
            _replace(text, said, actor)
        else:
            _keep_aside(text, said, actor)
        text.save()
    if not is_current:  # outside of the transaction, so that what was kept aside stays
        raise Refused(
            "changed-meanwhile",
            _("Somebody else has changed this text meanwhile. Yours is kept among the versions."),
            field="edition",
        )
    return text


def restore_version(article_id: int, language: str, *, number: int, actor: Actor) -> ArticleText:
    """Make what a text said before its draft; what stands there now stays among the versions."""
    require(actor, "article.write")
    with tenant(actor.workspace_id):
        text = locked_text(article_id, language, actor)
        version = ArticleVersion.objects.filter(text=text, number=number).first()
        if version is None:
            raise NotAllowed("not-found", _("This version does not exist."))
        keep_version(text, ArticleVersion.What.SAVED, person_id=text.draft_by_id)
        say(text, Words(version.title, version.body, version.summary), actor)
        keep_version(text, ArticleVersion.What.RESTORED, person_id=actor.person_id)
        text.save()
        tell(ArticleVersionRestored(article_id, text.id, language, number), actor)
        return text


def _replace(text: ArticleText, words: Words, actor: Actor) -> None:
    is_known = text.version and text.published_version == text.version and not text.has_draft
    if not is_known and (text.draft_by_id != actor.person_id or text.draft_at < now() - PAUSE):
        keep_version(text, ArticleVersion.What.SAVED, person_id=text.draft_by_id)
    say(text, words, actor)


def _keep_aside(text: ArticleText, words: Words, actor: Actor) -> None:
    text.version += 1
    ArticleVersion.objects.create(
        workspace_id=text.workspace_id,
        text=text,
        number=text.version,
        what=ArticleVersion.What.ASIDE,
        title=words.title,
        body=words.body,
        summary=words.summary,
        author_id=actor.person_id,
        at=now(),
    )
