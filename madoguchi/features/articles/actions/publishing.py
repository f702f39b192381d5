"""Bringing texts to their readers, and taking them back."""

from datetime import datetime

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor, system
from madoguchi.core.people.policies import require
from madoguchi.features.articles.events import (
    ArticleScheduled,
    ArticleTranslationConfirmed,
    ArticleUnpublished,
)
from madoguchi.features.articles.finding import unindex
from madoguchi.features.articles.jobs import publish_later
from madoguchi.features.articles.models import ArticleText, State
from madoguchi.features.articles.queries.centre import centre_of
from madoguchi.features.articles.standing import bring_out, source_of
from madoguchi.features.articles.steps import begin_draft, locked_text, tell


def publish(article_id: int, language: str, *, edition: int, minor: bool = False, actor: Actor) -> ArticleText:
    """Let the draft be read. `minor`: translations need not follow.

    Raises Refused("changed-meanwhile") for another edition than the one that was seen, Refused("needs-review") where a
    second person has to approve it first.
    """
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        text = locked_text(article_id, language, actor)
        _check(text, edition)
        bring_out(text, minor=minor, actor=actor)
        return text


def schedule(article_id: int, language: str, *, edition: int, at: datetime, actor: Actor) -> ArticleText:
    """Publish the draft at a time. Raises Refused("over-already") and as publish()."""
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        text = locked_text(article_id, language, actor)
        _check(text, edition)
        if at <= now():
            raise Refused("over-already", _("Choose a time in the future."), field="publish_at")
        text.state, text.publish_at = State.SCHEDULED, at
        text.save(update_fields=["state", "publish_at"])
        publish_later(text, at=at)
        tell(ArticleScheduled(article_id, text.id, language, at.isoformat()), actor)
        return text


def unschedule(article_id: int, language: str, *, actor: Actor) -> ArticleText:
    """Keep it a draft after all."""
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        text = locked_text(article_id, language, actor)
        if text.state == State.SCHEDULED:
            text.state, text.publish_at = State.DRAFT, None
            text.save(update_fields=["state", "publish_at"])
            tell(ArticleScheduled(article_id, text.id, language, None), actor)
        return text


def publish_scheduled(text_id: int, *, workspace_id: int) -> None:
    """The time of a text has come. Nothing for one that is not planned, or for later; may run twice."""
    with tenant(workspace_id):
        rows = ArticleText.objects.select_related("article__collection").select_for_update(of=("self",))
        text = rows.filter(id=text_id, state=State.SCHEDULED, publish_at__lte=now()).first()
        if text is not None and text.article.archived_at is None:
            bring_out(text, minor=False, actor=system(workspace_id))


def unpublish(article_id: int, language: str, *, actor: Actor) -> ArticleText:
    """Nobody but the house reads it any more; what it said is its draft."""
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        text = locked_text(article_id, language, actor)
        if text.is_live:
            text.published_at = None
            if text.state == State.PUBLISHED:
                begin_draft(text)
            text.save()
            unindex(text)
            tell(ArticleUnpublished(article_id, text.id, language), actor)
        return text


def confirm_translation(article_id: int, language: str, *, actor: Actor) -> ArticleText:
    """It says what the default language says now."""
    require(actor, "article.write")
    with tenant(actor.workspace_id):
        text = locked_text(article_id, language, actor)
        source = source_of(text)
        if source and text.source_version != source:
            text.source_version = source
            text.save(update_fields=["source_version"])
            tell(ArticleTranslationConfirmed(article_id, text.id, language, source), actor)
        return text


def _check(text: ArticleText, edition: int) -> None:
    if text.edition != edition:
        raise Refused(
            "changed-meanwhile", _("Somebody else has changed this text meanwhile. Look at it again."), field="edition"
        )
    must = text.article.needs_review or centre_of(text.workspace_id).needs_review
    if must and text.state != State.PUBLISHED and not text.is_approved:
        raise Refused("needs-review", _("A second person has to approve this text before it is published."))
