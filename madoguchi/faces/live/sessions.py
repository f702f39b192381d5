"""Sessions in the database, whose end ends the live streams that they opened (settings.SESSION_ENGINE)."""

from django.contrib.sessions.backends import db

from madoguchi.base.live import tell
from madoguchi.base.text import digest


class SessionStore(db.SessionStore):
    """Every end of a session comes through here: signing out, the list of sessions, a seat that was taken away."""

    def delete(self, session_key: str | None = None) -> None:
        gone = session_key or self.session_key
        super().delete(session_key)
        if gone:
            tell(0, [f"session:{digest(gone)}"])
