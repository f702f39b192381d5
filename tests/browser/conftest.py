"""One installation and one browser for the tests of this folder; each test gets a page of its own.

The browser is not for the session: while it runs, Django forbids its database to the tests of the same process.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.furnished import Furnished
from tests.browser.working import Working
from tests.faults.installation import ADMINISTRATOR, ROOT, Installation
from tests.flows.customer import Customer, by_smtplib
from tests.flows.desk import BRIEF, SHELL, launched

KENJI = "kenji@koyomi.example"


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A whole installation with an empty workspace; what is sent goes to the local outbox."""
    with Installation(tmp_path_factory.mktemp("browser") / "home") as installation:
        yield installation


@pytest.fixture(scope="package")
def playing() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playing: Playwright) -> Iterator[Browser]:
    with launched(playing, SHELL, BRIEF) as browser:
        yield browser


@pytest.fixture(scope="session")
def furnished(installation: Installation) -> Furnished:
    """The installation with something of every kind in it."""
    return Furnished(installation)


def sign_in(browser: Browser, installation: Installation, name: str, *, email: str = ADMINISTRATOR) -> str:
    """The file of that name with the cookies of a session of its own."""
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    page.goto(f"{installation.address}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", installation.password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk/**")
    cookies = str(installation.home / name)
    context.storage_state(path=cookies)
    context.close()
    return cookies


def at_work(browser: Browser, installation: Installation, cookies: str) -> Iterator[Working]:
    """The desk in a page that must not complain: no script error, nothing that the policy of the page forbids."""
    working = Working.begin(browser, installation.address, cookies)
    yield working
    working.end()
    assert not working.complaints, f"{working.complaints}\n{installation.log()[-4000:]}"


@pytest.fixture(scope="package")
def signed_in(installation: Installation, browser: Browser) -> str:
    """The cookies of the administrator, as Playwright keeps them."""
    return sign_in(browser, installation, "cookies.json")


@pytest.fixture
def hanako(installation: Installation) -> Customer:
    """A customer who writes by SMTP."""
    return Customer("山田 花子", "hanako@kobo.example", by_smtplib(installation.smtp_port))


@pytest.fixture
def desk(installation: Installation, browser: Browser, signed_in: str) -> Iterator[Working]:
    """The desk of the administrator."""
    yield from at_work(browser, installation, signed_in)


def take_seat(installation: Installation, email: str, name: str) -> None:
    """A colleague of the administrator takes a seat, with the same password."""
    given = ["--name", name, "--role", "supervisor", "--password", installation.password]
    command = [sys.executable, "-m", "madoguchi", "user", "add", email, *given]
    subprocess.run(command, cwd=ROOT, env=installation.environ, timeout=120, check=True)


@pytest.fixture(scope="session")
def kenji_seat(installation: Installation) -> str:
    """The mail address of 田村さん, who has a seat."""
    take_seat(installation, KENJI, "田村 健二")
    return KENJI


@pytest.fixture(scope="package")
def kenji_signed_in(installation: Installation, browser: Browser, kenji_seat: str) -> str:
    """The cookies of 田村さん."""
    return sign_in(browser, installation, "kenji.json", email=kenji_seat)


@pytest.fixture
def kenji(installation: Installation, browser: Browser, kenji_signed_in: str) -> Iterator[Working]:
    yield from at_work(browser, installation, kenji_signed_in)
