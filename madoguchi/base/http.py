"""The only way out by HTTP. Nobody outside can make it reach what stands beside us.

The host is resolved once, every address it has is judged, and the connection goes to the address that was judged: a
name that answers differently a moment later changes nothing. Redirects are judged like first requests.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from madoguchi.base.errors import DeliveryError

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Iterable[str]]
Dial = Callable[[str, int, float], socket.socket]
Headers = tuple[tuple[str, str], ...]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BLOCK = 1 << 16
_NOT_A_HOST = re.compile(r"[^a-z0-9._:\[\]-]")
_NUMBER_AT_THE_END = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?\Z")
# Public by the registry, and yet a cloud's own services: Azure's metadata wire server, the reserved 192.0.0.0/24
# (Oracle's metadata), the dead 6to4 relay anycast.
_ALSO_FORBIDDEN = tuple(map(ipaddress.ip_network, ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24")))
# Address families of version 6 that carry one of version 4: (network, bits to the right of it).
_CARRIERS = (
    (ipaddress.IPv6Network("::/96"), 0),
    (ipaddress.IPv6Network("::ffff:0:0:0/96"), 0),
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),
    (ipaddress.IPv6Network("2002::/16"), 80),
)
_FORBIDDEN_V6 = tuple(map(ipaddress.IPv6Network, ("64:ff9b:1::/48", "2001::/23", "fec0::/10", "5f00::/16")))


class Forbidden(DeliveryError):
    """The address is one that nothing outside may make us call. Nothing was connected."""

    def __init__(self, text: str) -> None:
        super().__init__(text, permanent=True)


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Headers
    body: bytes
    url: str

    def header(self, name: str) -> str:
        """The first header of that name, or ""."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def json(self) -> Any:
        """ValueError where the body is not JSON."""
        return json.loads(self.body)


