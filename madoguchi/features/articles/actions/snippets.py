"""Parts that many articles say alike."""

import re

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.articles.events import SnippetChanged, SnippetDeleted
from madoguchi.features.articles.languages import LANGUAGES
from madoguchi.features.articles.models import Snippet
from madoguchi.features.articles.queries.snippets import naming
from madoguchi.features.articles.steps import tell

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
LONGEST = 20_000  # letters
MOST = 1_000


def keep_snippet(key: str, language: str, *, body: str, actor: Actor) -> Snippet:
    """Write it, or write it anew: wherever {{snippet:key}} stands, this is read at once.

    Raises Refused (bad-key, no-such-language, empty, too-long, too-many), NotAllowed.
    """
    require(actor, "article.publish")
    said = body.replace("\r\n", "\n").strip()
    if not KEY.fullmatch(key):
        raise Refused("bad-key", _("A key is made of small letters, digits and hyphens."), field="key")
    if language not in LANGUAGES:
        raise Refused("no-such-language", _("Choose a language."), field="language")
    if not said:
        raise Refused("empty", _("Write something first."), field="body")
    if len(said) > LONGEST:
        raise Refused("too-long", _("At most %(number)d letters.") % {"number": LONGEST}, field="body")
    with tenant(actor.workspace_id):
        snippet = Snippet.objects.select_for_update().filter(key=key, language=language).first()
        if snippet is not None and snippet.body == said:
            return snippet
        if snippet is None and Snippet.objects.count() >= MOST:
            raise Refused("too-many", _("There are too many of them already."))
        values = {"workspace_id": actor.workspace_id, "body": said, "changed_at": Now()}
        Snippet.objects.update_or_create(key=key, language=language, defaults=values)
        tell(SnippetChanged(key, language), actor)
        return Snippet.objects.get(key=key, language=language)


def delete_snippet(key: str, language: str, *, actor: Actor) -> None:
    """Throw it away. Raises Refused("in-use") while an article names it."""
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        snippet = Snippet.objects.select_for_update().filter(key=key, language=language).first()
        if snippet is None:
            raise NotAllowed("not-found", _("This part does not exist."))
        if naming(key, language).exists():
            raise Refused("in-use", _("Articles name this part. Take it out of them first."))
        snippet.delete()
        tell(SnippetDeleted(key, language), actor)
