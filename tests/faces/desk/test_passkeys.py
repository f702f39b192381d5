"""Signing in by a passkey, as far as no browser is needed; the rest is in tests/browser/test_passkey.py."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256

from django.test import Client

from tests.world import World


def test_passkeys_belong_to_the_host_of_the_settings(world: World, client: Client) -> None:
    answer = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert answer.json()["request_options"]["publicKey"]["rpId"] == "localhost"
    refused = client.post("/accounts/2fa/webauthn/login/", {"credential": "{}"}, follow=True)
    assert refused.status_code == 200


def test_a_passkey_that_nobody_here_has_is_no_wrong_code(world: World, client: Client) -> None:
    """As when its owner took it out here, and the device still offers it."""
    client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})

    def part(raw: bytes) -> str:
        return urlsafe_b64encode(raw).rstrip(b"=").decode()

    answer = {
        "clientDataJSON": part(b'{"type":"webauthn.get","challenge":"AAAA","origin":"http://localhost:8000"}'),
        "authenticatorData": part(sha256(b"localhost").digest() + b"\x05" + bytes(4)),
        "signature": part(b"signature"),
        "userHandle": part(b"4711"),
    }
    key = {"id": part(b"key"), "rawId": part(b"key"), "type": "public-key", "response": answer}
    shown = client.post("/accounts/2fa/webauthn/login/", {"credential": json.dumps(key)}, follow=True).content.decode()
    assert "パスキーを確認できませんでした。" in shown
    assert "コードが正しくありません" not in shown
