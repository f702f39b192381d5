"""Saying where mail reaches one, and proving it."""

from dataclasses import replace

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.features.chat.jobs import send_code_later
from madoguchi.features.chat.models import Visitor
from madoguchi.features.chat.proving import DAY, code_of, fits, new_code, take_mail
from madoguchi.features.chat.telling import checked_mail


def ask_code(visitor: Visitor, typed: str) -> str:
    """Send a code to an address; the same address again, while its code counts, sends nothing. Returns the address.

    Raises Refused("bad-mail", "too-many-mails").
    """
    address = checked_mail(typed)
    with tenant(visitor.workspace_id):
        row = Visitor.objects.select_for_update().get(id=visitor.id)
        waiting = code_of(row)
        if waiting is None or waiting.mail != address:
            take_mail(row.workspace_id, "code", address, each=DAY)
            row.proving = new_code(address).kept()
            send_code_later(row.id, workspace_id=row.workspace_id)
        if row.mail_proved_at is None:
            row.mail = address
        row.save(update_fields=["proving", "mail"])
        return address


def prove(visitor: Visitor, typed: str) -> str:
    """The code from the mail: the address is theirs from now on. Returns it, "" for a code that is not right: nothing
    is raised, because the try has to stay counted."""
    with tenant(visitor.workspace_id):
        row = Visitor.objects.select_for_update().get(id=visitor.id)
        waiting = code_of(row)
        if waiting is None:
            return ""
        is_right = fits(waiting, typed)
        row.proving = {} if is_right else replace(waiting, tries=waiting.tries + 1).kept()
        if is_right:
            row.mail, row.mail_proved_at = waiting.mail, now()
        row.save(update_fields=["proving", "mail", "mail_proved_at"])
        return row.mail if is_right else ""
