"""Reading playbooks: those that fit a conversation, the run there, and how they are followed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.text import normal
from madoguchi.core.conversations.queries.visible import one_visible
from madoguchi.core.people.actor import Actor
from madoguchi.features.aims.models import Aim
from madoguchi.features.articles.intervals import Share
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.queries.articles import readable_by, texts_readable_by
from madoguchi.features.playbooks.models import Playbook, Run

MOST = 200  # playbooks of a workspace that are looked at
LOOKED_AT = timedelta(days=90)
NEWEST = ("-began_at", "-id")


@dataclass(frozen=True, slots=True)
class Offered:
    """A playbook that may be followed; `fits`: the conversation is about what it is for."""

    article_id: int
    title: str
    fits: bool


@dataclass(frozen=True, slots=True)
class Here:
    """Of a conversation: the run that is under way (None), else what may be begun, what fits first."""

    run: Run | None
    offered: list[Offered]


@dataclass(frozen=True, slots=True)
class Followed:
    """How a playbook was followed in LOOKED_AT: of the runs that are over the share that went to an end; why the others
    were left, and at which step."""

    playbook: Playbook
    title: str
    begun: int
    done: Share
    reasons: list[tuple[str, int]]
    left_at: list[tuple[str, int]]


def playbooks_visible_to(actor: Actor) -> QuerySet[Playbook]:
    """Those whose article the actor may read."""
    rows = Playbook.objects.filter(workspace_id=actor.workspace_id, article__archived_at=None)
    return rows.filter(article__in=readable_by(actor).values("id"))


def playbook_for(article_id: int, actor: Actor) -> Playbook:
    """Raises NotAllowed."""
    found = playbooks_visible_to(actor).filter(article_id=article_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This procedure does not exist."))
    return found


def text_of(playbook: Playbook, language: str) -> ArticleText | None:
    """What is published of it, in a language or else in another one."""
    rows = ArticleText.objects.filter(article_id=playbook.article_id, published_at__isnull=False)
    return min(rows, key=lambda text: (text.language != language, text.id), default=None)


def text_for(article_id: int, actor: Actor, language: str) -> ArticleText:
    """What is published of an article, in a language or else in another one. Raises NotAllowed."""
    rows = texts_readable_by(actor).filter(article_id=article_id, published_at__isnull=False)
    found = min(rows, key=lambda text: (text.language != language, text.id), default=None)
    if found is None:
        raise NotAllowed("not-found", _("This article does not exist."))
    return found


def has_playbooks() -> Exists:
    """For conversations: annotate(has_playbooks=...): whether their workspace has any."""
    return Exists(Playbook.objects.filter(workspace_id=OuterRef("workspace_id")))


def here(conversation_id: int, actor: Actor, language: str) -> Here:
    """In the running tenant. Raises NotAllowed."""
    if one_visible(conversation_id, actor) is None:
        raise NotAllowed("not-found", _("This conversation does not exist."))
    run = (
        Run.objects.select_related("person", "playbook")
        .filter(conversation_id=conversation_id, state="running")
        .first()
    )
    if run is not None:
        return Here(run, [])
    rows = list(playbooks_visible_to(actor).order_by("id")[:MOST])
    aim = Aim.objects.filter(conversation_id=conversation_id).first() if rows else None
    titles = _titles([row.article_id for row in rows], language)
    offered = [
        Offered(row.article_id, titles[row.article_id], _fits(row, aim)) for row in rows if row.article_id in titles
    ]
    return Here(None, sorted(offered, key=lambda one: (not one.fits, one.title)))


def followed_by(actor: Actor, language: str) -> list[Followed]:
    """Every playbook, those that are begun most first. In the running tenant; three queries."""
    rows = list(playbooks_visible_to(actor).order_by("id")[:MOST])
    titles = _titles([row.article_id for row in rows], language)
    runs = Run.objects.filter(playbook__in=rows, began_at__gte=now() - LOOKED_AT)
    counted = {
        one["playbook_id"]: one
        for one in runs.order_by()
        .values("playbook_id")
        .annotate(begun=Count("id"), done=Count("id", filter=Q(state="done")), left=Count("id", filter=Q(state="left")))
    }
    left = list(runs.filter(state="left").order_by("-id")[:2_000])
    found = [
        _followed(
            row,
            titles.get(row.article_id, ""),
            counted.get(row.id, {}),
            [one for one in left if one.playbook_id == row.id],
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.begun, one.title))


def runs_visible_to(actor: Actor, article_id: int) -> QuerySet[Run]:
    """Of one playbook, of which somebody has left some; to be paged by NEWEST. Raises NotAllowed."""
    playbook = playbook_for(article_id, actor)
    rows = Run.objects.filter(playbook=playbook).select_related("person", "conversation")
    return rows if actor.inbox_ids is None else rows.filter(conversation__inbox_id__in=actor.inbox_ids)


def _followed(row: Playbook, title: str, counted: Mapping[str, Any], left: Sequence[Run]) -> Followed:
    done, gone = counted.get("done", 0), counted.get("left", 0)
    reasons = Counter(str(run.get_reason_display()) for run in left).most_common()
    steps = Counter(run.step["title"] for run in left).most_common(5)
    return Followed(row, title, counted.get("begun", 0), Share(done, done + gone), reasons, steps)


def _fits(row: Playbook, aim: Aim | None) -> bool:
    if aim is None:
        return False
    said = normal(f"{aim.asked} {aim.wish}")
    return (bool(aim.topic) and aim.topic in row.topics) or any(word in said for word in row.words.splitlines())


def _titles(article_ids: Sequence[int], language: str) -> dict[int, str]:
    rows = ArticleText.objects.filter(article_id__in=article_ids, published_at__isnull=False)
    found = sorted(rows.values_list("article_id", "language", "title"), key=lambda one: one[1] != language)
    titles: dict[int, str] = {}
    for article_id, _language, title in found:
        titles.setdefault(article_id, title)
    return titles
