"""Fields with a few values each: the state of a conversation, and whose it is."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from madoguchi.core.conversations.models import ConversationTag, Follow, Mention, Priority, Status, WaitingOn
from madoguchi.core.conversations.queries.help import open_for
from madoguchi.core.conversations.queries.views import unanswered
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.features.kinds.models import ConversationKind
from madoguchi.features.views.fields.kinds import Field, ids_or, is_yes, some_of, texts

NOBODY = "nobody"
ME = "me"
PRIORITY_NAMES = {priority.name.lower(): priority.value for priority in Priority}


def _status(_actor: Actor, _op: str, value: Any) -> Q:
    return Q(status__in=value) if len(value) > 1 else Q(status=value[0])


def _inbox(_actor: Actor, _op: str, value: Any) -> Q:
    return _among("inbox_id", value)


def _team(_actor: Actor, _op: str, value: Any) -> Q:
    return _among("team_id", value)


def _assignee(actor: Actor, _op: str, value: Any) -> Q:
    return _among("assignee_id", tuple(actor.own_id if one == ME else one for one in value))


def _among(column: str, value: tuple[Any, ...]) -> Q:
    """Any of some ids; NOBODY stands for none."""
    ids = [one for one in value if one != NOBODY]
    wanted = (Q(**{column: ids[0]}) if len(ids) == 1 else Q(**{f"{column}__in": ids})) if ids else None
    if len(ids) == len(value):
        assert wanted is not None
        return wanted
    none = Q(**{f"{column}__isnull": True})
    return none if wanted is None else wanted | none


def _tag(actor: Actor, _op: str, value: Any) -> Q:
    worn = ConversationTag.objects.filter(workspace_id=actor.workspace_id, conversation=OuterRef("pk"))
    ids = [one for one in value if one != NOBODY]
    wanted = Q(Exists(worn.filter(tag_id__in=ids))) if ids else None
    if len(ids) == len(value):
        assert wanted is not None
        return wanted
    none = Q(~Exists(worn))
    return none if wanted is None else wanted | none


def _kind(actor: Actor, _op: str, value: Any) -> Q:
    of = ConversationKind.objects.filter(workspace_id=actor.workspace_id, conversation=OuterRef("pk"))
    ids = [one for one in value if one != NOBODY]
    wanted = Q(Exists(of.filter(kind_id__in=ids))) if ids else None
    if len(ids) == len(value):
        assert wanted is not None
        return wanted
    none = Q(~Exists(of.filter(kind__isnull=False)))
    return none if wanted is None else wanted | none


def _priority(_actor: Actor, _op: str, value: Any) -> Q:
    return Q(priority__in=[PRIORITY_NAMES[one] for one in value])


def _channel(actor: Actor, _op: str, value: Any) -> Q:
    return Q(inbox_id__in=Inbox.objects.filter(workspace_id=actor.workspace_id, channel__in=value).values("id"))


def _waiting_on(_actor: Actor, _op: str, value: Any) -> Q:
    return Q(waiting_on__in=value)


def _mentioned(actor: Actor, _op: str, _value: Any) -> Q:
    unread = Mention.objects.filter(workspace_id=actor.workspace_id, person_id=actor.own_id, read_at__isnull=True)
    return Q(Exists(unread.filter(conversation=OuterRef("pk"))))


def _followed(actor: Actor, _op: str, _value: Any) -> Q:
    mine = Follow.objects.filter(workspace_id=actor.workspace_id, person_id=actor.own_id)
    return Q(Exists(mine.filter(conversation=OuterRef("pk"))))


def _help(actor: Actor, _op: str, _value: Any) -> Q:
    return Q(Exists(open_for(actor).filter(conversation=OuterRef("pk"))))


def _unreplied(_actor: Actor, _op: str, _value: Any) -> Q:
    return Q(first_replied_at__isnull=True)


def _unanswered(actor: Actor, _op: str, _value: Any) -> Q:
    return unanswered(actor)


def _live(_actor: Actor, _op: str, _value: Any) -> Q:
    return Q(is_live=True)


def _spam(_actor: Actor, _op: str, _value: Any) -> Q:
    return Q(is_spam=True)


CHOICES = (
    Field("status", {"is": some_of(*Status.values)}, _status),
    Field("inbox", {"is": ids_or()}, _inbox),
    Field("team", {"is": ids_or(NOBODY)}, _team),
    Field("assignee", {"is": ids_or(ME, NOBODY)}, _assignee),
    Field("tag", {"is": ids_or(NOBODY)}, _tag),
    Field("kind", {"is": ids_or(NOBODY)}, _kind),
    Field("priority", {"is": some_of(*PRIORITY_NAMES)}, _priority),
    Field("channel", {"is": texts}, _channel),
    Field("waiting_on", {"is": some_of(*WaitingOn.values)}, _waiting_on),
    Field("mentioned", {"is": is_yes}, _mentioned),
    Field("followed", {"is": is_yes}, _followed),
    Field("help", {"is": is_yes}, _help),
    Field("unreplied", {"is": is_yes}, _unreplied),
    Field("unanswered", {"is": is_yes}, _unanswered),
    Field("live", {"is": is_yes}, _live),
    Field("spam", {"is": is_yes}, _spam),
)
