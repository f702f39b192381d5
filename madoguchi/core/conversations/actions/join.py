"""Merging, splitting and linking conversations, and who takes part."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.steps import find_or_create_by_mail
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import (
    ConversationCreated,
    ConversationMerged,
    ConversationSplit,
    ConversationUnlinked,
    ParticipantRemoved,
)
from madoguchi.core.conversations.letter import ADDRESS
from madoguchi.core.conversations.merging import bring_messages, fold_into, take_out
from madoguchi.core.conversations.models import (
    Conversation,
    ConversationLink,
    Message,
    Participant,
    WaitingOn,
)
from madoguchi.core.conversations.outbound import answer_subject
from madoguchi.core.conversations.queries.visible import locked, one_visible, visible_to
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def merge(conversation_id: int, *, into_id: int, actor: Actor) -> Conversation:
    """Put everything of one conversation into another. Raises Refused("same")."""
    require(actor, "conversation.update")
    if conversation_id == into_id:
        raise Refused("same", _("A conversation cannot be merged into itself."), field="into")
    with tenant(actor.workspace_id):
        rows = {one: locked(one, actor) for one in sorted((conversation_id, into_id))}
        fold_into(rows[into_id], rows[conversation_id], actor=actor)
        return rows[into_id]


def undo_merge(conversation_id: int, *, actor: Actor) -> Conversation:
    """Make a merged conversation one of its own again; what came since stays where it is. Raises Refused("not-merged").

    Of a chain the last merge is undone first: Refused("merged"). Neither may be left without a message:
    Refused("nothing-left").
    """
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        merged = one_visible(conversation_id, actor)
        if merged is None:
            raise NotAllowed("not-found", _("This conversation does not exist."))
        home_id = merged.merged_into_id
        for one in sorted((conversation_id, home_id or conversation_id)):
            one_visible(one, actor, lock=True)
        merged.refresh_from_db()
        if home_id is None or merged.merged_into_id != home_id:
            raise Refused("not-merged", _("This conversation is not merged into another one."))
        home = locked(home_id, actor)
        facts = Event.objects.filter(conversation_id=home.id, type=ConversationMerged.type)
        take_out(home, merged, facts.filter(payload__merged_id=merged.id).latest("id").payload, actor=actor)
        return merged


def split(conversation_id: int, *, message_ids: Sequence[int], actor: Actor) -> Conversation:
    """Take some messages out into a conversation of their own, linked to this one.

    Raises Refused("nothing-to-split", "nothing-left", "needs-inbound").
    """
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        origin = locked(conversation_id, actor)
        taken = list(Message.objects.filter(conversation=origin, id__in=message_ids).order_by("id"))
        if not taken:
            raise Refused("nothing-to-split", _("Choose at least one message."), field="messages")
        if len(taken) == origin.messages.count():
            raise Refused("nothing-left", _("Leave at least one message here."), field="messages")
        first = next((message for message in taken if message.contact_id), None)
        new = Conversation.objects.create(
            workspace_id=origin.workspace_id,
            inbox_id=origin.inbox_id,
            contact_id=first.contact_id if first and first.contact_id else origin.contact_id,
            subject=_subject_of(first, origin)[:400],
            assignee_id=origin.assignee_id,
            team_id=origin.team_id,
            created_at=taken[0].at,
            last_activity_at=taken[-1].at,
            preview=steps.preview_of(taken[-1]),
        )
        _carry(taken, origin, new)
        _stand_as_said(new, taken)
        _bring_up_to_date(origin)
        steps.note_fact(new, ConversationCreated(new.inbox_id, taken[0].channel, split_from=origin.id), actor)
        steps.note_fact(origin, ConversationSplit(new.id, [message.id for message in taken]), actor)
        steps.link(origin, new.id, why=ConversationLink.Why.SPLIT, actor=actor)
        return new


def _subject_of(first: Message | None, origin: Conversation) -> str:
    """That of the mail with which it begins, unless this is only an answer to what was said before."""
    return origin.subject if first is None or first.subject == answer_subject(origin.subject) else first.subject


def _stand_as_said(new: Conversation, taken: Sequence[Message]) -> None:
    """Who waits for whom, by what was said to the customer and by them."""
    for message in taken:
        if message.kind == Message.Kind.INBOUND:
            steps.customer_waits(new, message.at)
        elif message.kind == Message.Kind.REPLY and message.scheduled is None and message.forwards_id is None:
            steps.customer_answered(new, message.at)
        steps.touch(new, message)
    new.save()


def _bring_up_to_date(origin: Conversation) -> None:
    """What lists show of a conversation that messages were taken from, by those that stayed."""
    newest = origin.messages.latest("id")
    said = origin.messages.exclude(kind=Message.Kind.NOTE).order_by("-id").first()
    steps.touch(origin, newest)
    if said is None or said.kind != Message.Kind.INBOUND:
        if origin.waiting_since:
            origin.waiting_on = WaitingOn.CUSTOMER
        origin.waiting_since = None
    elif origin.waiting_since and not origin.messages.filter(at=origin.waiting_since).exists():
        origin.waiting_since = said.at
    if said is not None:
        origin.preview = steps.preview_of(said)
    origin.save(update_fields=["last_activity_at", "preview", "waiting_since", "waiting_on"])


def _carry(taken: Sequence[Message], origin: Conversation, new: Conversation) -> None:
    bring_messages(taken, origin, new)
    guests = Participant.objects.filter(conversation=origin).exclude(contact_id=new.contact_id)
    Participant.objects.bulk_create(
        Participant(workspace_id=new.workspace_id, conversation=new, contact_id=guest.contact_id, address=guest.address)
        for guest in guests
    )


def link(conversation_id: int, *, other_id: int, actor: Actor) -> Conversation:
    """Tie two conversations together. Raises Refused("same")."""
    require(actor, "conversation.update")
    if conversation_id == other_id:
        raise Refused("same", _("A conversation cannot be linked to itself."), field="other")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        if not visible_to(actor).filter(id=other_id).exists():
            raise NotAllowed("not-found", _("This conversation does not exist."))
        steps.link(conversation, other_id, why=ConversationLink.Why.BY_HAND, actor=actor)
        return conversation


def unlink(conversation_id: int, *, other_id: int, actor: Actor) -> Conversation:
    """Undo a link; a second time changes nothing."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        first, second = sorted((conversation_id, other_id))
        if ConversationLink.objects.filter(first_id=first, second_id=second).delete()[0]:
            steps.note_fact(conversation, ConversationUnlinked(other_id), actor)
        return conversation


def add_participant(conversation_id: int, *, address: str, name: str = "", actor: Actor) -> Conversation:
    """Let somebody get the replies from now on. Raises Refused("bad-address")."""
    require(actor, "conversation.update")
    if not ADDRESS.fullmatch(address.strip()):
        raise Refused("bad-address", _("This is not a mail address."), field="address")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        guest = find_or_create_by_mail(actor.workspace_id, address.strip(), name=name)
        steps.add_participant(conversation, guest.id, address.strip(), actor)
        return conversation


def remove_participant(conversation_id: int, *, participant_id: int, actor: Actor) -> Conversation:
    """Somebody gets no replies any more, and their answers no longer join."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        row = Participant.objects.filter(conversation=conversation, id=participant_id).first()
        if row is not None:
            row.delete()
            steps.note_fact(conversation, ParticipantRemoved(row.contact_id), actor)
        return conversation
