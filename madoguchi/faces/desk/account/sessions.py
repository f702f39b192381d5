"""When a session was last used, for the list of sessions; and the end of those of somebody who was dismissed."""

import time
from collections.abc import Callable, Sequence

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

from madoguchi.base.clock import now
from madoguchi.core.events.models import Event
from madoguchi.core.people.models import Person
from madoguchi.core.people.queries import seats_of
from madoguchi.faces.desk.account.log import client_of

NOTED_AGAIN_AFTER = 300  # seconds
KEY = "noted_at"

Handler = Callable[[HttpRequest], HttpResponse]


def note_activity(get_response: Handler) -> Handler:
    """Middleware: note that a session is in use, once in five minutes, so that a page costs no write."""

    def middleware(request: HttpRequest) -> HttpResponse:
        seconds = int(time.time())
        is_due = request.session.session_key and request.session.get(KEY, 0) + NOTED_AGAIN_AFTER < seconds
        if is_due and request.user.is_authenticated:
            client = client_of(request)
            address = {"ip": client.address} if client.address else {}
            UserSession.objects.filter(session_key=request.session.session_key).update(
                last_seen_at=now(), user_agent=client.agent, **address
            )
            request.session[KEY] = seconds
        return get_response(request)

    return middleware


def end_sessions(events: Sequence[Event]) -> None:
    """Subscriber of "person.deactivated": sign out whoever has no seat left anywhere.

    What the seat itself allowed is gone at once: each request asks for it again.
    """
    ids = {event.payload["person_id"] for event in events}
    gone = Person.objects.filter(id__in=ids, deactivated_at__isnull=False, user__isnull=False)
    for user_id in gone.values_list("user_id", flat=True):
        if not seats_of(user_id):
            end_all_sessions(user_id)


def end_all_sessions(user_id: int, *, but: str | None = None) -> None:
    """End a person's sessions and their live streams, all but the one with the key `but`.

    A new password makes the others void by itself; their streams would live on until they are next looked at.
    """
    for session in UserSession.objects.filter(user_id=user_id).exclude(session_key=but or ""):
        session.end()
