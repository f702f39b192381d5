"""The way out: what it refuses, and that a refusal connects to nothing."""

import http.server
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from madoguchi.base.errors import DeliveryError
from madoguchi.base.http import Egress, Forbidden, is_public
from tests.mail.certificate import make_certificate

PUBLIC = "93.184.216.34"
ADDRESSES = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.0.1
169.254.169.254 169.254.170.2 168.63.129.16 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1
192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1
64:ff9b::a9fe:a9fe 64:ff9b:1::1 2001::1 2001:db8::1 2001:10::1 2002:7f00:1:: 2002:a9fe:a9fe::1 fc00::1
fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 100::1 5f00::1
""".split()  # noqa: SIM905 - a corpus reads better in lines
DISGUISES = """
http://2130706433/ http://017700000001/ http://0x7f000001/ http://0x7f.1/ http://127.1/ http://127.0.1/
http://0177.0.0.1/ http://127.0.0.1./ http://0/ http://169.254.43518/ http://0xa9fea9fe/ http://①②⑦.0.0.1/
http://127。0。0。1/ http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/ http://[::1]/ http://[fe80::1%25eth0]/
http://user@public.example/ http://user:pw@public.example/ http://public.example@127.0.0.1/
http://127.0.0.1#@public.example/ http://127.0.0.1:80\\@public.example/ http://public.example:0/
http://public.example:99999/ http://%31%32%37.0.0.1/ http:///etc/passwd http:127.0.0.1 file:///etc/passwd
ftp://public.example/ gopher://127.0.0.1:6379/_x javascript:alert(1) //public.example/ public.example
""".split()  # noqa: SIM905 - a corpus reads better in lines


@dataclass
class World:
    """Names and what they resolve to, and every connection that was asked for."""

    names: dict[str, list[str]] = field(default_factory=dict)
    resolved: list[str] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)

    def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        with suppress(ValueError):  # a name
            return [str(ip_address(host.partition("%")[0]))]
        if host not in self.names:
            raise socket.gaierror(-2, "Name or service not known")
        return self.names[host]

    def dial(self, address: str, port: int, timeout: float) -> socket.socket:
        self.dialled.append(address)
        raise ConnectionRefusedError("the test is over here")

    def egress(self, **options: Any) -> Egress:
        return Egress(resolve=self.resolve, dial=self.dial, **options)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_but_a_public_one(address: str) -> None:
    world = World({"evil.example": [address]})
    with pytest.raises(Forbidden) as refused:
        world.egress().request("GET", "http://evil.example/")
    assert refused.value.permanent
    host = f"[{address.partition('%')[0]}]" if ":" in address else address
    with pytest.raises(Forbidden):
        world.egress().request("GET", f"https://{host}/latest/meta-data/")
    assert world.dialled == []


@pytest.mark.parametrize("url", [*DISGUISES, "http://a b.example/", "http://public.example/\r\nX: y", ""])
def test_no_address_in_disguise(url: str) -> None:
    world = World({"public.example": [PUBLIC], "localhost": ["127.0.0.1"]})
    with pytest.raises(Forbidden):
        world.egress().request("GET", url)
    assert world.dialled == []


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "intern.example", "metadata.google.internal"])
def test_no_name_for_a_forbidden_address(host: str) -> None:
    world = World({host.lower(): ["10.0.0.1"]})
    with pytest.raises(Forbidden):
        world.egress().request("GET", f"http://{host}/")
    assert world.dialled == []


def test_a_name_with_two_faces_has_none() -> None:
    world = World({"evil.example": [PUBLIC, "127.0.0.1"]})
    with pytest.raises(Forbidden):
        world.egress().request("GET", "http://evil.example/")
    assert world.dialled == []


def test_a_name_is_resolved_once_and_the_judged_address_is_called() -> None:
    world = World({"evil.example": [PUBLIC]})

    def rebind(host: str, port: int) -> list[str]:
        answer = world.resolve(host, port)
        world.names[host] = ["127.0.0.1"]
        return answer

    with pytest.raises(DeliveryError):
        replace(world.egress(), resolve=rebind).request("GET", "http://evil.example/")
    assert world.dialled == [PUBLIC]
    assert world.resolved == ["evil.example"]


def test_what_an_administrator_opens_is_open() -> None:
    world = World({"redmine.intern": ["10.1.2.3"], "other.intern": ["10.9.0.1"]})
    for allowed in ("redmine.intern", "10.1.0.0/16"):
        with pytest.raises(DeliveryError) as unreachable:
            world.egress(allowed=(allowed,)).request("GET", "http://redmine.intern/")
        assert not isinstance(unreachable.value, Forbidden)
        with pytest.raises(Forbidden):
            world.egress(allowed=(allowed,)).request("GET", "http://other.intern/")
    assert world.dialled == ["10.1.2.3", "10.1.2.3"]


def test_every_address_of_a_name_is_tried() -> None:
    world = World({"public.example": [PUBLIC, "2606:2800:220:1:248:1893:25c8:1946"]})
    with pytest.raises(DeliveryError) as unreachable:
        world.egress().request("GET", "http://public.example/")
    assert not unreachable.value.permanent
    assert len(world.dialled) == 2


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


# Against a real server on loopback, which is opened for these tests


class Handler(http.server.BaseHTTPRequestHandler):
    seen: list[tuple[str, str, dict[str, str], bytes]]

    def do_GET(self) -> None:
        self.seen.append((self.command, self.path, dict(self.headers), self.body()))
        if self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path[4:])
            self.end_headers()
        elif self.path == "/hang":
            self.server.stopped.wait()  # type: ignore[attr-defined]
        elif self.path == "/drip":
            while not self.server.stopped.wait(0.01):  # type: ignore[attr-defined]
                self.wfile.write(b"x")
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            for _ in range(1000):
                self.wfile.write(b"x" * 10_000)
        elif self.path == "/huge":
            self.send_response(200)
            self.send_header("Content-Length", "999999999")
            self.end_headers()
        else:
            self.send_response(200)
            self.send_header("X-Answer", "yes")
            self.end_headers()
            self.wfile.write(b'{"hello": "world"}')

    do_POST = do_GET  # noqa: N815

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def handle(self) -> None:
        with suppress(OSError):
            super().handle()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[tuple[int, type[Handler]]]:
    handler = type("Seen", (Handler,), {"seen": []})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.stopped = threading.Event()  # type: ignore[attr-defined]
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_port, handler
    finally:
        server.stopped.set()  # type: ignore[attr-defined]
        server.shutdown()
        server.server_close()


HERE = Egress(allowed=("127.0.0.0/8",), resolve=lambda host, port: ["127.0.0.1"], timeout=5)


def test_a_request_and_its_answer() -> None:
    with serving() as (port, handler):
        url = f"http://name.example:{port}/päth?q=ü#part"
        answer = HERE.request("POST", url, headers=(("X-Key", "1"),), body=b"data")
    assert (answer.status, answer.header("x-answer"), answer.json()) == (200, "yes", {"hello": "world"})
    ((method, path, headers, body),) = handler.seen
    assert (method, path, body) == ("POST", "/p%C3%A4th?q=%C3%BC", b"data")
    assert headers["Host"] == f"name.example:{port}"
    assert headers["X-Key"] == "1"


def test_a_header_cannot_carry_another() -> None:
    with serving() as (port, handler), pytest.raises(DeliveryError):
        HERE.request("GET", f"http://name.example:{port}/", headers=(("X", "a\r\nEvil: 1"),))
    assert handler.seen == []


def test_redirects_are_not_followed_unasked_and_judged_when_followed() -> None:
    with serving() as (port, handler):
        here = f"http://name.example:{port}"
        assert HERE.request("GET", f"{here}/to?/there").status == 302
        secret = (("Authorization", "secret"),)
        following = replace(HERE, max_redirects=2)
        assert following.request("GET", f"{here}/to?/there", headers=secret).url == f"{here}/there"
        assert handler.seen[-1][2]["Authorization"] == "secret"
        elsewhere = f"http://else.example:{port}/"
        assert following.request("GET", f"{here}/to?{elsewhere}", headers=secret).status == 200
        assert "Authorization" not in handler.seen[-1][2]
        assert following.request("POST", f"{here}/to?/there").status == 302
        assert following.request("GET", f"{here}/to?/to?/to?/x").status == 302
        count = len(handler.seen)
        for evil in ("http://169.254.169.254/", "file:///etc/passwd", "http://2130706433/", "//[::1]/"):
            judged = replace(following, resolve=_literal_or_here)
            with pytest.raises(Forbidden):
                judged.request("GET", f"{here}/to?{evil}")
        assert len(handler.seen) == count + 4


def _literal_or_here(host: str, port: int) -> list[str]:
    try:
        return [str(ip_address(host))]
    except ValueError:
        return ["127.0.0.1"]


@pytest.mark.parametrize("path", ["/huge", "/endless"])
def test_a_large_answer_is_refused(path: str) -> None:
    with serving() as (port, _), pytest.raises(DeliveryError, match="too large") as refused:
        replace(HERE, max_bytes=100_000).request("GET", f"http://name.example:{port}{path}")
    assert refused.value.permanent


@pytest.mark.parametrize(
    ("path", "limits"), [("/hang", {"timeout": 0.1}), ("/drip", {"timeout": 5, "total_timeout": 0.2})]
)
def test_silence_and_dripping_end(path: str, limits: dict[str, float]) -> None:
    with serving() as (port, _), pytest.raises(DeliveryError) as ended:
        replace(HERE, **limits).request("GET", f"http://name.example:{port}{path}")  # type: ignore[arg-type]
    assert not ended.value.permanent


def test_tls_is_checked_against_the_name(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with serving(certificate.server()) as (port, handler):
        trusting = replace(HERE, tls_context=certificate.client())
        assert trusting.request("GET", f"https://localhost:{port}/").status == 200
        for egress, host in ((HERE, "localhost"), (trusting, "name.example")):
            with pytest.raises(DeliveryError, match="TLS"):
                egress.request("GET", f"https://{host}:{port}/")
    assert len(handler.seen) == 1


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(DeliveryError) as ended:
        HERE.request("GET", f"http://name.example:{port}/")
    assert not ended.value.permanent


def test_a_name_that_does_not_exist_is_not_permanent() -> None:
    with pytest.raises(DeliveryError) as ended:
        World().egress().request("GET", "http://nowhere.example/")
    assert not ended.value.permanent
