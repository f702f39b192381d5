"""Texts of environment variables to values: each parser raises ValueError with a reason for people.

The reason goes on after the name of the variable: "MADOGUCHI_PORT must be a whole number."
"""

import base64
import binascii
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from madoguchi.base.addresses import typed_mail
from madoguchi.config.texts import gettext as _

T = TypeVar("T")

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def text(raw: str) -> str:
    return raw.strip()


def boolean(raw: str) -> bool:
    word = raw.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValueError(_("must be 1 or 0"))


def port(raw: str) -> int:
    return whole_number(1, 65_535)(raw)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        try:
            number = int(raw)
        except ValueError:
            raise ValueError(_("must be a whole number")) from None
        if not least <= number <= most:
            raise ValueError(_("must be between %(least)s and %(most)s") % {"least": f"{least:,}", "most": f"{most:,}"})
        return number

    return parse


def one_of(*words: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        word = raw.strip().lower()
        if word not in words:
            raise ValueError(_("must be one of %s") % ", ".join(words))
        return word

    return parse


def listed(parse: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """Parts separated by commas or spaces, each parsed by `parse`; an empty text is an empty tuple."""

    def parse_all(raw: str) -> tuple[T, ...]:
        return tuple(parse(part) for part in raw.replace(",", " ").split())

    return parse_all


def network(raw: str) -> str:
    """An IP address or CIDR block, in its canonical form."""
    try:
        return str(ipaddress.ip_network(raw, strict=False))
    except ValueError:
        raise ValueError(_("holds %s, which is not an IP address or network") % raw) from None


def folder(raw: str) -> Path:
    if "://" in raw:
        raise ValueError(_("must be a folder on this machine"))
    return Path(raw).expanduser().absolute()


def web_address(raw: str) -> str:
    """`https://host[:port]` without a path or a closing slash."""
    parts = urlsplit(raw.strip().rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(_("must look like %s") % "https://support.example.com")
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ValueError(_("must name the host alone, without a path"))
    _port_in(parts)
    return f"{parts.scheme}://{parts.netloc}"


def mail_address(raw: str) -> str:
    """One address without a name."""
    try:
        return typed_mail(raw)
    except ValueError:
        raise ValueError(_("must look like %s") % "support@example.com") from None


def postgres_url(raw: str) -> str:
    parts = urlsplit(raw.strip())
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(_("must look like %s") % "postgresql://user:password@host:5432/name")
    if not parts.path.strip("/"):
        raise ValueError(_("names no database: %s") % "postgresql://user:password@host:5432/NAME")
    _port_in(parts)
    return raw.strip()


def encryption_key(raw: str) -> str:
    """32 bytes in URL-safe base64 (the form of Fernet: github.com/fernet/spec)."""
    try:
        size = len(base64.b64decode(raw, altchars=b"-_", validate=True))
    except binascii.Error:
        size = 0
    if size != 32:
        raise ValueError(_("must hold keys of 32 bytes in URL-safe base64"))
    return raw


def long_secret(raw: str) -> str:
    if len(raw) < 32:
        raise ValueError(_("must have 32 characters or more"))
    return raw


@dataclass(frozen=True, slots=True)
class OutgoingServer:
    """Where outgoing mail is handed over. `tls` is `starttls`, `implicit` or `none`; seconds of time-out."""

    host: str
    port: int
    user: str
    password: str
    tls: str
    timeout: float


DEFAULT_PORTS = {"starttls": 587, "implicit": 465, "none": 25}
LONGEST_TIMEOUT = 600


def outgoing_server(raw: str) -> OutgoingServer:
    """`smtp://user:password@host:587?tls=starttls` or `smtps://…` (TLS from the first byte, port 465)."""
    parts = urlsplit(raw.strip())
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError(_("must look like %s") % "smtp://user:password@host:587?tls=starttls")
    options = parse_qs(parts.query, keep_blank_values=True)
    unknown = set(options) - {"tls", "timeout"}
    if unknown:
        raise ValueError(_("has an unknown option: %s") % ", ".join(sorted(unknown)))
    tls = options.get("tls", ["implicit" if parts.scheme == "smtps" else "starttls"])[0]
    if tls not in DEFAULT_PORTS:
        raise ValueError(_("must have one of these for tls: %s") % ", ".join(DEFAULT_PORTS))
    return OutgoingServer(
        host=parts.hostname,
        port=_port_in(parts) or DEFAULT_PORTS[tls],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
        timeout=_seconds(options.get("timeout", ["30"])[0]),
    )


def _port_in(address: SplitResult) -> int | None:
    try:
        return address.port
    except ValueError:
        raise ValueError(_("must name a port between 1 and 65,535")) from None


def _seconds(raw: str) -> float:
    try:
        seconds = float(raw)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_TIMEOUT:
        raise ValueError(_("must have a timeout between 0 and %d seconds") % LONGEST_TIMEOUT)
    return seconds
