"""Who gets a live stream, and what takes it away again: the real session, the real seats."""

from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import InboxAccess
from madoguchi.core.people.models import Person
from madoguchi.faces.live.auth import authenticate, still_valid
from madoguchi.faces.live.seats import Seat
from tests.asgi import http_scope
from tests.world import World


def sign_in(world: World, name: str, **values: object) -> str:
    """A session as signing in makes it; its key."""
    user = world.users[name]
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.update(values)
    session.save()
    return str(session.session_key)


def seat_for(session_key: str, query: str = "") -> Seat | None:
    cookie = f"theme=dark; {settings.SESSION_COOKIE_NAME}={session_key}"
    return authenticate(http_scope(f"/live{query}", headers=[("Cookie", cookie)]))


def seated(world: World, name: str) -> Seat:
    seat = seat_for(sign_in(world, name))
    assert seat
    return seat


def test_a_signed_in_person_has_a_seat(world: World) -> None:
    key = sign_in(world, "misaki")
    seat = seat_for(key)
    assert seat
    assert (seat.workspace_id, seat.person_id) == (world.koyomi.id, world.misaki.id)
    assert (seat.session_key, seat.inbox_ids) == (key, None)


def test_a_partner_hears_of_the_named_inboxes_alone(world: World) -> None:
    seat = seat_for(sign_in(world, "olivia"), f"?workspace={world.koyomi.id}")
    assert seat
    assert seat.inbox_ids == frozenset({world.english.id})


def test_the_workspace_is_that_of_the_page_or_of_the_session(world: World) -> None:
    key = sign_in(world, "olivia", workspace=world.harbour.id)
    of_session, of_page = seat_for(key), seat_for(key, f"?workspace={world.koyomi.id}")
    assert of_session
    assert of_session.workspace_id == world.harbour.id
    assert of_page
    assert of_page.workspace_id == world.koyomi.id


@pytest.mark.parametrize("query", ["?workspace=999999999", "?workspace=x", "?workspace=99999999999999999999999"])
def test_a_workspace_one_has_no_seat_in_is_no_way_around(world: World, query: str) -> None:
    seat = seat_for(sign_in(world, "oscar"), query)
    assert seat is None or seat.workspace_id == world.harbour.id
    assert seat_for(sign_in(world, "oscar"), f"?workspace={world.koyomi.id}") is None


@pytest.mark.parametrize("cookie", ["", "madoguchi_session=", "madoguchi_session=unknown0000000000", "\x01;;=="])
def test_nobody_has_no_seat(world: World, cookie: str) -> None:
    assert authenticate(http_scope("/live", headers=[("Cookie", cookie)])) is None


def test_a_user_without_a_seat_has_none(world: World) -> None:
    assert seat_for(sign_in(world, "stranger")) is None


def test_a_seat_stays_valid_while_nothing_changes(world: World) -> None:
    seats = [seated(world, name) for name in ("aoi", "misaki", "olivia", "oscar")]
    assert still_valid(seats) == set()


def test_a_signed_out_session_is_dead(world: World) -> None:
    gone, stays = seated(world, "misaki"), seated(world, "misaki")
    Session.objects.filter(session_key=gone.session_key).delete()
    assert still_valid([gone, stays]) == {gone}


def test_an_expired_session_is_dead(world: World) -> None:
    seat = seated(world, "misaki")
    Session.objects.filter(session_key=seat.session_key).update(expire_date=timezone.now())
    assert still_valid([seat]) == {seat}


def test_a_new_password_ends_the_old_sessions(world: World) -> None:
    seat, other = seated(world, "misaki"), seated(world, "kenji")
    user = world.users["misaki"]
    user.set_password("another and longer one")
    user.save()
    assert still_valid([seat, other]) == {seat}
    assert seat_for(seat.session_key) is None


def test_an_account_that_was_closed_is_dead(world: World) -> None:
    seat = seated(world, "misaki")
    user = world.users["misaki"]
    user.is_active = False
    user.save()
    assert still_valid([seat]) == {seat}
    assert seat_for(seat.session_key) is None


def test_a_person_who_was_deactivated_is_dead(world: World) -> None:
    seat, other = seated(world, "misaki"), seated(world, "kenji")
    with tenant(world.koyomi.id):
        Person.objects.filter(id=world.misaki.id).update(deactivated_at=timezone.now())
    assert still_valid([seat, other]) == {seat}
    assert seat_for(seat.session_key) is None


def test_other_inboxes_end_the_stream_so_that_it_comes_back_with_them(world: World) -> None:
    key = sign_in(world, "olivia", workspace=world.koyomi.id)
    seat = seat_for(key)
    assert seat
    with tenant(world.koyomi.id):
        InboxAccess.objects.filter(person=world.olivia).delete()
    assert still_valid([seat]) == {seat}
    again = seat_for(key)
    assert again
    assert again.inbox_ids == frozenset()


def test_looking_after_many_seats_costs_as_many_queries_as_after_few(world: World) -> None:
    few = [seated(world, "misaki")]
    many = few + [seated(world, name) for name in ("aoi", "mana", "kenji", "misaki", "ren")]
    counts = []
    for seats in (few, many):
        with CaptureQueriesContext(connection) as captured:
            assert still_valid(seats) == set()
        counts.append(len(captured))
    assert counts[0] == counts[1]
