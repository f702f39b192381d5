"""Making an article a playbook, and saying for what it is."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import normal
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.answers.topics import title_of
from madoguchi.features.articles.queries.articles import article_for
from madoguchi.features.playbooks.events import PlaybookChanged
from madoguchi.features.playbooks.models import Playbook

MOST = 50  # topics, and words


def bind(article_id: int, *, topics: Sequence[str], words: Sequence[str], actor: Actor) -> Playbook:
    """Offer an article for these topics of the phrasebook and these words of customers. Raises Refused("bad-choice",
    "too-many"), NotAllowed."""
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        article = article_for(article_id, actor, lock=True)
        wanted = list(dict.fromkeys(one for one in topics if one))
        said = list(dict.fromkeys(word for one in words if (word := normal(one)[:60])))
        if any(not title_of(one, "en") for one in wanted):
            raise Refused("bad-choice", _("Choose one of the list."), field="topics")
        if len(wanted) > MOST or len(said) > MOST:
            raise Refused("too-many", _("At most %(most)s.") % {"most": MOST}, field="words")
        row, _is_new = Playbook.objects.update_or_create(
            article=article,
            defaults={
                "workspace_id": actor.workspace_id,
                "topics": wanted,
                "words": "\n".join(said),
                "changed_at": now(),
            },
        )
        record(PlaybookChanged(article.id, True), actor=actor, about=Subject())
        return row


def unbind(article_id: int, *, actor: Actor) -> None:
    """It is a plain article again; its runs go with it. Raises NotAllowed."""
    require(actor, "article.publish")
    with tenant(actor.workspace_id):
        article = article_for(article_id, actor, lock=True)
        if Playbook.objects.filter(article=article).delete()[0]:
            record(PlaybookChanged(article.id, False), actor=actor, about=Subject())
