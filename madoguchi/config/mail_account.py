"""How an inbox's settings become a mailbox to read."""

import threading
from datetime import UTC, datetime
from typing import Literal

from madoguchi.adapters.channels.email.imap_in import ImapAccount, Start
from madoguchi.adapters.channels.email.oauth import AccessToken, OAuthApplication, refresh
from madoguchi.base.clock import now
from madoguchi.base.http import Egress, Response
from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import Inbox

SECURITY: dict[str, Literal["ssl", "starttls", "plain"]] = {"ssl": "ssl", "starttls": "starttls", "none": "plain"}


def account_of(inbox: Inbox) -> ImapAccount:
    """The mailbox of an inbox whose settings name an IMAP server. Raises KeyError where they do not."""
    chosen, secrets = inbox.settings, inbox.secret_values
    start = str(chosen.get("imap_start", "now"))
    return ImapAccount(
        host=str(chosen["imap_host"]),
        username=str(chosen.get("imap_user", "")),
        password=str(secrets.get("imap_password", "")),
        port=int(chosen.get("imap_port", 993)),
        security=SECURITY[str(chosen.get("imap_security", "ssl"))],
        access_token=TokenKeeper(inbox.workspace_id, inbox.id) if chosen.get("oauth_provider") else None,
        folder=str(chosen.get("imap_folder", "INBOX")),
        after=chosen.get("imap_after", "leave"),
        move_to=str(chosen.get("imap_move_to", "")),
        start=_start(start),
    )


def _start(wanted: str) -> Start:
    if wanted == "now":
        return "now"
    if wanted == "all":
        return "all"
    return datetime.fromisoformat(wanted).replace(tzinfo=UTC)


class TokenKeeper:
    """Gives an access token that is still good; a refresh token that the provider replaces is kept sealed."""

    def __init__(self, workspace_id: int, inbox_id: int) -> None:
        self.workspace_id, self.inbox_id = workspace_id, inbox_id
        self.token: AccessToken | None = None
        self.one_at_a_time = threading.Lock()

    def __call__(self) -> str:
        with self.one_at_a_time:
            if self.token is None or self.token.expires_at <= now():
                self.token = self._refreshed()
            return self.token.token

    def _refreshed(self) -> AccessToken:
        with tenant(self.workspace_id):
            inbox = Inbox.objects.get(id=self.inbox_id)
        chosen, secrets = inbox.settings, inbox.secret_values
        application = OAuthApplication(
            chosen["oauth_provider"],
            str(chosen.get("oauth_client_id", "")),
            str(secrets.get("oauth_client_secret", "")),
            str(chosen.get("oauth_tenant", "common")),
        )
        made = refresh(application, str(secrets.get("oauth_refresh_token", "")), _post_form, now())
        if made.refresh_token and made.refresh_token != secrets.get("oauth_refresh_token"):
            with tenant(self.workspace_id):
                locked = Inbox.objects.select_for_update().get(id=self.inbox_id)
                locked.keep_secrets({**locked.secret_values, "oauth_refresh_token": made.refresh_token})
                locked.save(update_fields=["secrets"])
        return made


def _post_form(url: str, form: bytes) -> Response:
    """Send a form to a provider, through the egress guard."""
    return Egress().request("POST", url, headers=(("Content-Type", "application/x-www-form-urlencoded"),), body=form)
