"""The end of a session is told to the hubs, whoever ends it."""

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client

from madoguchi.base.text import digest
from tests.hearing import Heard
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(world: World) -> tuple[Client, str]:
    client = Client()
    client.force_login(world.users["misaki"], "allauth.account.auth_backends.AuthenticationBackend")
    client.get("/desk/")
    return client, client.cookies[settings.SESSION_COOKIE_NAME].value


def test_who_signs_out_ends_the_streams_of_the_session(world: World, heard: Heard) -> None:
    client, key = signed_in(world)
    assert f"session:{digest(key)}" not in heard.names()
    client.post("/accounts/logout/")
    assert f"session:{digest(key)}" in heard.names()


def test_a_session_that_is_ended_from_another_ends_its_streams_alone(world: World, heard: Heard) -> None:
    _client, key = signed_in(world)
    _other, other_key = signed_in(world)
    heard.names()
    UserSession.objects.create(session_key=key, user=world.users["misaki"], ip="127.0.0.1").end()
    assert heard.names() == {f"session:{digest(key)}"}
    assert key != other_key


def test_a_new_password_ends_the_streams_of_the_other_sessions(world: World, heard: Heard) -> None:
    client, other = Client(), Client()
    for one in (client, other):
        one.post("/accounts/login/", {"login": "misaki@koyomi.example", "password": PASSWORD})
    key = other.cookies[settings.SESSION_COOKIE_NAME].value
    heard.names()
    new = "新しい言葉 words 77"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert f"session:{digest(key)}" in heard.names()


def test_a_session_that_names_the_backend_of_an_earlier_version_goes_on(world: World) -> None:
    client, _key = signed_in(world)
    assert client.session["_auth_user_backend"] == settings.AUTHENTICATION_BACKENDS[0]
    assert client.get("/desk/").wsgi_request.user == world.users["misaki"]
