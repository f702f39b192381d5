"""The sites of a chat, as they are typed and as browsers say them."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused

MOST_SITES = 50
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")


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
