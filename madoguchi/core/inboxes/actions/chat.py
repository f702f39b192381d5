"""Making and changing the chats of sites."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import random_name
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.events import InboxCreated
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.saving import saved_inbox, typed_name
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import Directory

MOST_SITES = 50
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")


def create_chat(name: str, *, sites: Sequence[str], language: str = "ja", actor: Actor) -> Inbox:
    """A chat that may stand on these sites ("https://shop.example.jp"); none yet is allowed.

    Raises Refused("name-taken", "empty", "bad-site", "too-many-sites").
    """
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        key = random_name(96)
        inbox = Inbox(
            workspace_id=actor.workspace_id,
            name=typed_name(name),
            channel="chat",
            address=key,
            language=language,
            settings={"sites": typed_sites(sites)},
        )
        saved_inbox(inbox)
        Directory.objects.create(key=f"chat:{key}", workspace_id=actor.workspace_id, target_id=inbox.id)
        record(InboxCreated(inbox.id), actor=actor, about=Subject())
        return inbox


def typed_sites(sites: Sequence[str]) -> list[str]:
    """Origins as browsers say them, each once. Raises Refused("bad-site", "too-many-sites")."""
    kept = list(dict.fromkeys(_origin(site) for site in sites if site.strip()))
    if len(kept) > MOST_SITES:
        raise Refused("too-many-sites", _("At most %(most)d sites.") % {"most": MOST_SITES}, field="sites")
    return kept


def _origin(site: str) -> str:
    typed = site.strip().lower()
    wrong = Refused(
        "bad-site", _("“%(site)s” is not the address of a site.") % {"site": site.strip()[:100]}, field="sites"
    )
    try:
        parts = urlsplit(typed if "//" in typed else f"https://{typed}")
        port = parts.port
    except ValueError:
        raise wrong from None
    host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
    if parts.scheme not in ("https", "http") or not HOST.fullmatch(host):
        raise wrong
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")
