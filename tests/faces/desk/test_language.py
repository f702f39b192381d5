"""The language before anybody is signed in."""

from django.test import Client

from tests.world import World


def test_a_language_is_offered_in_its_own_words(client: Client, world: World) -> None:
    assert ">English</button>" in client.get("/accounts/login/").content.decode()
    in_english = client.get("/accounts/login/", headers={"accept-language": "en"}).content.decode()
    assert ">日本語</button>" in in_english
    assert ">Mail address</label>" in in_english


def test_a_new_password_is_asked_for_in_our_words(client: Client, world: World) -> None:
    client.force_login(world.users["oscar"], "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/accounts/password/change/").content.decode()
    for words in ("Current password", "New password once more", "At least 10 characters."):
        assert words in page
    assert "too similar" not in page
    client.force_login(world.users["aoi"], "allauth.account.auth_backends.AuthenticationBackend")
    assert ">新しいパスワード</label>" in client.get("/accounts/password/change/").content.decode()
