"""Sessions in the database, whose end ends the live streams that they opened (settings.SESSION_ENGINE)."""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.sessions.backends import db

from madoguchi.base.clock import now
from madoguchi.base.live import tell
from madoguchi.base.prepared import prepared
from madoguchi.base.text import digest

LOADING = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s::timestamptz"


class SessionStore(db.SessionStore):
    """Every end of a session comes through here: signing out, the list of sessions, a seat that was taken away."""

    def load(self) -> dict[str, Any]:
        """As Django's own, by a statement whose plan is kept: every page begins with it."""
        with prepared() as cursor:
            cursor.execute(LOADING, [self.session_key, now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        session = dict(self.decode(found[0]))
        if BACKEND_SESSION_KEY in session:
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]  # there is one; it had another name once
        return session

    def delete(self, session_key: str | None = None) -> None:
        gone = session_key or self.session_key
        super().delete(session_key)
        if gone:
            tell(0, [f"session:{digest(gone)}"])
