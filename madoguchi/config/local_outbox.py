"""The local outbox of the mail channel, as core/conversations/local_outbox.py knows it."""

from collections.abc import Sequence

from madoguchi.adapters.channels.email import outbox
from madoguchi.config.mail_out import outbox_folder
from madoguchi.core.conversations.local_outbox import LocalOutbox, SentMail


def entries(workspace_id: int, limit: int, before: str) -> Sequence[SentMail]:
    return [
        SentMail(one.name, one.sent_at, one.size, one.mail_from, one.recipients, one.subject)
        for one in outbox.list_outbox(outbox_folder(workspace_id), limit, before)
    ]


def content(workspace_id: int, name: str) -> bytes:
    return outbox.read_outbox(outbox_folder(workspace_id), name)


LOCAL_OUTBOX = LocalOutbox(entries, content)
