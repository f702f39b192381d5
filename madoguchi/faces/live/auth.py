"""Who may open a live stream, and whose must be closed.

The session cookie is looked at without a request of Django's, in a thread with a database connection. Both
questions are answered from the same rows: what opens a stream keeps it open, and nothing else does.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now

from madoguchi.base.asgi import Scope, header
from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import InboxAccess
from madoguchi.core.people.models import Person, User
from madoguchi.core.people.queries import person_for, seats_of
from madoguchi.faces.live.seats import Seat

NO_ACCESS: frozenset[int] = frozenset()


def authenticate(scope: Scope) -> Seat | None:
    """The seat of the signed-in person, in the workspace of `?workspace=` or else of the session."""
    session_key = _session_key(scope)
    if not session_key:
        return None
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    if SESSION_KEY not in session or HASH_SESSION_KEY not in session:
        return None
    user_id = int(session[SESSION_KEY])
    workspace_id = _workspace(scope, session, user_id)
    with tenant(workspace_id):
        person = person_for(user_id, workspace_id)
    if person is None:
        return None
    claimed = Seat(workspace_id, person.id, user_id, session_key, NO_ACCESS, session[HASH_SESSION_KEY])
    return _with_inboxes(_signed_in([claimed])).get(claimed)


def still_valid(seats: list[Seat]) -> set[Seat]:
    """Which of these seats are dead: signed out, with a new password or other inboxes, or gone."""
    signed_in = _signed_in(seats)
    now_seeing = _with_inboxes(signed_in)
    return {seat for seat in seats if now_seeing.get(seat) != seat}


def _session_key(scope: Scope) -> str:
    try:
        cookies = SimpleCookie(header(scope, b"cookie").decode("latin-1"))
    except CookieError:
        return ""
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


def _workspace(scope: Scope, session: Mapping[str, Any], user_id: int) -> int:
    """The one that the page names, else the session's, else the user's first; 0 for a user without any."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("workspace", [""])[0]
    if asked.isdecimal() and len(asked) < 19:
        return int(asked)
    chosen = session.get("workspace")
    if isinstance(chosen, int):
        return chosen
    places = seats_of(user_id)
    return places[0].workspace_id if places else 0


def _signed_in(seats: Iterable[Seat]) -> list[Seat]:
    """Those whose session lives and was signed with the password of today."""
    seats = list(seats)
    keys = {seat.session_key for seat in seats}
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=now()).values_list("session_key", flat=True)
    )
    users = User.objects.filter(id__in={seat.user_id for seat in seats}, is_active=True)
    credentials = {user.id: user.get_session_auth_hash() for user in users}
    return [
        seat
        for seat in seats
        if seat.session_key in alive and constant_time_compare(credentials.get(seat.user_id, ""), seat.credential)
    ]


def _with_inboxes(seats: Iterable[Seat]) -> Mapping[Seat, Seat]:
    """Each seat whose person is active, to that seat with the inboxes it may see now."""
    by_workspace: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats:
        by_workspace[seat.workspace_id].append(seat)
    seeing: dict[Seat, Seat] = {}
    for workspace_id, here in by_workspace.items():
        with tenant(workspace_id):
            inboxes = _inboxes_of({seat.person_id for seat in here})
        for seat in here:
            if seat.person_id in inboxes:
                seeing[seat] = replace(seat, inbox_ids=inboxes[seat.person_id])
    return seeing


def _inboxes_of(person_ids: set[int]) -> dict[int, frozenset[int] | None]:
    people = Person.objects.filter(id__in=person_ids, deactivated_at=None).values_list("id", "all_inboxes")
    named: dict[int, set[int]] = defaultdict(set)
    some = [person_id for person_id, everything in people if not everything]
    for person_id, inbox_id in InboxAccess.objects.filter(person_id__in=some).values_list("person_id", "inbox_id"):
        named[person_id].add(inbox_id)
    return {person_id: None if everything else frozenset(named[person_id]) for person_id, everything in people}
