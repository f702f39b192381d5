"""Conversations to speak about, begun by their contacts."""

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.inboxes.models import Inbox


def begun(inbox: Inbox, contact: Contact, address: str, subject: str = "請求書について") -> Conversation:
    """A contact has written one mail and waits."""
    with tenant(inbox.workspace_id):
        conversation = Conversation.objects.create(
            workspace_id=inbox.workspace_id, inbox=inbox, contact=contact, subject=subject, preview="お世話に",
            waiting_since=now(), last_activity_at=now(),
        )  # fmt: skip
        said(conversation, address)
        return conversation


def said(conversation: Conversation, address: str, text: str = "お世話になっております。") -> Message:
    """One more mail of its contact; a tenant may be open."""
    with tenant(conversation.workspace_id):
        return Message.objects.create(
            workspace_id=conversation.workspace_id,
            conversation=conversation,
            kind=Message.Kind.INBOUND,
            contact_id=conversation.contact_id,
            subject=conversation.subject,
            text=text,
            html="<p>お世話になっております。<script>alert(1)</script></p>",
            addresses={"from": [[address, "山田花子"]], "to": [["support@koyomi.example", ""]]},
            mail_id=f"{conversation.id}.{now().timestamp()}@mail.example",
        )
