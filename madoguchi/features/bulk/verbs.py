"""What can be done to many at once: who may, with which parameters, and by which action of core."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.variables import written
from madoguchi.core.conversations.actions import sort, status
from madoguchi.core.conversations.actions.assign import assign, give_to_team
from madoguchi.core.conversations.actions.draft import discard_draft
from madoguchi.core.conversations.actions.put_back import put_back
from madoguchi.core.conversations.actions.reply import reply, undo
from madoguchi.core.conversations.letter import HOLD, Letter, Sending, Then, default_recipients
from madoguchi.core.conversations.models import Conversation, ConversationTag, Draft, Message, Priority, Tag
from madoguchi.core.conversations.outbound import NobodyLeft
from madoguchi.core.conversations.standing import difference, standing
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person, Team
from madoguchi.features.replies.filling import fill_for_reader
from madoguchi.features.replies.variables import check_variables

LONGEST_TEXT = 20_000
A_REPLY_TAKES = timedelta(milliseconds=50)  # to write; all of them are held until the last one is written


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed on one conversation: as it was, and as it was left. Empty for nothing."""

    before: dict[str, Any] = field(default_factory=dict)
    left: dict[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.left)


Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verb:
    """`check` gives the parameters as they are kept, or raises Refused. `do` acts on a conversation that is locked;
    `undo` says whether it could be taken back."""

    name: str
    permission: str
    check: Callable[[Given, Actor], dict[str, Any]]
    do: Callable[[Conversation, Given, Actor], Change]
    undo: Callable[[int, Change, Given, Actor], bool]


def _stands(act: Callable[[int, Given, Actor], Conversation]) -> Callable[[Conversation, Given, Actor], Change]:
    """An action that changes how a conversation stands."""

    def do(conversation: Conversation, given: Given, actor: Actor) -> Change:
        return Change(*difference(standing(conversation), standing(act(conversation.id, given, actor))))

    return do


def _put_back(conversation_id: int, change: Change, _given: Given, actor: Actor) -> bool:
    return put_back(conversation_id, left=change.left, before=change.before, actor=actor)


def _nothing(_given: Given, _actor: Actor) -> dict[str, Any]:
    return {}


def _one_of(
    name: str, rows: Callable[[Actor, int], bool], *, or_none: bool
) -> Callable[[Given, Actor], dict[str, Any]]:
    """An id by this name, of a row that is there."""

    def check(given: Given, actor: Actor) -> dict[str, Any]:
        row_id = given.get(name)
        if row_id is None and or_none:
            return {name: None}
        if not isinstance(row_id, int) or isinstance(row_id, bool) or not rows(actor, row_id):
            raise Refused("no-such-choice", _("This choice is no longer there."), field=name)
        return {name: row_id}

    return check


def _is_person(actor: Actor, row_id: int) -> bool:
    return Person.objects.filter(workspace_id=actor.workspace_id, id=row_id, deactivated_at=None).exists()


def _is_team(actor: Actor, row_id: int) -> bool:
    return Team.objects.filter(workspace_id=actor.workspace_id, id=row_id).exists()


def _is_tag(actor: Actor, row_id: int) -> bool:
    return Tag.objects.filter(workspace_id=actor.workspace_id, id=row_id).exists()


def _priority(given: Given, _actor: Actor) -> dict[str, Any]:
    if given.get("priority") not in Priority.values or isinstance(given["priority"], bool):
        raise Refused("no-such-priority", _("This priority does not exist."), field="priority")
    return {"priority": given["priority"]}


def _until(given: Given, _actor: Actor) -> dict[str, Any]:
    until = parse_datetime(str(given.get("until", "")))
    if until is None or until.tzinfo is None or until <= now():
        raise Refused("snooze-in-the-past", _("Choose a time in the future."), field="until")
    return {"until": until.isoformat()}


def _letter(given: Given, _actor: Actor) -> dict[str, Any]:
    text, then = str(given.get("text", "")).strip(), given.get("then") or ""
    if not text:
        raise Refused("empty", _("Write something first."), field="text")
    if len(text) > LONGEST_TEXT:
        raise Refused("too-long", _("This text is too long."), field="text")
    if then not in ("", "resolve"):
        raise Refused("unknown-field", _("There is no such field: %(name)s.") % {"name": "then"}, field="then")
    check_variables(text)
    return {"text": text, "then": then}


def released_at(total: int) -> str:
    """Until when the replies of a bulk of this size are held."""
    return (now() + HOLD + total * A_REPLY_TAKES).isoformat()


