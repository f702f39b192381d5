"""A dovecot of the test's own: in a folder of its own, on free ports, as whoever runs the tests. Skip where it is not
installed.
"""

from __future__ import annotations

import contextlib
import getpass
import grp
import imaplib
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.mail.certificate import Certificate, make_certificate
from tests.mail.folder import open_folder
from tests.ports import free_port

BINARY = shutil.which("dovecot") or next((p for p in ("/usr/sbin/dovecot",) if Path(p).exists()), None)
_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail/%u
mail_max_userip_connections = 100
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 0
first_valid_gid = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Done {{
    auto = create
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """Any user with this password has a mailbox, with the folders INBOX and Done."""

    port: int
    tls_port: int
    certificate: Certificate
    folder: Path
    password: str = "secret"

    def client(self, user: str) -> imaplib.IMAP4:
        """A connection of the test's own, signed in."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        client.login(user, self.password)
        return client

    def append(self, user: str, *mails: bytes, folder: str = "INBOX", arrived: datetime | None = None) -> None:
        """Put mails into a mailbox."""
        client = self.client(user)
        date = imaplib.Time2Internaldate(arrived) if arrived else ""
        for mail in mails:
            kind, said = client.append(folder, "", date, mail)
            assert kind == "OK", said
        client.logout()

    def renumber(self, user: str) -> None:
        """Make the server forget its numbers: a new UIDVALIDITY for INBOX."""
        box = self.folder / "mail" / user
        for index in box.glob("dovecot.index*"):
            index.unlink()
        uids = box / "dovecot-uidlist"
        uids.write_text(re.sub(r"\bV(\d+)", lambda old: f"V{int(old[1]) + 1}", uids.read_text(), count=1))


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Start the server; stop it, and only it, afterwards."""
    with open_folder() as folder:
        yield from _served(folder)


def _served(folder: Path) -> Iterator[Dovecot]:
    assert BINARY is not None
    root = os.geteuid() == 0
    user = getpass.getuser() if not root else "root"
    group = grp.getgrgid(os.getegid()).gr_name
    owner = pwd.getpwnam(_existing("mail", "nobody") if root else user)  # dovecot serves no mailbox as root
    certificate = make_certificate(folder)
    server = Dovecot(free_port(), free_port(), certificate, folder)
    config = folder / "dovecot.conf"
    config.write_text(
        _CONFIG.format(
            folder=folder,
            certificate=certificate.certificate,
            key=certificate.key,
            internal=_existing("dovecot", user) if root else user,
            internal_group=_existing_group("dovecot", group) if root else group,
            login=_existing("dovenull", user) if root else user,
            password=server.password,
            user=owner.pw_uid,
            group=owner.pw_gid,
            port=server.port,
            tls_port=server.tls_port,
        )
    )
    mail = folder / "mail"
    mail.mkdir(exist_ok=True)
    os.chown(mail, owner.pw_uid, owner.pw_gid)
    process = subprocess.Popen([BINARY, "-F", "-c", str(config)], start_new_session=True)
    try:
        _wait_until_it_answers(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _existing(name: str, otherwise: str) -> str:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(name).pw_name
    return otherwise


def _existing_group(name: str, otherwise: str) -> str:
    with contextlib.suppress(KeyError):
        return grp.getgrnam(name).gr_name
    return otherwise


def _wait_until_it_answers(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    ends_at = time.monotonic() + 20
    while time.monotonic() < ends_at:
        assert process.poll() is None, server.folder.joinpath("log").read_text()
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            server.client("probe").logout()
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.02)  # a pause that ends early if the server dies
    raise AssertionError(server.folder.joinpath("log").read_text())
