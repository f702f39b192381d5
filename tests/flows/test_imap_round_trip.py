"""The same round by a mailbox at dovecot: fetched by IMAP, answered by SMTP, through deaths and absences."""

import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, expect

from tests.faults.installation import ADMINISTRATOR, Installation
from tests.faults.waiting import until
from tests.flows.customer import Customer, read
from tests.flows.desk import PATIENCE, Desk
from tests.mail.dovecot import BINARY, Dovecot, dovecot
from tests.mail.sink import Sink

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("flows"),
    pytest.mark.skipif(BINARY is None, reason="dovecot is not installed"),
]


@pytest.fixture(scope="module")
def imap() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@dataclass(frozen=True, slots=True)
class Box:
    """An inbox whose mail is fetched from a mailbox of its own."""

    id: int
    address: str
    place: Installation
    server: Dovecot
    user: str

    def put(self, *mails: bytes) -> None:
        self.server.append(self.user, *mails)

    def carry(self, sender: str, mail: EmailMessage) -> None:
        self.put(mail.as_bytes())

    def customer(self, name: str, address: str) -> Customer:
        return Customer(name, address, self.carry, self.address)

    def conversations(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.place.get(f"/conversations?inbox={self.id}&limit=100")["data"]
        return found

    def subjects(self) -> list[str]:
        """Of all inbound messages, as they were written down."""
        sql = (
            "SELECT m.subject FROM messages m JOIN conversations c ON c.id = m.conversation_id"
            " WHERE c.inbox_id = %s AND m.kind = 'inbound' ORDER BY m.id"
        )
        with self.place.database() as database:
            return [row[0] for row in database.execute(sql, [self.id])]

    def taken(self) -> list[str]:
        """The order in which the mails were accepted, by their first lines."""
        sql = (
            "SELECT b.content FROM raw_intake r JOIN blobs b ON b.id = r.blob_id AND b.workspace_id = r.workspace_id"
            " WHERE r.inbox_id = %s ORDER BY r.id"
        )
        with self.place.database() as database:
            return [bytes(row[0]).split(b"\r\n", 1)[0].decode() for row in database.execute(sql, [self.id])]

    def has_begun(self) -> bool:
        """Whether the first reading has noted where it stands: what comes from here on is new."""
        with self.place.database() as database:
            sql = "SELECT FROM channel_cursors WHERE inbox_id = %s AND position ? 'last_uid' AND problem = ''"
            return database.execute(sql, [self.id]).fetchone() is not None

    def is_read(self) -> bool:
        """Whether a worker of ours is connected to the mail server."""
        try:
            return any(
                each.raddr and each.raddr.port == self.server.port
                for worker in self.place.victims().get("worker", ())
                for each in psutil.Process(worker).net_connections()
            )
        except psutil.Error:  # it was killed meanwhile
            return False

    def switch(self, *, on: bool) -> None:
        status, _shown = self.place.call("PATCH", f"/inboxes/{self.id}", {"enabled": on})
        assert status == 200
        until(lambda: self.is_read() == on, f"the mailbox is {'' if on else 'not '}read")


@pytest.fixture
def box(place: Installation, imap: Dovecot) -> Iterator[Box]:
    """Made by the API, as the desk would; away again afterwards."""
    user = f"box-{secrets.token_hex(3)}"
    address = f"{user}@koyomi.example"
    status, made = place.call("POST", "/inboxes", {"name": user, "address": address})
    assert status == 201, made
    imap.append(user, b"Subject: before\r\nMessage-ID: <before@x.example>\r\n\r\nOld.\r\n")
    settings = {
        "imap_host": "127.0.0.1",
        "imap_port": imap.port,
        "imap_security": "none",
        "imap_user": user,
        "imap_start": "now",
    }
    body = {"settings": settings, "secrets": {"imap_password": imap.password}}
    status, shown = place.call("PATCH", f"/inboxes/{made['id']}", body)
    assert status == 200, shown
    found = Box(made["id"], address, place, imap, user)
    until(found.has_begun, "the mailbox is read")
    yield found
    found.switch(on=False)


def numbered(number: int) -> bytes:
    return (
        f"Subject: {number}\r\nFrom: <customer{number % 7}@kobo.example>\r\nMessage-ID: <{number}@imap.example>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{number} 番のお問い合わせです。\r\n"
    ).encode()


@pytest.mark.browser
def test_there_and_back(box: Box, place: Installation, sink: Sink, browser: Browser) -> None:
    before = len(sink.received)
    desk = Desk.signed_in(browser, place.address, email=ADMINISTRATOR, password=place.password)
    desk.open_view(f"inbox-{box.id}")
    desk.watch_for("納品書について")
    hanako = box.customer("山田 花子", "hanako@kobo.example")
    sent = hanako.write("納品書について", "納品書を送ってください。")
    stored_at = time.time()
    sys.stdout.write(f"from APPEND at dovecot to the row on the desk: {(desk.seen_at() - stored_at) * 1000:.0f} ms\n")
    path = f"/conversations/{desk.open('納品書について')}"
    status, _made = place.call("POST", f"{path}/replies", {"text": "添付いたします。", "then": "resolve"})
    assert status == 201
    (received,) = sink.wait(before + 1)[before:]
    answer = read(received.data)
    assert received.mail_from == box.address
    assert answer["In-Reply-To"] == sent["Message-ID"]
    expect(desk.status("done")).to_be_visible(timeout=PATIENCE)
    hanako.answer(answer, "受け取りました。")
    expect(desk.status("open")).to_be_visible(timeout=PATIENCE)
    expect(desk.bubbles("inbound").last).to_contain_text("受け取りました。")
    assert desk.is_same_page()
    desk.page.context.close()
    assert len(box.conversations()) == 1
    assert place.get(path)["status"] == "open"
    assert box.subjects() == ["納品書について", "Re: 納品書について"]


def test_a_worker_that_is_killed_while_it_reads_loses_nothing(box: Box, place: Installation) -> None:
    box.put(*[numbered(number) for number in range(40)])
    until(lambda: len(box.taken()) > 3, "the reading has begun")
    place.kill("worker")
    box.put(*[numbered(number) for number in range(40, 60)])
    until(lambda: len(box.subjects()) >= 60, "all are in", 120)
    assert sorted(box.subjects(), key=int) == [str(number) for number in range(60)]


def test_the_database_dies_while_the_mailbox_is_watched(box: Box, place: Installation) -> None:
    place.kill("postgres")
    box.put(*[numbered(number) for number in range(60, 63)])
    until(lambda: len(box.subjects()) == 3, "all are in", 120)


def test_a_new_numbering_imports_nothing_twice(box: Box, place: Installation) -> None:
    box.put(*[numbered(number) for number in range(100, 110)])
    until(lambda: len(box.subjects()) == 10, "the first are in")
    box.switch(on=False)
    box.server.renumber(box.user)
    box.put(numbered(110))
    box.switch(on=True)
    until(lambda: "110" in box.subjects(), "the new one is in")
    box.put(numbered(111))
    until(lambda: "111" in box.subjects(), "and the next")
    assert sorted(box.subjects(), key=int) == [str(number) for number in range(100, 112)]
    assert len(box.taken()) == 12


def test_away_while_two_hundred_come(box: Box, place: Installation) -> None:
    """The worker stands still and is killed then: what came meanwhile is fetched by the next, in its order."""
    (worker,) = place.victims()["worker"]
    os.kill(worker, signal.SIGSTOP)
    box.put(*[numbered(number) for number in range(200, 400)])
    assert box.taken() == []
    os.kill(worker, signal.SIGKILL)
    until(lambda: len(box.subjects()) >= 200, "all are in", 180)
    assert box.taken() == [f"Subject: {number}" for number in range(200, 400)]
    assert sorted(box.subjects(), key=int) == [str(number) for number in range(200, 400)]
