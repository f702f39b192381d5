"""Somebody at the desk: a signed-in client that knows what a page is made of."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.models import User
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.world import World

NO_QUESTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config", "INSERT", "UPDATE", "DELETE")
"""Statements that are no questions of a page: transactions, the tenant, and what is written once in a while."""
NO_DATA = ("django_session", "usersessions", "audit_entries")
"""What looking may write: the session's own rows, and who looked at whose data."""
WRITES = re.compile(r"^(?:INSERT|UPDATE|DELETE|SELECT .* FOR UPDATE)", re.DOTALL)


@dataclass
class Answer:
    """A response with the statements that it took."""

    response: HttpResponse
    statements: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def html(self) -> str:
        return self.response.content.decode()

    @property
    def text(self) -> str:
        """What is read, without tags."""
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", self.html.replace("<wbr>", ""))).split())

    @property
    def queries(self) -> list[str]:
        """The questions that a page asked, session and account among them."""
        return [sql for sql in self.statements if not sql.lstrip().startswith(NO_QUESTIONS)]

    @property
    def writes(self) -> list[str]:
        """What was changed."""
        ours = [sql for sql in self.statements if not any(mark in sql for mark in NO_DATA)]
        return [sql for sql in ours if WRITES.match(sql)]


class Sitting:
    """A person with the desk open."""

    def __init__(self, user: User | AnonymousUser) -> None:
        self.client = Client()
        if isinstance(user, User):
            self.client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
            self.client.get("/desk/")  # the session has chosen its workspace; what follows is an ordinary day

    def get(self, path: str, *, target: str = "", has: str = "") -> Answer:
        """Ask for a page; with `target` as htmx asks for a part of one, with `has` as fresh.js does."""
        return self._ask("get", path, None, target, has)

    def post(self, path: str, data: Any = None) -> Answer:
        return self._ask("post", path, data or {}, "x")

    def delete(self, path: str) -> Answer:
        return self._ask("delete", path, None, "x")

    def _ask(self, method: str, path: str, data: Any, target: str, has: str = "") -> Answer:
        headers = ({"HX-Request": "true", "HX-Target": target} if target else {}) | ({"Has": has} if has else {})
        with CaptureQueriesContext(connection) as captured:
            response = getattr(self.client, method)(path, data, headers=headers)
        return Answer(response, [query["sql"] for query in captured.captured_queries])


def begun(inbox: Inbox, sender: str, **fields: Any) -> Conversation:
    """A conversation that somebody began by a mail."""
    with tenant(inbox.workspace_id):
        return conversation_of(arrive(inbox, mail(sender, **fields)))


def partner(world: World) -> Sitting:
    """Olivia at こよみワークス, where she sees the English inbox and no addresses."""
    olivia = Sitting(world.users["olivia"])
    session = olivia.client.session
    session["workspace"] = world.koyomi.id
    session.save()
    return olivia
