"""Saying what should be different in an article, and being done with what was said."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.queries.visible import one_visible
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.articles.events import ArticleSuggested, ArticleSuggestionSettled
from madoguchi.features.articles.models import ArticleSuggestion
from madoguchi.features.articles.queries.articles import text_for
from madoguchi.features.articles.steps import tell

LONGEST = 2_000  # letters


def suggest(
    article_id: int, language: str, *, text: str, conversation_id: int | None = None, actor: Actor
) -> ArticleSuggestion:
    """Say what should be different in a text, as it showed in a conversation or anywhere. Raises Refused("empty",
    "too-long"), NotAllowed."""
    require(actor, "article.read")
    said = text.replace("\r\n", "\n").strip()
    with tenant(actor.workspace_id):
        found = text_for(article_id, language, actor)
        if conversation_id is not None and one_visible(conversation_id, actor) is None:
            raise NotAllowed("not-found", _("This conversation does not exist."))
        if not said:
            raise Refused("empty", _("Write something first."), field="text")
        if len(said) > LONGEST:
            raise Refused("too-long", _("At most %(number)d letters.") % {"number": LONGEST}, field="text")
        made = ArticleSuggestion.objects.create(
            workspace_id=actor.workspace_id,
            article_id=article_id,
            language=language,
            person_id=actor.person_id,
            conversation_id=conversation_id,
            text=said,
            at=now(),
        )
        tell(ArticleSuggested(article_id, made.id, language, found.article.owner_id), actor)
        return made


def settle_suggestion(suggestion_id: int, *, actor: Actor) -> ArticleSuggestion:
    """It was taken up, or it will not be: nobody is shown it any more."""
    require(actor, "article.write")
    with tenant(actor.workspace_id):
        found = ArticleSuggestion.objects.select_for_update().filter(id=suggestion_id).first()
        if found is None:
            raise NotAllowed("not-found", _("This suggestion does not exist."))
        if found.settled_at is None:
            found.settled_at, found.settled_by_id = now(), actor.person_id
            found.save(update_fields=["settled_at", "settled_by"])
            tell(ArticleSuggestionSettled(found.article_id, found.id), actor)
        return found
