"""Who may set up the installation: whoever sits at the machine, or has the code that `madoguchi serve` printed.

Without it the first visitor of a freshly started server would become its administrator.
"""

import hmac
import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from madoguchi.core.workspaces.models import Workspace

CODE_FILE = "first-run"  # in home/keys, made by config/first_run.py


def is_first_run() -> bool:
    """Whether there is no workspace yet."""
    return not Workspace.objects.exists()


def needs_code(request: HttpRequest) -> bool:
    """Whether the request could come from elsewhere.

    All three must be this machine: the peer, the host asked for, and the address of the settings. The peer
    alone would not do: behind a proxy on this machine everybody seems to sit at it.
    """
    own = urlsplit(settings.MADOGUCHI.public_url).hostname or ""
    asked = urlsplit(f"//{request.get_host()}").hostname or ""
    return not (_is_loopback(request.META.get("REMOTE_ADDR", "")) and _is_loopback(own) and _is_loopback(asked))


def code_fits(code: str) -> bool:
    """Whether it is the code of this installation, in constant time."""
    try:
        kept = _file().read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return False
    return bool(kept) and hmac.compare_digest(kept.encode(), code.strip().encode())


def forget_code() -> None:
    """It is set up: the code opens nothing any more."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    home: Path = settings.MADOGUCHI.home
    return home / "keys" / CODE_FILE


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
