"""The type of a conversation: recognised, chosen by who writes, corrected; and what was written down for it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import normal
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.models import Conversation, ConversationTag
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.people.actor import Actor, system
from madoguchi.core.people.policies import require
from madoguchi.features.kinds.events import ConversationKindFilled, ConversationKindSet
from madoguchi.features.kinds.learning import classifier_of, question_of
from madoguchi.features.kinds.models import LEAST, ConversationKind, Kind, KindField

LONGEST = 4000
By = ConversationKind.By


def recognise(conversation_id: int, *, workspace_id: int) -> ConversationKind | None:
    """Of which type what was asked first seems to be. None where there is nothing to read or to tell apart, and where
    it was looked at before. May run twice."""
    with tenant(workspace_id):
        conversation = Conversation.objects.select_for_update(of=("self",)).filter(id=conversation_id).first()
        if conversation is None or conversation.is_spam or conversation.merged_into_id is not None:
            return None
        row = _row_of(conversation)
        guess = None if row.sure is not None else classifier_of(workspace_id).guess(question_of(conversation_id))
        if guess is None:
            return None
        row.guess_id, row.sure = guess.key, round(100 * guess.sure)
        if row.kind_id is None and (chosen := _topic_of(conversation)):
            _become(row, chosen, By.CUSTOMER, conversation, Actor(workspace_id, "contact", conversation.contact_id))
        if row.by == By.MACHINE and row.sure >= LEAST:
            _become(row, guess.key, By.MACHINE, conversation, system(workspace_id))
        row.save()
        tell(workspace_id, [f"conversation:{conversation.id}@{conversation.inbox_id}"])
        return row


def set_kind(conversation_id: int, *, kind_id: int | None, actor: Actor) -> ConversationKind:
    """What a person says; saying what was recognised confirms it, and the classifier learns from either. Raises
    Refused("no-such-kind")."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        _must_exist(kind_id)
        row = _row_of(conversation)
        _become(row, kind_id, By.PERSON, conversation, actor)
        row.save()
        return row


def choose_kind(
    conversation_id: int, *, kind_id: int, values: Mapping[int, str], workspace_id: int
) -> ConversationKind | None:
    """What the customer says, with the conversation that they begin. None for a type that is not offered."""
    with tenant(workspace_id):
        conversation = Conversation.objects.select_for_update(of=("self",)).filter(id=conversation_id).first()
        if conversation is None or not Kind.objects.filter(id=kind_id, is_offered=True).exists():
            return None
        row = _row_of(conversation)
        if row.id:
            return row
        customer = Actor(workspace_id, "contact", conversation.contact_id)
        _become(row, kind_id, By.CUSTOMER, conversation, customer)
        row.values = _checked(kind_id, values)
        row.save()
        return row


def fill_kind(conversation_id: int, values: Mapping[int, str], *, actor: Actor) -> ConversationKind:
    """Write down what its type asks, by the ids of the fields; "" takes one out. Raises Refused("no-kind",
    "too-long")."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        row = _row_of(conversation)
        if row.kind_id is None:
            raise Refused("no-kind", _("Say first of which type the question is."))
        new = _checked(row.kind_id, values)
        changed = [key for key in values if row.values.get(str(key), "") != new.get(str(key), "")]
        row.values = {key: text for key, text in {**row.values, **new}.items() if text}
        row.values = {key: text for key, text in row.values.items() if int(key) not in values or key in new}
        if changed:
            row.save(update_fields=["values"])
            steps.note_fact(conversation, ConversationKindFilled(sorted(changed)), actor)
        return row


def _topic_of(conversation: Conversation) -> int | None:
    """The type that is called like the topic which was chosen before the chat: it stands there as a tag."""
    tags = ConversationTag.objects.filter(conversation=conversation).values_list("tag__name", flat=True)
    names = {normal(name) for name in tags}
    return (
        next((kind.id for kind in Kind.objects.all() if {normal(one) for one in kind.names} & names), None)
        if names
        else None
    )


def _row_of(conversation: Conversation) -> ConversationKind:
    known = ConversationKind.objects.filter(conversation=conversation).first()
    return known or ConversationKind(workspace_id=conversation.workspace_id, conversation=conversation)


def _become(
    row: ConversationKind, kind_id: int | None, by: ConversationKind.By, conversation: Conversation, actor: Actor
) -> None:
    before, row.kind_id, row.by, row.at = row.kind_id, kind_id, by, now()
    if before != kind_id:
        fact = ConversationKindSet((before, kind_id), by.value, row.sure if by == By.MACHINE else None)
        steps.note_fact(conversation, fact, actor)


def _must_exist(kind_id: int | None) -> None:
    if kind_id is not None and not Kind.objects.filter(id=kind_id).exists():
        raise Refused("no-such-kind", _("This type does not exist."), field="kind")


def _checked(kind_id: int, values: Mapping[int, str]) -> dict[str, str]:
    """Those of its fields that say something."""
    fields = set(KindField.objects.filter(kind_id=kind_id).values_list("id", flat=True))
    found = {str(key): text.replace("\x00", "").strip() for key, text in values.items() if key in fields}
    if any(len(text) > LONGEST for text in found.values()):
        raise Refused("too-long", _("At most %(most)d characters at once.") % {"most": LONGEST}, field="values")
    return {key: text for key, text in found.items() if text}
