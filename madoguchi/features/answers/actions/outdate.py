"""Saying of articles that they may not be true any more: what is said of a feature that they are about has changed."""

from collections.abc import Sequence

from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import system
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.answers.outdating import outdated_by
from madoguchi.features.articles.events import ArticleOutdated
from madoguchi.features.registry.queries import UNSAID

FEATURES_CHANGED = ("feature.changed",)


def tell_owners(events: Sequence[Event]) -> None:
    """Subscriber of FEATURES_CHANGED. May run twice: of each change it is said once."""
    workspace_id = events[0].workspace_id
    said = [one for one in events if set(one.payload["changed"]) - UNSAID]
    if not said:
        return
    with tenant(workspace_id):
        known = Event.objects.filter(type=ArticleOutdated.type, cause_id__in=[one.id for one in said])
        done = set(known.values_list("cause_id", flat=True))
        language = Workspace.objects.values_list("language", flat=True).get(id=workspace_id)
        for event in said:
            if event.id not in done:
                _tell(event, language)


def _tell(event: Event, language: str) -> None:
    feature_id = event.payload["feature_id"]
    try:
        found = outdated_by(feature_id, language, system(event.workspace_id))
    except NotAllowed:
        return  # it was thrown away meanwhile
    for text in found:
        if owner_id := text.article.owner_id:
            fact = ArticleOutdated(text.article_id, feature_id, owner_id)
            record(fact, actor=event.actor, about=Subject(), cause=event)
