"""Pictures by their names."""

from django.db.models import QuerySet

from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.models import ArticlePicture

NEWEST = ("-at", "-id")


def pictures_visible_to(actor: Actor) -> QuerySet[ArticlePicture]:
    """Those of the workspace; to be paged by NEWEST."""
    found = ArticlePicture.objects.filter(workspace_id=actor.workspace_id)
    return found if actor.may("article.read") else found.none()


def picture_named(workspace_id: int, name: str) -> ArticlePicture | None:
    """A picture with its bytes. Who knows its name may see it: names cannot be guessed."""
    return ArticlePicture.objects.filter(workspace_id=workspace_id, name=name).select_related("blob").first()
