"""What a panel shows beside the messages: who writes an answer, what is seen, where one stands. Never a note."""

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.base.clock import now as clock_now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.inboxes.models import Inbox
from madoguchi.faces.live.visiting import guest_of
from madoguchi.features.chat.actions.keys import make_key
from madoguchi.features.chat.actions.read import seen_by_us
from madoguchi.features.chat.identity import LEEWAY
from tests.faces.widget.device import SECOND, Device
from tests.features.chat.test_talking import answered
from tests.presence import comes, everybody_leaves
from tests.world import World

pytestmark = pytest.mark.django_db


def test_who_writes_what_is_seen_and_where_one_stands(world: World, chat: Inbox) -> None:
    device = Device(chat)
    _status, said = device.say("届きましたか。")
    here, message_id = f"now/?chat={said['chat']}", said["message"]["id"]
    empty = {"typing": [], "delivered": 0, "seen": 0, "waiting": {"position": 1, "usual": None}}
    assert device.get(here) == (200, empty)
    while run_events():
        pass
    assert device.get(here)[1]["delivered"] == message_id
    with tenant(world.koyomi.id):
        conversation = Conversation.objects.get()
    comes(world.kenji, conversation)
    comes(world.ren, conversation, "note")
    assert device.get(here)[1]["typing"] == [], "who looks and who writes a note is not told"
    comes(world.misaki, conversation, "reply")
    assert device.get(here)[1]["typing"] == [world.misaki.name]
    seen_by_us(conversation.id, message_id + 100, actor=world.actor(world.misaki))
    assert device.get(here)[1]["seen"] == message_id, "no more than was said"
    everybody_leaves()
    assert device.get(here)[1]["typing"] == []


def test_once_somebody_has_answered_nobody_waits(world: World, chat: Inbox) -> None:
    device = Device(chat)
    _status, said = device.say("届きましたか。")
    with tenant(world.koyomi.id):
        message = Message.objects.get(id=said["message"]["id"])
    answered(world, message, "はい。")
    assert device.get(f"now/?chat={said['chat']}")[1]["waiting"] is None


def test_nobody_asks_of_what_is_anothers(world: World, chat: Inbox) -> None:
    _status, said = Device(chat).say("わたしの件です。")
    other = Device(chat, SECOND)
    other.say("ほかの件です。")
    assert other.get(f"now/?chat={said['chat']}")[0] == 404
    assert Device(chat, "mdv_guessed").get(f"now/?chat={said['chat']}")[0] == 401


def test_a_key_of_the_sites_own_signs_and_a_private_one_is_never_taken(world: World, chat: Inbox) -> None:
    actor, private = world.actor(world.aoi), ec.generate_private_key(ec.SECP256R1())
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    key, shown = make_key(chat.id, alg="ES256", public_key=pem, actor=actor)
    assert shown == ""
    at = int(clock_now().timestamp())
    token = jwt.encode({"sub": "customer-9", "iat": at, "exp": at + 600}, private, "ES256", headers={"kid": key.kid})
    device = Device(chat, SECOND, token)
    assert device.say("請求の件です。")[0] == 200
    assert device.get("chats/")[0] == 200
    with tenant(chat.workspace_id):
        guest = guest_of(chat.address, "", token)
    assert guest is not None
    assert guest.until is not None
    assert int(guest.until.timestamp()) == at + 600 + LEEWAY
    own = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    other = ec.generate_private_key(ec.SECP384R1()).public_key()
    curve = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    for alg, typed in (("ES256", own), ("ES256", "-----BEGIN"), ("ES256", curve), ("HS256", pem)):
        with pytest.raises(Refused) as refused:
            make_key(chat.id, alg=alg, public_key=typed, actor=actor)
        assert refused.value.code == "bad-key"


def test_a_panel_costs_no_session(world: World, chat: Inbox) -> None:
    client = Client()
    client.force_login(world.users["aoi"])
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/chat/{chat.address}/")
    assert answer.status_code == 200
    assert "Vary" not in answer.headers or "Cookie" not in answer.headers["Vary"]
    assert not [one for one in asked.captured_queries if "django_session" in one["sql"]]
