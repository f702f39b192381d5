"""The process that takes mail: SMTP and LMTP listeners in front of accept()."""

import asyncio
import signal
import time

import structlog
import uvloop
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from madoguchi.adapters.channels.email.smtp_in import Envelope, Limits, Listener, Unavailable, Unknown
from madoguchi.base.jobs import database_at_hand
from madoguchi.core.inboxes.actions.accept import Address, Parcel, accept, find_open_inbox

log = structlog.get_logger(__name__)

MOST_REMEMBERED = 10_000


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
        log.info("mail listener started", host=listener.host, port=listener.port, lmtp=listener.lmtp)
    await stop.wait()
    await asyncio.gather(*(listener.close(grace=5) for listener in opened))


class Homes:
    """Which inbox takes the mail of an address, remembered for a second: a mail asks twice, a busy hour all the time.

    An inbox that is switched off or removed refuses from the next second on.
    """

    def __init__(self, seconds: float = 1.0) -> None:
        self.seconds = seconds
        self._known: dict[str, tuple[float, Address]] = {}

    def find(self, address: str) -> Address | None:
        """The home of an address; None where there is none that takes mail."""
        if address in self._known:
            until, home = self._known[address]
            if time.monotonic() < until:
                return home
        found = find_open_inbox(address)
        if found is None:
            self._known.pop(address, None)
            return None
        if len(self._known) >= MOST_REMEMBERED:
            self._known = {}
        self._known[address] = (time.monotonic() + self.seconds, found)
        return found


HOMES = Homes()


def is_known(address: str) -> bool:
    """Whether mail for an address is taken; an inbox that is switched off refuses."""
    with database_at_hand():
        return HOMES.find(address) is not None


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
            homes = {home for home in map(HOMES.find, envelope.rcpt_tos) if home is not None}
            if not homes:
                raise Unknown
            for home in sorted(homes, key=lambda one: (one.workspace_id, one.inbox_id)):
                accept(parcel, to=home)
    except (DatabaseError, InterfaceError, OSError) as error:
        raise Unavailable from error
