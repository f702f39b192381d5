"""One parser process: reads mails from standard input, answers on standard output, under limits that the kernel holds.

Started by `isolation.ParserPool`. Three walls, all of which work even while C code runs: the address space
(RLIMIT_AS), the processor time of each mail (RLIMIT_CPU, moved along mail by mail), and a real-time alarm whose default
action ends the process, also when the parent is gone. Between mails it ends when its input ends.
"""

import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from madoguchi.adapters.channels.email.parse import parse, wire
from madoguchi.adapters.channels.email.parse.message import OUT_OF_MEMORY

_PAGE = os.sysconf("SC_PAGE_SIZE")
_GRACE = 2.0


def main(memory: int, cpu_seconds: float, wall_seconds: float) -> None:
    """`memory`: bytes that one mail may take beyond the empty process."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.dup(1)
    os.dup2(2, 1)  # a stray print must not end up between the frames
    parse(b"Subject: =?iso-2022-jp?b?GyRCJCIbKEI=?=\n\n\x82\xa0")  # codecs are loaded before memory is limited
    _limit_memory(memory)
    _write(answers, wire.READY)
    while True:
        head = requests.read(wire.LENGTH.size)
        if len(head) < wire.LENGTH.size:
            return
        size = wire.LENGTH.unpack(head)[0]
        _limit_time(cpu_seconds, wall_seconds)
        pieces = _answer(requests, size)
        signal.setitimer(signal.ITIMER_REAL, wall_seconds + _GRACE)
        _write(answers, wire.LENGTH.pack(sum(map(len, pieces))))
        for piece in pieces:
            _write(answers, piece)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit_memory(memory: int) -> None:
    with suppress(OSError, ValueError):  # where there is no /proc or no RLIMIT_AS, the pool's time-out remains
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * _PAGE + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(cpu_seconds: float, wall_seconds: float) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime + cpu_seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_REAL, wall_seconds + _GRACE)


def _answer(requests: BinaryIO, size: int) -> list[bytes]:
    """The encoded mail, or nothing at all where memory did not suffice."""
    try:
        message = parse(requests.read(size))
        return [] if OUT_OF_MEMORY in message.defects else wire.encode(message)
    except MemoryError:
        return []


def _write(target: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(target, view) :]


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
