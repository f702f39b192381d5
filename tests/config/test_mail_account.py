"""A mailbox by OAuth: the token of a server of the test's own, handed to a mailbox that takes nothing else."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest

from madoguchi.adapters.channels.email.imap_in import ImapError, fetch
from madoguchi.base.http import Response
from madoguchi.config import mail_account
from madoguchi.config.mail_account import account_of
from madoguchi.core.inboxes.actions.inbox import change_inbox
from madoguchi.core.inboxes.models import Inbox
from tests.mail.imap import FakeImap
from tests.mail.mailbox import Store, mail
from tests.world import World


class Tokens(ThreadingHTTPServer):
    """A provider: gives the token "secret" for the newest refresh token, and another refresh token each time."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.newest = "refresh-0"
        self.asked: list[dict[str, str]] = []
        self.lasts = 3600
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def answer(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(form)
        if form["refresh_token"] != self.newest:
            return 400, {"error": "invalid_grant"}
        self.newest = f"refresh-{len(self.asked)}"
        return 200, {"access_token": "secret", "expires_in": self.lasts, "refresh_token": self.newest}


class Answering(BaseHTTPRequestHandler):
    server: Tokens

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        status, said = self.server.answer({name: values[0] for name, values in form.items()})
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def tokens(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tokens]:
    with Tokens() as server:
        meant: list[str] = []

        def post(url: str, form: bytes) -> Response:  # the egress guard lets nobody call this machine
            meant.append(url)
            host = f"http://127.0.0.1:{server.server_address[1]}{urlsplit(url).path}"
            try:
                with urlopen(Request(host, form)) as answer:
                    return Response(answer.status, (), answer.read(), url)
            except OSError as refused:
                return Response(refused.code, (), refused.read(), url)  # type: ignore[attr-defined]

        monkeypatch.setattr(mail_account, "_post_form", post)
        yield server
        assert set(meant) == {"https://oauth2.googleapis.com/token"}
        server.shutdown()


@pytest.fixture
def server() -> Iterator[FakeImap]:
    with FakeImap() as server:
        server.mails = {1: mail(1), 2: mail(2)}
        yield server


@pytest.fixture
def inbox(world: World, server: FakeImap) -> Inbox:
    reached = {"imap_host": "127.0.0.1", "imap_port": server.port, "imap_security": "none", "imap_user": "desk"}
    chosen = {**reached, "imap_start": "all", "oauth_provider": "google", "oauth_client_id": "madoguchi"}
    secrets = {"oauth_client_secret": "client", "oauth_refresh_token": "refresh-0"}
    return change_inbox(
        world.support.id, changes={"settings": chosen, "secrets": secrets}, actor=world.actor(world.aoi)
    )


def kept(world: World) -> str:
    return str(Inbox.objects.get(id=world.support.id).secret_values["oauth_refresh_token"])


def read(inbox: Inbox) -> int:
    store = Store()
    return fetch(account_of(inbox), None, store.accept, store.save).stored


def test_a_token_is_fetched_kept_while_it_is_good_and_renewed_with_its_successor(
    koyomi: World, inbox: Inbox, tokens: Tokens
) -> None:
    account = account_of(inbox)
    for _time in range(2):
        store = Store()
        assert fetch(account, None, store.accept, store.save).stored == 2
    assert tokens.asked == [
        {
            "grant_type": "refresh_token",
            "client_id": "madoguchi",
            "client_secret": "client",
            "refresh_token": "refresh-0",
        }
    ]
    assert kept(koyomi) == "refresh-1"
    tokens.lasts = 1  # over at once
    assert read(inbox) == 2
    assert read(inbox) == 2
    assert [form["refresh_token"] for form in tokens.asked] == ["refresh-0", "refresh-1", "refresh-2"]
    assert kept(koyomi) == "refresh-3"


def test_a_permission_that_was_withdrawn_needs_a_person(koyomi: World, inbox: Inbox, tokens: Tokens) -> None:
    tokens.newest = "somebody else's"
    with pytest.raises(ImapError, match="invalid_grant") as refused:
        read(inbox)
    assert (refused.value.reason, refused.value.permanent) == ("auth-failed", True)
    assert kept(koyomi) == "refresh-0"
