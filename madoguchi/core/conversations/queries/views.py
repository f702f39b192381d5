"""The built-in views: a name, its condition and its order; each stands on one partial index."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject, Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madoguchi.base.compiled import compiled
from madoguchi.core.conversations.models import Conversation, ConversationTag, Draft, Follow, Mention, Status
from madoguchi.core.conversations.queries.help import help_on, open_for
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.workspaces.models import Workspace

COUNT_UP_TO = 1000
OPEN = Q(status=Status.OPEN, is_spam=False)
NEWEST = ("-last_activity_at", "-id")


@dataclass(frozen=True, slots=True)
class View:
    """One list of conversations. `only(actor)` is its condition; fields of `order` are never NULL in it."""

    name: str
    label: str | Promise
    only: Callable[[Actor], Q]
    order: tuple[str, ...] = NEWEST
    counted: bool = True


def _mentioned(actor: Actor) -> Q:
    unread = Mention.objects.filter(person_id=actor.own_id, read_at__isnull=True)
    return Q(id__in=unread.values("conversation_id"))


def _calling(actor: Actor) -> Q:
    return OPEN & Q(id__in=open_for(actor).values("conversation_id"))


def _followed(actor: Actor) -> Q:
    mine = Follow.objects.filter(workspace_id=actor.workspace_id, person_id=actor.own_id)
    return OPEN & Q(id__in=mine.values("conversation_id"))


def unanswered(actor: Actor) -> Q:
    """対応漏れ: something has been owed for longer than the workspace allows (MISSION 51). This should be nothing."""
    allowed = F("unanswered_minutes") * Value(timedelta(minutes=1))
    owed_before = ExpressionWrapper(Now() - allowed, DateTimeField())
    here = Workspace.objects.filter(id=actor.workspace_id).values(at=owed_before)
    return Q(unanswered_since__lt=Subquery(here))


VIEWS: Mapping[str, View] = {
    view.name: view
    for view in (
        View("mine", _("Mine"), lambda actor: OPEN & Q(assignee_id=actor.person_id)),
        View("unassigned", _("Unassigned"), lambda actor: OPEN & Q(assignee__isnull=True)),
        View("unanswered", _("Unanswered"), unanswered, order=("unanswered_since", "id")),
        View(
            "waiting",
            _("Waiting longest"),
            lambda actor: OPEN & Q(waiting_since__isnull=False),
            order=("waiting_since", "id"),
        ),
        View(
            "chats",
            _("Waiting chats"),
            lambda actor: OPEN & Q(waiting_since__isnull=False, is_live=True),
            order=("waiting_since", "id"),
        ),
        View("help", _("Asking for help"), _calling),
        View("mentions", _("Mentions"), _mentioned),
        View("following", _("Following"), _followed),
        View("open", _("All open"), lambda actor: OPEN),
        View(
            "snoozed",
            _("Snoozed"),
            lambda actor: Q(status=Status.SNOOZED),
            order=("snoozed_until", "id"),
        ),
        View(
            "resolved",
            _("Resolved"),
            lambda actor: Q(status=Status.RESOLVED, is_spam=False, merged_into__isnull=True),
            order=("-resolved_at", "-id"),
            counted=False,
        ),
        View("all", _("All"), lambda actor: Q(is_spam=False, merged_into__isnull=True), counted=False),
        View("spam", _("Spam"), lambda actor: Q(is_spam=True), counted=False),
    )
}


@dataclass(frozen=True, slots=True)
class Scope:
    """A view, cut to one inbox or one team where asked, and to a tag or a contact."""

    view: str = "open"
    inbox_id: int | None = None
    team_id: int | None = None
    tag_id: int | None = None
    contact_id: int | None = None


def listed(actor: Actor, scope: Scope) -> QuerySet[Conversation]:
    """The conversations of a scope, in no order yet. An unknown view lists the open ones."""
    found = visible_to(actor).filter(view_of(scope).only(actor))
    for field, value in (
        ("inbox_id", scope.inbox_id),
        ("team_id", scope.team_id),
        ("contact_id", scope.contact_id),
        ("taggings__tag_id", scope.tag_id),
    ):
        if value is not None:
            found = found.filter(**{field: value})
    return found


def view_of(scope: Scope) -> View:
    return VIEWS.get(scope.view, VIEWS["open"])


def as_listed(rows: QuerySet[Conversation], actor: Actor) -> QuerySet[Conversation]:
    """With all that a row of a list shows."""
    beside = rows.select_related("contact__company", "assignee").annotate(
        channel_on=F("inbox__channel"), settings_on=F("inbox__settings")
    )
    return beside.annotate(
        tags_on=compiled(Conversation, tags_on),
        help_on=compiled(Conversation, help_on, actor.own_id),
        is_drafted=compiled(Conversation, _is_drafted, actor.own_id),
    )


def _is_drafted(person_id: int) -> Exists:
    begun = Draft.objects.filter(person_id=person_id, conversation=OuterRef("pk"), kind=Draft.Kind.REPLY)
    return Exists(begun.exclude(text=""))


def tags_on() -> ArraySubquery:
    """For `annotate(tags_on=...)`: the tags of each conversation by name, as {"id", "name", "colour"}."""
    taggings = ConversationTag.objects.filter(conversation=OuterRef("pk")).order_by("tag__name")
    return ArraySubquery(taggings.values(shown=JSONObject(id="tag_id", name="tag__name", colour="tag__colour")))
