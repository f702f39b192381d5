"""A bounce goes to the reply that it is about; it never opens a conversation."""

from datetime import timedelta

from madoguchi.base.addresses import mail_key
from madoguchi.base.clock import now
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.arrival import Arrival, BounceNotice
from madoguchi.core.conversations.events import DeliveryChanged, MessageReceived
from madoguchi.core.conversations.inbound import Said, dedupe_key, write_inbound
from madoguchi.core.conversations.models import Conversation, Delivery, Message, MessageReference
from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.people.actor import Actor

LOOK_BACK = timedelta(days=5)  # a bounce that names only its recipient is about a reply no older than this


def take_bounce(intake: RawIntake, arrival: Arrival, actor: Actor) -> Message | None:
    """Tie a bounce to its delivery, write it into that conversation, and open that again if it is final.

    None when it is about no reply of ours (a mail forged in our name, or one that is long gone).
    """
    notice = arrival.bounce
    assert notice is not None
    delivery = _delivery_of(notice)
    if delivery is None:
        return None
    conversation = Conversation.objects.select_for_update().get(id=delivery.message.conversation_id)
    said = Said(conversation, conversation.contact, arrival, dedupe_key(arrival), intake.received_at)
    (message,) = write_inbound([said])
    mark_bounced(conversation, delivery, notice, actor)
    conversation.save()
    steps.note_fact(conversation, MessageReceived(message.id, "bounce"), actor)
    return message


def mark_bounced(conversation: Conversation, delivery: Delivery, notice: BounceNotice, actor: object) -> None:
    """Write the report onto the delivery; a final one opens the conversation. The conversation is locked."""
    before = delivery.state
    delivery.code = notice.status[:20]
    delivery.response = notice.diagnostic[:500]
    if notice.permanent:
        delivery.state, delivery.settled_at = Delivery.State.BOUNCED, now()
        steps.undelivered(conversation, actor)
    delivery.save()
    if before != delivery.state:
        fact = DeliveryChanged(delivery.message_id, delivery.id, before, delivery.state)
        steps.note_fact(conversation, fact, actor)


def _delivery_of(notice: BounceNotice) -> Delivery | None:
    deliveries = Delivery.objects.select_related("message")
    if notice.mail_id:
        homes = MessageReference.objects.filter(mail_id=notice.mail_id).values("conversation_id")
        replies = deliveries.filter(message__conversation__in=homes, message__mail_id=notice.mail_id)
        named = replies.filter(address__iexact=notice.recipient).first()
        if named is not None:
            return named
        alone = MessageReference.objects.filter(mail_id=notice.mail_id).exclude(address="").values("address")
        carried = deliveries.filter(message__conversation__in=homes, address__in=alone).order_by("-id").first()
        if carried is not None:  # one mail of several messages
            return carried
        # Forwarding changes the recipient; a reply that went to one person can only mean that one.
        all_of_it = list(replies[:2])
        return all_of_it[0] if len(all_of_it) == 1 else None
    recent = deliveries.filter(queued_at__gte=now() - LOOK_BACK, state__in=["sent", "deferred"])
    names = {notice.recipient, mail_key(notice.recipient)}
    return recent.filter(address__in=names).order_by("-id").first()
