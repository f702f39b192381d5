"""Proving that an address is theirs: a code that is sent there, and typed in the chat.

Whoever types an address may type anybody's. So the mail with the code holds nothing that they wrote, there is one a day
for an address, whoever asks for it, and a code may be tried a few times.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.features.chat.models import MailAsked, Visitor

DAY = timedelta(hours=24)
DIGITS = 6
MOST_TRIES = 5
# One statement: of two who ask at once one is the first.
TAKE = """
INSERT INTO mails_asked (workspace_id, key, at) VALUES (%(workspace)s, %(key)s, %(now)s)
ON CONFLICT (workspace_id, key) DO UPDATE SET at = excluded.at WHERE mails_asked.at <= %(before)s
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Code:
    """A code on its way: to which address, until when it counts, and how often it was tried."""

    mail: str
    code: str
    until: datetime
    tries: int = 0

    def kept(self) -> dict[str, str | int]:
        """As Visitor.proving has it."""
        return {"mail": self.mail, "code": self.code, "until": self.until.isoformat(), "tries": self.tries}


def code_of(visitor: Visitor) -> Code | None:
    """The one that still counts."""
    kept = visitor.proving
    until = parse_datetime(kept["until"]) if kept else None
    if until is None or until <= now() or kept["tries"] >= MOST_TRIES:
        return None
    return Code(kept["mail"], kept["code"], until, kept["tries"])


def new_code(mail: str) -> Code:
    """It counts as long as no other is sent there."""
    return Code(mail, f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", now() + DAY)


def fits(code: Code, typed: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(code.code.encode(), typed.strip().encode())


def take_mail(workspace_id: int, purpose: str, address: str, *, each: timedelta) -> None:
    """Count a mail that somebody outside asked for. Raises Refused("too-many-mails") for the second within `each`."""
    at = now()
    values: dict[str, int | str | datetime] = {
        "workspace": workspace_id,
        "key": digest(f"{purpose}:{address}"),
        "now": at,
        "before": at - each,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        if cursor.fetchone() is None:
            raise Refused("too-many-mails", _("A mail has gone there already. Look there, or try again later."))


def forget_asked(workspace_id: int) -> None:
    """Throw away what limits nothing any more."""
    with tenant(workspace_id):
        MailAsked.objects.filter(at__lt=now() - DAY).delete()
