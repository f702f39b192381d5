"""Parser processes: poison costs one worker, never the caller; the next mail is read as if nothing had been."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from madoguchi.adapters.channels.email.inbound import InboundMessage
from madoguchi.adapters.channels.email.parse import isolation, parse, wire
from madoguchi.adapters.channels.email.parse.isolation import Limits, ParseFailure, ParserPool
from tests.mail.test_corpus import MAILS

ROOT = Path(__file__).resolve().parents[2]
GOOD = b"From: a@example.jp\nSubject: hello\n\nbody\n"
# The real worker with a parser that obeys commands in the mail: what a bug in the parser would do.
POISONED = """
import os, sys, time
from madoguchi.adapters.channels.email.parse import worker
real = worker.parse
def parse(raw):
    if b"LOOP" in raw:
        while True: pass
    if b"SLEEP" in raw: time.sleep(600)
    if b"MEMORY" in raw: hoard = [bytes(10_000_000) for _ in range(200)]
    if b"DIE" in raw: os._exit(9)
    if b"NOISE" in raw: print("noise between the frames")
    return real(raw)
worker.parse = parse
worker.main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
"""


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ParserPool]:
    (tmp_path / "poisoned_worker.py").write_text(POISONED)
    monkeypatch.setattr(isolation, "MODULE", "poisoned_worker")
    monkeypatch.setattr(isolation, "ROOT", f"{ROOT}{os.pathsep}{tmp_path}")
    with ParserPool(1, Limits(wall_seconds=1.5, cpu_seconds=30)) as made:
        yield made


def _subject(answer: InboundMessage | ParseFailure) -> str:
    assert isinstance(answer, InboundMessage)
    return answer.subject


@pytest.mark.parametrize(
    ("poison", "reason"),
    [(b"LOOP", "timeout"), (b"SLEEP", "timeout"), (b"MEMORY", "memory"), (b"DIE", "crashed")],
)
def test_poison_is_a_named_failure_and_the_next_mail_is_read(pool: ParserPool, poison: bytes, reason: str) -> None:
    assert pool.parse(GOOD + poison) == ParseFailure(reason)
    assert _subject(pool.parse(GOOD)) == "hello"


def test_a_stray_print_does_not_break_the_answer(pool: ParserPool) -> None:
    assert _subject(pool.parse(GOOD + b"NOISE")) == "hello"


def test_a_worker_killed_between_mails_is_replaced(pool: ParserPool) -> None:
    pool.parse(GOOD)
    worker = pool._free.queue[-1]
    assert worker is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert _subject(pool.parse(GOOD)) == "hello"


def test_processor_time_is_limited_by_the_kernel(monkeypatch: pytest.MonkeyPatch, pool: ParserPool) -> None:
    monkeypatch.setattr(pool, "_limits", Limits(wall_seconds=30, cpu_seconds=0.5))
    assert pool.parse(GOOD + b"LOOP") == ParseFailure("crashed")


def test_many_threads_share_few_workers() -> None:
    mails = [path.read_bytes() for path in MAILS[::6]]
    with ParserPool(2) as shared, ThreadPoolExecutor(8) as threads:
        assert list(threads.map(shared.parse, mails)) == [parse(raw) for raw in mails]


def test_workers_are_replaced_after_their_share() -> None:
    with ParserPool(1, Limits(mails=2)) as recycled:
        pids = []
        for _mail in range(4):
            recycled.parse(GOOD)
            worker = recycled._free.queue[-1]
            pids.append(worker.pid if worker else 0)
    assert pids[0] > 0
    assert pids[1] == pids[3] == 0


def test_a_closed_pool_says_so() -> None:
    pool = ParserPool(1)
    pool.parse(GOOD)
    pool.close()
    assert pool.parse(GOOD) == ParseFailure("closed")


def test_closing_waits_for_calls_under_way(pool: ParserPool) -> None:
    answers: list[InboundMessage | ParseFailure] = []
    caller = threading.Thread(target=lambda: answers.append(pool.parse(GOOD + b"SLEEP")))
    caller.start()
    pool.close()
    caller.join(10)
    assert answers == [ParseFailure("timeout")] or answers == [ParseFailure("closed")]


def test_workers_end_with_their_parent() -> None:
    script = (
        "import os, sys\nfrom madoguchi.adapters.channels.email.parse.isolation import ParserPool\n"
        "pool = ParserPool(1); pool.parse(b'Subject: x\\n\\n'); print(pool._free.queue[-1].pid, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, timeout=30)
    pid = int(done.stdout)
    deadline = time.monotonic() + 10
    while _is_running(pid) and time.monotonic() < deadline:
        threading.Event().wait(0.02)
    assert not _is_running(pid)


def _is_running(pid: int) -> bool:
    """Whether it is there and no zombie (where nobody reaps orphans, a dead process stays in the table)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("path", MAILS[::9], ids=lambda path: path.stem)
def test_what_crosses_the_pipe_is_what_was_read(path: Path) -> None:
    message = parse(path.read_bytes())
    assert wire.decode(b"".join(wire.encode(message))) == message


def test_a_large_attachment_fits_into_the_memory_of_one_mail() -> None:
    raw = b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + b"QUJDREVG" * 9 * 600_000
    with ParserPool(1, Limits(memory=256 << 20)) as pool:
        answer = pool.parse(raw)
    assert isinstance(answer, InboundMessage)
    assert len(answer.attachments[0].content) == 6 * 9 * 600_000