def _tag(conversation: Conversation, given: Given, actor: Actor) -> Change:
    if _wears(conversation.id, given):
        return Change()
    sort.tag(conversation.id, tag_id=given["tag"], actor=actor)
    return Change({"tag": False}, {"tag": True})


def _untag(conversation: Conversation, given: Given, actor: Actor) -> Change:
    if not _wears(conversation.id, given):
        return Change()
    sort.untag(conversation.id, tag_id=given["tag"], actor=actor)
    return Change({"tag": True}, {"tag": False})


def _undo_tag(conversation_id: int, change: Change, given: Given, actor: Actor) -> bool:
    if _wears(conversation_id, given) != change.left["tag"]:
        return False
    (sort.untag if change.left["tag"] else sort.tag)(conversation_id, tag_id=given["tag"], actor=actor)
    return True


def _wears(conversation_id: int, given: Given) -> bool:
    return ConversationTag.objects.filter(conversation_id=conversation_id, tag_id=given["tag"]).exists()


def _reply(conversation: Conversation, given: Given, actor: Actor) -> Change:
    """The same text, with its variables filled in, to whoever gets the replies of this conversation; the same bulk
    twice writes it once. What cannot be filled in is not sent. Raises NobodyLeft."""
    if conversation.contact.erased_at is not None:
        raise NobodyLeft
    filled = fill_for_reader(given["text"], conversation, actor)
    if filled.missing:
        names = ", ".join(map(written, filled.missing))
        raise Refused("unfilled", _("Nothing is known for %(names)s.") % {"names": names}, field="text")
    whom = default_recipients(conversation.id, actor)
    release = parse_datetime(given["release_at"])
    assert release is not None
    sending = Sending(Then(given["then"]), max(HOLD, release - now()), once=f"bulk:{given['once']}")
    message = reply(conversation.id, letter=Letter(filled.text, whom.to, whom.cc), sending=sending, actor=actor)
    return Change({"message": None}, {"message": message.id})


def _undo_reply(conversation_id: int, change: Change, _given: Given, actor: Actor) -> bool:
    """Taken back without a trace: no draft of it stays where nothing else was being written."""
    text = Message.objects.filter(id=change.left["message"]).values_list("text", flat=True).first()
    draft = undo(change.left["message"], actor=actor)
    if draft.text == text:
        discard_draft(conversation_id, kind=Draft.Kind.REPLY, actor=actor)
    return True


VERBS: Mapping[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb(
            "assign",
            "conversation.update",
            _one_of("person", _is_person, or_none=True),
            _stands(lambda row_id, given, actor: assign(row_id, person_id=given["person"], actor=actor)),
            _put_back,
        ),
        Verb(
            "team",
            "conversation.update",
            _one_of("team", _is_team, or_none=True),
            _stands(lambda row_id, given, actor: give_to_team(row_id, team_id=given["team"], actor=actor)),
            _put_back,
        ),
        Verb("tag", "tag.use", _one_of("tag", _is_tag, or_none=False), _tag, _undo_tag),
        Verb("untag", "tag.use", _one_of("tag", _is_tag, or_none=False), _untag, _undo_tag),
        Verb(
            "priority",
            "conversation.update",
            _priority,
            _stands(lambda row_id, given, actor: sort.set_priority(row_id, priority=given["priority"], actor=actor)),
            _put_back,
        ),
        Verb(
            "snooze",
            "conversation.update",
            _until,
            _stands(lambda row_id, given, actor: status.snooze(row_id, until=_at(given), actor=actor)),
            _put_back,
        ),
        Verb(
            "resolve",
            "conversation.update",
            _nothing,
            _stands(lambda row_id, _given, actor: status.resolve(row_id, actor=actor)),
            _put_back,
        ),
        Verb(
            "reopen",
            "conversation.update",
            _nothing,
            _stands(lambda row_id, _given, actor: status.reopen(row_id, actor=actor)),
            _put_back,
        ),
        Verb(
            "spam",
            "conversation.update",
            _nothing,
            _stands(lambda row_id, _given, actor: sort.mark_spam(row_id, spam=True, actor=actor)),
            _put_back,
        ),
        Verb(
            "not_spam",
            "conversation.update",
            _nothing,
            _stands(lambda row_id, _given, actor: sort.mark_spam(row_id, spam=False, actor=actor)),
            _put_back,
        ),
        Verb("reply", "conversation.reply", _letter, _reply, _undo_reply),
    )
}


def _at(given: Given) -> Any:
    return parse_datetime(given["until"])
