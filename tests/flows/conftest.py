"""One installation, one place for its mail and one browser, for all flows of a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.faults.installation import Installation
from tests.flows.desk import chromium
from tests.mail.sink import Sink
from tests.ports import free_port

HIGH = 730_194_625  # of nine digits, so that no date, size or boundary contains it by chance


@pytest.fixture(scope="session")
def sink() -> Iterator[Sink]:
    """Where the mail of the installation goes out to."""
    with Sink() as sink:
        yield sink


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory, sink: Sink) -> Iterator[Installation]:
    """A whole installation with SMTP and LMTP in, and SMTP out to the sink."""
    home = tmp_path_factory.mktemp("flows") / "home"
    out = f"smtp://127.0.0.1:{sink.port}?tls=none&timeout=10"
    with Installation(home, MADOGUCHI_SMTP_URL=out, MADOGUCHI_LMTP_PORT=str(free_port())) as place:
        with place.database() as database:
            database.execute("SELECT setval(pg_get_serial_sequence('conversations', 'id'), %s)", [HIGH])
        yield place


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not for the session: while it runs, Django forbids its database to the tests of the same process."""
    with chromium() as browser:
        yield browser
