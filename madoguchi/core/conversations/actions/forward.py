"""Forwarding: a message goes to somebody outside of its conversation, and the conversation keeps what was sent."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import forwarding, steps
from madoguchi.core.conversations.events import MessageForwarded
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Attachment, Draft, Message, WaitingOn
from madoguchi.core.conversations.outbound import go_on, reply_to, write_reply
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def begin_forward(message_id: int, *, actor: Actor) -> Draft:
    """Begin to hand a message on: a draft with its words and its files. One that was begun for it is gone on with.

    Raises NotAllowed, Refused("note").
    """
    require(actor, "conversation.forward")
    with tenant(actor.workspace_id):
        message = forwarding.forwardable(message_id, actor)
        conversation = locked(message.conversation_id, actor)
        draft, is_new = Draft.objects.select_for_update().get_or_create(
            person_id=actor.own_id,
            conversation=conversation,
            kind=Draft.Kind.FORWARD,
            defaults={"workspace_id": actor.workspace_id},
        )
        if not is_new and draft.fields.get("forwards") == message.id:
            return draft
        Attachment.objects.filter(draft=draft).delete()
        draft.text = f"\n\n{forwarding.forwarded_text(message, forwarding.zone_of(actor))}"
        subject = forwarding.forwarded_subject(message.subject or conversation.subject)
        draft.fields = {"subject": subject, "forwards": message.id}
        draft.updated_at = now()
        draft.save()
        files = forwarding.copies(message)
        for file in files:
            file.draft = draft
        Attachment.objects.bulk_create(files)
        return draft


def forward(
    message_id: int, *, letter: Letter, sending: Sending, file_ids: Collection[int] = (), actor: Actor
) -> Message:
    """Hand a message on by a letter that says all that is to be sent; it is held and can be undone as a reply can.

    `file_ids` are files of the message that go along, beside those of the letter. The same `once` again gives the
    message that was made the first time. Raises Refused (as reply(); note), NotAllowed.
    """
    require(actor, "conversation.forward")
    with tenant(actor.workspace_id):
        forwarded = forwarding.forwardable(message_id, actor)
        letter.check()
        conversation = locked(forwarded.conversation_id, actor)
        key = sending.key("forward", actor, conversation.id)
        if key and (known := steps.written_before(actor.workspace_id, key)):
            return known
        if not letter.subject:
            raise Refused("no-subject", _("Say what it is about."), field="subject")
        message = reply_to(conversation, letter, sending, actor, key=key)
        message.forwards_id = forwarded.id
        with gathering():
            write_reply(message, letter)
            steps.take_files(message, letter.attachment_ids, actor.own_id)
            files = forwarding.copies(forwarded, file_ids)
            for file in files:
                file.message = message
            Attachment.objects.bulk_create(files)
            conversation.waiting_on = WaitingOn.THIRD
            conversation.last_activity_at = message.at
            go_on(conversation, sending.then, actor)
            update(conversation)
            steps.note_fact(conversation, MessageForwarded(message.id, forwarded.id), actor)
        if actor.kind != "token":  # a program that writes for a person leaves what they are writing
            steps.drop_draft(conversation.id, Draft.Kind.FORWARD, actor.own_id)
        return message
