"""Connections are shared out evenly, and none waits for a process that does not come."""

import asyncio
import errno
import socket
from collections.abc import Iterator

import pytest

from madoguchi.config import door
from madoguchi.config.door import Counts, Door
from madoguchi.config.supervisor.ports import listening


class Process:
    """One of several that share a socket: its door, and whom it has taken."""

    def __init__(self, shared: socket.socket, counts: Counts, number: int) -> None:
        self.taken: set[asyncio.BaseTransport] = set()
        self.door = Door(shared, self._protocol, lambda: len(self.taken), counts=counts, process=number)

    def _protocol(self) -> asyncio.Protocol:
        taken = self.taken

        class Guest(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                self.transport = transport
                taken.add(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                taken.discard(self.transport)

        return Guest()


@pytest.fixture
def shared() -> Iterator[socket.socket]:
    with listening("127.0.0.1", 0) as made:
        yield made


async def come(shared: socket.socket, guests: int) -> list[asyncio.StreamWriter]:
    port = shared.getsockname()[1]
    writers = [(await asyncio.open_connection("127.0.0.1", port))[1] for _ in range(guests)]
    await asyncio.sleep(0.1)
    return writers


async def two_of(shared: socket.socket) -> tuple[Process, Process]:
    """Two processes, the second through a socket of its own for the same port, as after a fork."""
    counts = Counts(2)
    return Process(shared, counts, 0), Process(shared.dup(), counts, 1)


def test_those_who_come_are_shared_out(shared: socket.socket) -> None:
    async def scenario() -> tuple[int, int, int, int]:
        one, other = await two_of(shared)
        guests = await come(shared, 8)
        first = len(one.taken), len(other.taken)
        for transport in list(one.taken):
            transport.close()
        await asyncio.sleep(0.05)
        one.door.count()
        guests += await come(shared, 4)
        second = len(one.taken), len(other.taken)
        for guest in guests:
            guest.close()
        return (*first, *second)

    assert asyncio.run(scenario()) == (4, 4, 4, 4)


def test_nobody_waits_for_a_process_that_is_gone(shared: socket.socket) -> None:
    async def scenario() -> int:
        one, other = await two_of(shared)
        other.door.close()  # its count stays at nothing
        guests = await come(shared, 5)
        for guest in guests:
            guest.close()
        return len(one.taken)

    assert asyncio.run(scenario()) == 5


def test_when_the_system_has_no_files_left_it_is_tried_again(
    shared: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(socket.socket):
        refusals = 1

        def accept(self) -> tuple[socket.socket, object]:
            if Full.refusals:
                Full.refusals -= 1
                raise OSError(errno.EMFILE, "Too many open files")
            return super().accept()

    monkeypatch.setattr(door, "PAUSE", 0.01)

    async def scenario() -> int:
        only = Process(Full(fileno=shared.dup().detach()), Counts(1), 0)
        (guest,) = await come(shared, 1)
        guest.close()
        return len(only.taken)

    assert asyncio.run(scenario()) == 1
