"""Access tokens for mailboxes at Google and Microsoft, from the refresh token that the sign-in left (RFC 6749 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import quote, urlencode

from madoguchi.base.errors import DeliveryError
from madoguchi.base.http import Response

Provider = Literal["google", "microsoft"]
Post = Callable[[str, bytes], Response]
MICROSOFT_SCOPE = "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"
EARLY = timedelta(minutes=2)
# RFC 6749 5.2 and Microsoft's own: nothing but a new sign-in by a person helps.
_NEEDS_PERSON = frozenset(
    {"invalid_grant", "invalid_client", "unauthorized_client", "interaction_required", "consent_required"}
)


class OAuthError(DeliveryError):
    """No token. `permanent`: somebody must sign in again; `reason` is the provider's code."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(f"no access token: {reason}", permanent=permanent)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class OAuthApplication:
    """What an administrator registered at the provider. `tenant` is Microsoft's."""

    provider: Provider
    client_id: str
    client_secret: str = field(repr=False)
    tenant: str = "common"

    @property
    def token_url(self) -> str:
        if self.provider == "google":
            return "https://oauth2.googleapis.com/token"
        return f"https://login.microsoftonline.com/{quote(self.tenant, safe='')}/oauth2/v2.0/token"


@dataclass(frozen=True, slots=True)
class AccessToken:
    """`expires_at` lies two minutes before the provider's. `refresh_token` replaces the one that was used."""

    token: str = field(repr=False)
    expires_at: datetime
    refresh_token: str = field(repr=False)


def refresh(application: OAuthApplication, refresh_token: str, post: Post, now: datetime) -> AccessToken:
    """A fresh access token. `post(url, form)` sends a form through the egress guard. OAuthError without one."""
    form = {
        "grant_type": "refresh_token",
        "client_id": application.client_id,
        "client_secret": application.client_secret,
        "refresh_token": refresh_token,
    }
    if application.provider == "microsoft":
        form["scope"] = MICROSOFT_SCOPE
    response = post(application.token_url, urlencode(form).encode())
    try:
        answer = response.json()
    except ValueError:
        answer = {}
    if not isinstance(answer, dict):
        answer = {}
    token = answer.get("access_token")
    if response.status != 200 or not isinstance(token, str) or not token:
        reason = str(answer.get("error") or response.status)
        raise OAuthError(reason, permanent=reason in _NEEDS_PERSON)
    lasts = answer.get("expires_in")
    seconds = int(lasts) if isinstance(lasts, int | float | str) and str(lasts).isdigit() else 3600
    renewed = answer.get("refresh_token")
    return AccessToken(
        token,
        now + timedelta(seconds=seconds) - EARLY,
        renewed if isinstance(renewed, str) and renewed else refresh_token,
    )
