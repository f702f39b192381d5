"""Keeping pictures of articles. Steps: no transaction, no permission."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.text import random_name
from madoguchi.core.inboxes.steps import keep
from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.models import ArticlePicture

LARGEST = 10 * 1024 * 1024  # bytes
KINDS: Mapping[bytes, str] = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


def kept_picture(file_name: str, content: bytes, actor: Actor) -> ArticlePicture:
    """The picture of these bytes, made if it is not there yet. Raises Refused("no-picture", "file-too-large")."""
    if len(content) > LARGEST:
        raise Refused("file-too-large", _("Pictures may have 10 MB at most."), field="file")
    content_type = kind_of(content)
    if not content_type:
        raise Refused("no-picture", _("Choose a picture: PNG, JPEG, GIF or WebP."), field="file")
    blob = keep(actor.workspace_id, content)
    known = ArticlePicture.objects.filter(blob=blob).order_by("id").first()
    if known is not None:
        ArticlePicture.objects.filter(id=known.id).update(named_at=now())
    return known or ArticlePicture.objects.create(
        workspace_id=actor.workspace_id,
        blob=blob,
        name=random_name(),
        file_name=file_name[:255] or "picture",
        content_type=content_type,
        size=len(content),
        by_id=actor.person_id,
    )


def kind_of(content: bytes) -> str:
    """The content type that the first bytes tell, whatever the name says; "" for no picture that is shown."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in KINDS.items() if content.startswith(mark)), "")
