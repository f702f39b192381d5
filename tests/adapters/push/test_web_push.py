"""Web Push: the bytes of the standards, read by a browser that knows nothing of how they were made."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from madoguchi.adapters.push.encryption import MOST, encrypt, point, sealed
from madoguchi.adapters.push.web_push import Outcome, Sender, Subscription, send
from madoguchi.base.errors import DeliveryError
from madoguchi.base.http import Egress, Forbidden
from tests.push_service import Browser, PushService, raw, serving, text

SENDER = Sender(ec.generate_private_key(ec.SECP256R1()), "https://desk.koyomi.example")

# RFC 8291, appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
AS_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
UA_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
UA_PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
AUTH, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y"
    "l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def private(value: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(raw(value), "big"), ec.SECP256R1())


@pytest.fixture
def service(tmp_path: Path) -> Iterator[PushService]:
    with serving(tmp_path) as service:
        yield service


def push(service: PushService, browser: Browser, message: bytes = b"{}") -> Outcome:
    to = Subscription(browser.endpoint, browser.point, browser.secret)
    return send(message, to, topic="topic", sender=SENDER, egress=service.egress)


def test_the_example_of_the_standard() -> None:
    made = sealed(PLAIN, raw(UA_PUBLIC), raw(AUTH), sender=private(AS_PRIVATE), salt=raw(SALT))
    assert text(made) == BODY
    assert Browser("", private(UA_PRIVATE), raw(AUTH)).decrypt(made) == PLAIN


def test_only_the_browser_reads_it() -> None:
    one, other = Browser(""), Browser("")
    body = encrypt("こんにちは".encode(), receiver=one.point, auth=one.secret)
    assert one.decrypt(body).decode() == "こんにちは"
    assert body != encrypt("こんにちは".encode(), receiver=one.point, auth=one.secret)
    with pytest.raises(InvalidTag):
        Browser("", one.key, other.secret).decrypt(body)


@pytest.mark.parametrize(("message", "receiver"), [(b"x" * (MOST + 1), None), (b"", b"\x04" + b"\x01" * 64)])
def test_what_cannot_be_encrypted(message: bytes, receiver: bytes | None) -> None:
    one = Browser("")
    with pytest.raises(ValueError, match=r"bytes|curve|key"):
        encrypt(message, receiver=receiver or one.point, auth=one.secret)


def test_the_largest_message_fits_one_record() -> None:
    one = Browser("")
    body = encrypt(b"x" * MOST, receiver=one.point, auth=one.secret)
    assert len(body) <= 4096
    assert one.decrypt(body) == b"x" * MOST


def test_a_service_knows_who_sends(service: PushService) -> None:
    browser = service.browser()
    assert push(service, browser, b'{"title": "x"}') == Outcome("sent")
    (received,) = service.received
    claims, key = received.proof()
    assert key == point(SENDER.key.public_key())
    assert claims["aud"] == service.address
    assert claims["sub"] == "https://desk.koyomi.example"
    assert browser.decrypt(received.body) == b'{"title": "x"}'
    headers = {name: received.headers[name] for name in ("Content-Encoding", "Urgency", "Topic")}
    assert headers == {"Content-Encoding": "aes128gcm", "Urgency": "high", "Topic": "topic"}
    assert int(received.headers["TTL"]) > 0


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (200, {}, Outcome("sent")),
        (404, {}, Outcome("gone")),
        (410, {}, Outcome("gone")),
        (429, {"Retry-After": "120"}, Outcome("later", 120)),
        (429, {"Retry-After": "99999999"}, Outcome("later", 86_400)),
        (503, {"Retry-After": "Sat, 28 Nov 2026 00:00:00 GMT"}, Outcome("later", 60)),
        (500, {}, Outcome("later", 60)),
    ],
)
def test_what_a_service_answers(service: PushService, status: int, headers: dict[str, str], outcome: Outcome) -> None:
    service.status, service.headers = status, headers
    assert push(service, service.browser()) == outcome


@pytest.mark.parametrize("status", [400, 403, 413])
def test_a_refusal_is_for_good(service: PushService, status: int) -> None:
    service.status = status
    with pytest.raises(DeliveryError) as refused:
        push(service, service.browser())
    assert refused.value.permanent


def test_nothing_beside_us_is_called(service: PushService) -> None:
    browser = service.browser()
    to = Subscription(browser.endpoint, browser.point, browser.secret)
    with pytest.raises(Forbidden):
        send(b"{}", to, topic="t", sender=SENDER, egress=Egress())
    assert service.received == []