def resolve(host: str, port: int) -> list[str]:
    """Every address of the host, IPv4 and IPv6."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def dial(address: str, port: int, timeout: float) -> socket.socket:
    """A TCP connection to an address, never to a name."""
    return socket.create_connection((str(ipaddress.ip_address(address)), port), timeout)


@dataclass(frozen=True, slots=True)
class Egress:
    """Sends requests. Times in seconds, sizes in bytes.

    `allowed` names hosts ("redmine.intranet.example") and networks ("10.1.0.0/16") that an administrator opened.
    `timeout` is for one silence, `total_timeout` for the whole request with its redirects.
    """

    allowed: tuple[str, ...] = ()
    timeout: float = 10.0
    total_timeout: float = 30.0
    max_bytes: int = 4 << 20
    max_redirects: int = 0
    tls_context: ssl.SSLContext | None = None
    resolve: Resolve = resolve
    dial: Dial = dial

    def request(self, method: str, url: str, *, headers: Headers = (), body: bytes = b"") -> Response:
        """The answer, whatever its status. `Forbidden`: refused here; `DeliveryError`: no answer, or too large a one.

        A redirect is followed `max_redirects` times, for GET and HEAD alone, never from https to http, and without
        Authorization and Cookie to another host; otherwise it is the answer.
        """
        ends_at = time.monotonic() + self.total_timeout
        for left in range(self.max_redirects, -1, -1):
            target = _target(url)
            response = self._once(method, target, headers, body, ends_at)
            onward = response.header("location")
            if response.status not in REDIRECTS or not onward or not left or method not in {"GET", "HEAD"}:
                return response
            url = urljoin(target.geturl(), onward)
            following = _target(url)
            if target.scheme == "https" and following.scheme != "https":
                raise Forbidden("a redirect from https to http")
            if (following.hostname, following.port) != (target.hostname, target.port):
                headers = tuple(h for h in headers if h[0].lower() not in {"authorization", "cookie"})
        raise AssertionError("unreachable")

    def _once(self, method: str, target: SplitResult, headers: Headers, body: bytes, ends_at: float) -> Response:
        host, port = target.hostname or "", target.port or (443 if target.scheme == "https" else 80)
        addresses = self._addresses(host, port)
        error: Exception | None = None
        for address in addresses:
            left = ends_at - time.monotonic()
            if left <= 0:
                break
            try:
                connected = self.dial(address, port, min(self.timeout, left))
            except OSError as failed:
                error = failed
                continue
            try:
                with _limited(self._connection(target, host, port, connected), left) as connection:
                    return self._exchange(connection, method, target, (headers, body))
            except (OSError, http.client.HTTPException, ValueError) as failed:
                raise DeliveryError(f"{host}: {_reason(failed)}", permanent=False) from failed
        raise DeliveryError(f"{host}: {_reason(error)}", permanent=False) from error

    def _connection(
        self, target: SplitResult, host: str, port: int, connected: socket.socket
    ) -> http.client.HTTPConnection:
        if target.scheme == "https":
            context = self.tls_context or ssl.create_default_context()
            try:
                connected = context.wrap_socket(connected, server_hostname=host)
            except OSError:
                connected.close()
                raise
        connection = http.client.HTTPConnection(host, port)
        connection.default_port = 443 if target.scheme == "https" else 80
        connection.sock = connected
        connection.auto_open = 0
        return connection

    def _exchange(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        target: SplitResult,
        sent: tuple[Headers, bytes],
    ) -> Response:
        headers, body = sent
        path = target._replace(scheme="", netloc="", fragment="").geturl() or "/"
        given = {"Accept-Encoding": "identity", "Connection": "close", "User-Agent": "Madoguchi", **dict(headers)}
        connection.request(method, path, body or None, given)
        answer = connection.getresponse()
        length = answer.getheader("content-length", "")
        if method != "HEAD" and length.isdigit() and int(length) > self.max_bytes:
            raise DeliveryError(f"{target.hostname}: the answer is too large", permanent=True)
        content = bytearray()
        while block := answer.read1(_BLOCK):
            content += block
            if len(content) > self.max_bytes:
                raise DeliveryError(f"{target.hostname}: the answer is too large", permanent=True)
        return Response(answer.status, tuple(answer.getheaders()), bytes(content), target.geturl())

    def _addresses(self, host: str, port: int) -> list[str]:
        """The addresses of the host, all of them harmless; Forbidden if one is not: a name with two faces has none."""
        try:
            addresses = list(self.resolve(host, port))
        except (OSError, UnicodeError) as error:
            raise DeliveryError(f"{host}: the name cannot be resolved", permanent=False) from error
        if not addresses:
            raise DeliveryError(f"{host}: the name has no address", permanent=False)
        if host not in self.allowed:
            for address in addresses:
                if not self._may_reach(address):
                    raise Forbidden(f"{host}: the address is not public")
        return addresses

    def _may_reach(self, address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        plain = getattr(ip, "ipv4_mapped", None) or ip
        return is_public(ip) or any(plain in network for network in _networks(self.allowed))


def is_public(ip: Ip) -> bool:
    """Whether the address is a plain public one: no loopback, private, link-local, metadata, multicast or disguise."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(ip.ipv4_mapped)
        if any(ip in network for network in _FORBIDDEN_V6):
            return False
        for network, shift in _CARRIERS:
            if ip in network:
                return is_public(ipaddress.IPv4Address((int(ip) >> shift) & 0xFFFFFFFF))
    elif any(ip in network for network in _ALSO_FORBIDDEN):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _target(url: str) -> SplitResult:
    """The URL in parts, if it is one that may be called at all. Forbidden otherwise."""
    if any(ord(character) < 33 or ord(character) == 127 or character == "\\" for character in url):
        raise Forbidden("the URL holds a space, a backslash or a control character")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode().lower() if parts.hostname else ""
    except (ValueError, UnicodeError) as error:
        raise Forbidden("not a URL") from error
    if parts.scheme not in {"http", "https"} or not host or port == 0:
        raise Forbidden("not a URL of http or https")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise Forbidden("a URL with a password in it")
    if _NOT_A_HOST.search(host) or "%" in parts.netloc:
        raise Forbidden("not the name of a host")
    if _NUMBER_AT_THE_END.search(host) and not _is_dotted_quad(host):
        raise Forbidden("an address in disguise")
    netloc = f"[{host}]" if ":" in host else host
    path = parts.path.encode("utf-8")
    safe = "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in path) or "/"
    query = "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in parts.query.encode("utf-8"))
    return parts._replace(netloc=netloc + (f":{port}" if port else ""), path=safe, query=query, fragment="")


def _is_dotted_quad(host: str) -> bool:
    try:
        return str(ipaddress.IPv4Address(host)) == host
    except ValueError:
        return False


def _networks(allowed: Iterable[str]) -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    for entry in allowed:
        with contextlib.suppress(ValueError):  # a host name
            yield ipaddress.ip_network(entry)


@contextlib.contextmanager
def _limited(connection: http.client.HTTPConnection, seconds: float) -> Iterator[http.client.HTTPConnection]:
    """Ends the connection after so many seconds, even where a byte comes in now and then."""
    watch = threading.Timer(seconds, _cut, (connection.sock,))
    watch.daemon = True
    watch.start()
    try:
        yield connection
    finally:
        watch.cancel()
        connection.close()


def _cut(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _reason(error: Exception | None) -> str:
    if error is None or isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLError):
        return f"TLS failed: {error.reason or error}"
    return f"{error}" or type(error).__name__
