"""Beginning to bring articles in, and stopping it: what is wanted is written down, and a job does it."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.steps import keep
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.articles.events import ImportBegun
from madoguchi.features.articles.importing.pages import Wishes
from madoguchi.features.articles.importing_steps import end_import
from madoguchi.features.articles.jobs import bring_in_later
from madoguchi.features.articles.languages import LANGUAGES
from madoguchi.features.articles.models import ArticleImport
from madoguchi.features.articles.queries.imports import import_for
from madoguchi.features.articles.steps import tell

LARGEST = 50 * 1024 * 1024  # bytes; what is larger comes in by the command line


def begin_import(name: str, content: bytes, *, wishes: Wishes, actor: Actor) -> ArticleImport:
    """Bring in a file, or a zip of many, by and by. The same file for the same wishes is begun once at a time: who asks
    again gets the one that is running. Raises Refused (no-file, too-large, no-such-language, too-long), NotAllowed."""
    require(actor, "article.publish")
    if actor.person_id is None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    if not content:
        raise Refused("no-file", _("This file is empty.") if name else _("Choose a file."), field="file")
    if len(content) > LARGEST:
        text = _("At most 50 MB at once here; by the command line as much as you like.")
        raise Refused("too-large", text, field="file")
    if wishes.language not in LANGUAGES:
        raise Refused("no-such-language", _("Choose a language."), field="language")
    into = " ".join(wishes.collection.split())
    if len(into) > 120:
        raise Refused("too-long", _("This text is too long."), field="collection")
    with tenant(actor.workspace_id):
        wanted = {
            "blob": keep(actor.workspace_id, content),
            "language": wishes.language,
            "publish": wishes.publish,
            "into": into,
        }
        running = ArticleImport.objects.filter(**wanted, state=ArticleImport.State.RUNNING)
        if known := running.filter(person_id=actor.person_id).first():
            return known
        made = ArticleImport.objects.create(
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            token_id=actor.id if actor.kind == "token" else None,
            file_name=name[-255:] or "file",
            **wanted,
        )
        bring_in_later(made)
        tell(ImportBegun(made.id, made.publish), actor)
        return made


def stop_import(import_id: int, *, actor: Actor) -> ArticleImport:
    """Bring in no more; what came in stays. Stopping what is over changes nothing. Raises NotAllowed."""
    with tenant(actor.workspace_id):
        row = import_for(import_id, actor, lock=True)
        if row.is_running:
            end_import(row, ArticleImport.State.STOPPED, actor)
        return row
