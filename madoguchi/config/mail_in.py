"""The process that takes mail: SMTP and LMTP listeners in front of accept()."""

import asyncio
import signal

import uvloop
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from madoguchi.adapters.channels.email.smtp_in import Envelope, Limits, Listener, Unavailable, Unknown
from madoguchi.base.jobs import database_at_hand
from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.actions.accept import Address, Parcel, accept, find_inbox
from madoguchi.core.inboxes.models import Inbox


def run(host: str, smtp_port: int, lmtp_port: int | None) -> None:
    """Listen until SIGTERM or SIGINT; mails on their way are finished first."""
    uvloop.run(_serve(listeners(host, smtp_port, lmtp_port)))


def listeners(host: str, smtp_port: int, lmtp_port: int | None) -> list[Listener]:
    """The listeners of one process; port 0 takes a free one."""
    wanted = [(smtp_port, False)] + ([(lmtp_port, True)] if lmtp_port is not None else [])
    return [
        Listener(
            take,
            is_known,
            host,
            port,
            lmtp=lmtp,
            trusted_networks=settings.MADOGUCHI.smtp_trusted_networks,
            limits=Limits(max_size=settings.MADOGUCHI.smtp_max_bytes),
        )
        for port, lmtp in wanted
    ]


async def _serve(opened: list[Listener]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    for listener in opened:
        await listener.start()
    await stop.wait()
    await asyncio.gather(*(listener.close(grace=5) for listener in opened))


def is_known(address: str) -> bool:
    """Whether mail for an address is taken; an inbox that is switched off refuses."""
    with database_at_hand():
        found = find_inbox(address)
        return found is not None and _is_on(found)


def _is_on(address: Address) -> bool:
    with tenant(address.workspace_id):
        return Inbox.objects.filter(id=address.inbox_id, disabled_at__isnull=True).exists()


def take(envelope: Envelope) -> None:
    """Commit one mail for each inbox that it is for. Raises Unavailable when the database or the disk is away."""
    parcel = Parcel(
        envelope.raw,
        "smtp",
        {
            "mail_from": envelope.mail_from,
            "rcpt_to": list(envelope.rcpt_tos),
            "peer": envelope.peer,
            "helo": envelope.helo,
            "tls": envelope.tls,
            "trusted": envelope.trusted,
        },
    )
    try:
        with database_at_hand():
            homes = {home for home in map(find_inbox, envelope.rcpt_tos) if home is not None}
            if not homes:
                raise Unknown
            for home in sorted(homes, key=lambda one: (one.workspace_id, one.inbox_id)):
                accept(parcel, to=home)
    except (DatabaseError, InterfaceError, OSError) as error:
        raise Unavailable from error
