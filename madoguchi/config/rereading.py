"""The job behind "read this period again"."""

from datetime import datetime

from procrastinate import RetryStrategy

from madoguchi.adapters.channels.email.imap_in import ImapError, reread
from madoguchi.base.jobs import job
from madoguchi.base.tenancy import tenant
from madoguchi.config.mail_account import account_of
from madoguchi.config.mailboxes import take_mail
from madoguchi.core.inboxes.actions.accept import Address
from madoguchi.core.inboxes.actions.reread import tell_reread, tell_reread_trouble
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import system


@job("reread", retry=RetryStrategy(max_attempts=10, wait=30, exponential_wait=2))
def read_again(workspace_id: int, inbox_id: int, since: str, until: str) -> None:
    read_period(workspace_id, inbox_id, since, until)


def read_period(workspace_id: int, inbox_id: int, since: str, until: str) -> None:
    """Fetch what arrived between two moments (ISO 8601), and tell. Twice brings nothing twice: the bytes are known.

    Raises ImapError where it is worth trying again.
    """
    with tenant(workspace_id):
        inbox = Inbox.objects.get(id=inbox_id)
    address = Address(workspace_id, inbox_id)
    first, last = datetime.fromisoformat(since), datetime.fromisoformat(until)
    try:
        outcome = reread(account_of(inbox), first, last, lambda mail: take_mail(mail, address))
    except ImapError as error:
        tell_reread_trouble(
            inbox_id,
            period=(since, until),
            reason=f"{error.reason}: {error.text}",
            is_over=error.permanent,
            actor=system(workspace_id),
        )
        if error.permanent:
            return  # only a person can help, and is told
        raise
    found = {"stored": outcome.stored, "duplicates": outcome.duplicates, "unreadable": outcome.unreadable}
    tell_reread(inbox_id, period=(since, until), found=found, actor=system(workspace_id))
