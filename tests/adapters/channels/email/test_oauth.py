"""Fresh access tokens, from answers as Google and Microsoft give them."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from madoguchi.adapters.channels.email.oauth import OAuthApplication, OAuthError, refresh
from madoguchi.base.http import Response

NOW = datetime(2026, 11, 1, tzinfo=UTC)
GOOGLE = OAuthApplication("google", "id", "client-canary")
MICROSOFT = OAuthApplication("microsoft", "id", "client-canary", tenant="our/tenant")


class Peer:
    def __init__(self, status: int, body: object) -> None:
        self.answer = Response(status, (), body if isinstance(body, bytes) else json.dumps(body).encode(), "")
        self.asked: list[tuple[str, dict[str, list[str]]]] = []

    def __call__(self, url: str, form: bytes) -> Response:
        self.asked.append((url, parse_qs(form.decode())))
        return self.answer


def test_google() -> None:
    peer = Peer(200, {"access_token": "token-canary", "expires_in": 3599})
    token = refresh(GOOGLE, "refresh-canary", peer, NOW)
    assert token.token == "token-canary"
    assert token.expires_at == NOW + timedelta(seconds=3599) - timedelta(minutes=2)
    assert token.refresh_token == "refresh-canary"
    ((url, form),) = peer.asked
    assert url == "https://oauth2.googleapis.com/token"
    assert (form["grant_type"], form["refresh_token"]) == (["refresh_token"], ["refresh-canary"])
    assert "scope" not in form
    assert "canary" not in repr(token) + repr(GOOGLE)


def test_microsoft_renews_the_refresh_token() -> None:
    peer = Peer(200, {"access_token": "t", "expires_in": "3600", "refresh_token": "next"})
    assert refresh(MICROSOFT, "old", peer, NOW).refresh_token == "next"
    ((url, form),) = peer.asked
    assert url == "https://login.microsoftonline.com/our%2Ftenant/oauth2/v2.0/token"
    assert "IMAP.AccessAsUser.All" in form["scope"][0]


@pytest.mark.parametrize(
    ("status", "body", "reason", "permanent"),
    [
        (400, {"error": "invalid_grant"}, "invalid_grant", True),
        (401, {"error": "invalid_client"}, "invalid_client", True),
        (429, {"error": "slow_down"}, "slow_down", False),
        (503, b"<html>busy</html>", "503", False),
        (200, {"token": "no"}, "200", False),
        (200, [1], "200", False),
    ],
)
def test_refusals(status: int, body: object, reason: str, permanent: bool) -> None:
    with pytest.raises(OAuthError) as refused:
        refresh(GOOGLE, "refresh-canary", Peer(status, body), NOW)
    assert (refused.value.reason, refused.value.permanent) == (reason, permanent)
    assert "canary" not in str(refused.value)
