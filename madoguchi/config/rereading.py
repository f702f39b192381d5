"""The job behind "read this period again"."""

from datetime import datetime

from procrastinate import RetryStrategy

from madoguchi.adapters.channels.email.imap_in import reread
from madoguchi.base.jobs import job
from madoguchi.base.tenancy import tenant
from madoguchi.config.mail_account import account_of
from madoguchi.config.mailboxes import take_mail
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.actions.accept import Address
from madoguchi.core.inboxes.events import MailboxReread
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import system


@job("reread", retry=RetryStrategy(max_attempts=10, wait=30, exponential_wait=2))
def read_again(workspace_id: int, inbox_id: int, since: str, until: str) -> None:
    """Fetch what arrived between two moments (ISO 8601). Twice brings nothing twice: the bytes are known."""
    with tenant(workspace_id):
        inbox = Inbox.objects.get(id=inbox_id)
    address = Address(workspace_id, inbox_id)
    outcome = reread(
        account_of(inbox),
        datetime.fromisoformat(since),
        datetime.fromisoformat(until),
        lambda mail: take_mail(mail, address),
    )
    with tenant(workspace_id):
        fact = MailboxReread(inbox_id, outcome.stored, outcome.duplicates)
        record(fact, actor=system(workspace_id), about=Subject())
