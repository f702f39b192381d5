"""A postfix of the test's own: own configuration, queue and port, relaying one domain to our listener.

Needs root and Debian's package, as postfix itself does. It never touches the system's instance.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import smtplib
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.mail.folder import open_folder
from tests.ports import free_port

BINARY = shutil.which("postfix") or next((p for p in ("/usr/sbin/postfix",) if Path(p).exists()), None)
USABLE = BINARY is not None and os.geteuid() == 0
_MAIN = """
compatibility_level = 3.6
config_directory = {folder}/etc
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/queue/postfix.log
maillog_file_prefixes = {folder}
myhostname = mx.{domain}
mydestination =
local_recipient_maps =
local_transport = error:no local mail
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relay_domains = {domain}
relay_transport = {hop}
relay_recipient_maps =
smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination
default_transport = error:no mail to the world from a test
smtputf8_enable = yes
message_size_limit = 200000000
smtp_line_length_limit = 0
lmtp_line_length_limit = 0
mailbox_size_limit = 0
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
lmtp_destination_concurrency_limit = 20
lmtp_connection_cache_on_demand = yes
smtp_host_lookup = native
lmtp_host_lookup = native
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
"""
_MASTER = """
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    """An MTA on loopback that takes mail for one domain."""

    port: int
    folder: Path

    def log(self) -> str:
        path = self.folder / "queue" / "postfix.log"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def flush(self) -> None:
        """Try the deferred mails now."""
        subprocess.run(["postqueue", "-c", str(self.folder / "etc"), "-f"], check=True)

    def queued(self) -> int:
        """Mails that wait in the queue."""
        folders = ("maildrop", "hold", "incoming", "active", "deferred")
        return sum(1 for name in folders for path in (self.folder / "queue" / name).rglob("*") if path.is_file())


@contextmanager
def postfix(
    to: int, *, domain: str = "madoguchi.example", protocol: Literal["lmtp", "smtp"] = "lmtp"
) -> Iterator[Postfix]:
    """Start a postfix whose mail for `domain` goes to port `to` on loopback; stop it afterwards."""
    hop = f"lmtp:inet:127.0.0.1:{to}" if protocol == "lmtp" else f"smtp:[127.0.0.1]:{to}"
    with open_folder() as folder:
        yield from _relaying(folder, hop, domain)


def _relaying(folder: Path, hop: str, domain: str) -> Iterator[Postfix]:
    assert BINARY is not None
    etc, data, queue = folder / "etc", folder / "data", folder / "queue"
    for part in (etc, data, queue):
        part.mkdir(parents=True)
    owner = pwd.getpwnam("postfix")
    os.chown(data, owner.pw_uid, owner.pw_gid)
    server = Postfix(free_port(), folder)
    etc.joinpath("main.cf").write_text(_MAIN.format(folder=folder, domain=domain, hop=hop))
    etc.joinpath("master.cf").write_text(_MASTER.format(port=f"127.0.0.1:{server.port}"))
    for name in ("dynamicmaps.cf", "postfix-files"):
        if Path("/etc/postfix", name).exists():
            shutil.copy(Path("/etc/postfix", name), etc / name)
    for name in ("dynamicmaps.cf.d", "postfix-files.d"):
        (etc / name).mkdir()
    _control(etc, "start")
    try:
        _wait_until_it_answers(server)
        yield server
    finally:
        _control(etc, "stop")


def _control(etc: Path, verb: str) -> None:
    assert BINARY is not None
    said = subprocess.run([BINARY, "-c", str(etc), verb], capture_output=True, text=True, timeout=60)
    assert said.returncode == 0, said.stderr


def _wait_until_it_answers(server: Postfix) -> None:
    ends_at = time.monotonic() + 30
    pause = subprocess.Popen(["sleep", "31"])  # something to wait on that is not a sleep of ours
    try:
        while time.monotonic() < ends_at:
            with contextlib.suppress(OSError, smtplib.SMTPException), smtplib.SMTP("127.0.0.1", server.port, timeout=5):
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                pause.wait(0.05)
    finally:
        pause.kill()
        pause.wait()
    raise AssertionError(server.log())
