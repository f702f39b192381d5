"""Who may read a draft as a second person."""

from django.db.models import QuerySet

from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.core.people.policies import PERMISSIONS
from madoguchi.core.people.queries import active_people
from madoguchi.features.articles.models import ArticleText

REVIEWING = tuple(role for role, allowed in PERMISSIONS.items() if "article.publish" in allowed)


def reviewers_of(text: ArticleText, actor: Actor) -> QuerySet[Person]:
    """Those who may publish and have not written it, but for who asks."""
    rows = active_people(actor).filter(role__in=REVIEWING)
    return rows.exclude(id__in=[*text.draft_authors, actor.own_id])
