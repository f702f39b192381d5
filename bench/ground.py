"""What a benchmark stands on: the database of the environment, a workspace of its own, somebody signed in."""

import os
import secrets
import time
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import psycopg

WORKSPACE = "Bench"
EMAIL = "bench@bench.example"
INBOX = "support@bench.example"
LEFT = "SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo') + (SELECT count(*) FROM outbox)"


@dataclass(frozen=True, slots=True)
class Ground:
    """The workspace, its administrator, a token with every scope, and a session cookie (name, value)."""

    url: str
    workspace_id: int
    person_id: int
    user_id: int
    inbox_id: int
    token: str
    cookie: tuple[str, str]

    @property
    def authorization(self) -> str:
        return f"Bearer {self.token}"

    @property
    def session(self) -> str:
        """The value of a Cookie header."""
        return "=".join(self.cookie)


def prepare() -> Ground:
    """Set up the workspace where it is missing; always a new token and a new session.

    The database is that of DATABASE_URL, else the embedded one in MADOGUCHI_HOME, which then runs until we end.
    """
    from madoguchi.config.cli.context import database_url, start_django  # starts the database

    start_django()
    from madoguchi.config.migrating import migrate  # needs Django
    from madoguchi.core.people.models import User

    migrate()

    if not User.objects.filter(email=EMAIL).exists():
        _set_up()
    return _enter(database_url())


def wait_until_idle(ground: Ground) -> None:
    """Until the workers have nothing left to do: what one run leaves behind is not measured with the next."""
    with psycopg.connect(ground.url, autocommit=True) as connection:
        while connection.execute(LEFT).fetchone() != (0,):
            time.sleep(0.5)


def _set_up() -> None:
    from madoguchi.config.setting_up import Wish, set_up_everything  # needs Django

    set_up_everything(
        Wish(
            workspace=WORKSPACE,
            email=EMAIL,
            password=secrets.token_urlsafe(16),
            name="Bench",
            language="ja",
            time_zone="Asia/Tokyo",
            inbox=INBOX,
        )
    )


def _enter(url: str) -> Ground:
    from madoguchi.base.tenancy import tenant  # needs Django, as all below
    from madoguchi.core.inboxes.models import Inbox
    from madoguchi.core.people.actions.tokens import create_token
    from madoguchi.core.people.models import User
    from madoguchi.core.people.policies import SCOPES
    from madoguchi.core.people.queries import actor_for, person_for, seats_of

    user = User.objects.get(email=EMAIL)
    place = seats_of(user.id)[0]
    with tenant(place.workspace_id):
        person = person_for(user.id, place.workspace_id)
        assert person
        _token, clear = create_token("bench", scopes=list(SCOPES), expires_at=None, actor=actor_for(person))
        inbox = Inbox.objects.order_by("id").first()
        assert inbox
    return Ground(url, place.workspace_id, person.id, user.id, inbox.id, clear, _signed_in(user, place.workspace_id))


def _signed_in(user: Any, workspace_id: int) -> tuple[str, str]:
    from django.conf import settings  # needs Django
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["workspace"] = workspace_id
    session.save()
    return settings.SESSION_COOKIE_NAME, session.session_key


def base_url() -> tuple[str, int]:
    """Where the running server is: MADOGUCHI_HOST and MADOGUCHI_PORT."""
    return os.environ.get("MADOGUCHI_HOST", "127.0.0.1"), int(os.environ.get("MADOGUCHI_PORT", "8000"))
