"""Pictures of articles."""

from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.articles.models import ArticlePicture
from madoguchi.features.articles.picturing import kept_picture


def keep_picture(file_name: str, content: bytes, *, actor: Actor) -> ArticlePicture:
    """Keep a picture; its `name` is for ![what it shows](picture:name). The same bytes are kept once, and are the same
    picture. Raises Refused("no-picture") for what is none of PNG, JPEG, GIF and WebP, Refused("file-too-large")."""
    require(actor, "article.write")
    with tenant(actor.workspace_id):
        return kept_picture(file_name, content, actor)
