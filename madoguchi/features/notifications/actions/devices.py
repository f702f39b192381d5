"""The browsers that may ring for a person."""

import base64
import binascii
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.secrets import seal
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.notifications.models import PushDevice

MOST = 20  # of one person; the oldest gives way
LONGEST_ADDRESS = 2000


@dataclass(frozen=True, slots=True)
class Browser:
    """What a browser says of its subscription (Push API): an address and two keys in base64url, and the session that
    asked. `name` is what its owner will know it by."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)
    session_key: str = field(repr=False)
    name: str = ""


def add_device(browser: Browser, *, actor: Actor) -> PushDevice:
    """Let a browser ring for the actor's person; for whoever it rang before, it does no longer.

    Raises Refused("bad-subscription").
    """
    require(actor, "notification.own")
    if actor.kind != "person":
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    secrets = {"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth}
    if not _is_sound(browser):
        raise Refused("bad-subscription", _("This browser gave an address that cannot be used."), field="endpoint")
    with tenant(actor.workspace_id):
        fields = {
            "person_id": actor.own_id,
            "name": browser.name[:80] or "?",
            "secrets": seal({**secrets, "session": browser.session_key}),
            "paused_until": None,
        }
        row, _is_new = PushDevice.objects.update_or_create(
            workspace_id=actor.workspace_id, digest=digest(browser.endpoint), defaults=fields
        )
        mine = PushDevice.objects.filter(person_id=actor.own_id).order_by("-id")
        PushDevice.objects.filter(id__in=list(mine.values_list("id", flat=True)[MOST:])).delete()
        return row


def remove_device(device_id: int, *, actor: Actor) -> None:
    """It rings no longer."""
    require(actor, "notification.own")
    with tenant(actor.workspace_id):
        gone, _by_model = PushDevice.objects.filter(person_id=actor.own_id, id=device_id).delete()
        if not gone:
            raise NotAllowed("not-found", _("This device does not exist."))


def remove_browser(endpoint: str, *, actor: Actor) -> None:
    """The browser that asks rings no longer, for whomever it did."""
    require(actor, "notification.own")
    with tenant(actor.workspace_id):
        PushDevice.objects.filter(digest=digest(endpoint)).delete()


def _is_sound(browser: Browser) -> bool:
    """Whether the address is one of the web, and the keys are of the right size. Where it leads is judged when it is
    called (base/http.py)."""
    if len(browser.endpoint) > LONGEST_ADDRESS or not browser.endpoint.startswith("https://"):
        return False
    return bool(urlsplit(browser.endpoint).hostname) and (_size(browser.p256dh), _size(browser.auth)) == (65, 16)


def _size(key: str) -> int:
    try:
        return len(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    except (binascii.Error, ValueError):
        return 0
