"""The chat on a customer's site, asked as a browser asks: everybody reads their own, and nobody else a byte."""

import gzip
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jwt.warnings import InsecureKeyLengthWarning

from madoguchi.base.clock import now
from madoguchi.base.limits import Limiter
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.conversations.models import Message
from madoguchi.core.inboxes.models import Inbox
from madoguchi.faces.widget import serving, speaking
from madoguchi.features.chat.actions.keys import make_key, revoke_key
from madoguchi.features.chat.look import LANGUAGES, typed_look
from madoguchi.features.chat.models import Chat, Visitor
from tests.faces.widget.device import SECOND, TOKEN, Device
from tests.features.chat.test_talking import answered
from tests.features.chat.visiting import SITE, made_chat
from tests.world import World

pytestmark = pytest.mark.django_db
HERE = Path(__file__).resolve().parents[3] / "madoguchi" / "faces" / "widget"


def test_what_stands_on_the_path_of_every_message_is_few_statements(chat: Inbox) -> None:
    device = Device(chat)
    _status, said = device.say("在庫はありますか？")
    reading: Callable[[], tuple[int, Any]] = lambda: device.get(f"messages/?chat={said['chat']}")  # noqa: E731
    saying: Callable[[], tuple[int, Any]] = lambda: device.say("もしもし？", chat=said["chat"])  # noqa: E731
    for most, ask in ((9, reading), (16, saying)):
        with CaptureQueriesContext(connection) as statements:
            status, _answer = ask()
        assert status == 200
        assert len(statements) <= most


def test_both_sides_talk(world: World, chat: Inbox) -> None:
    device = Device(chat)
    status, said = device.say("集計が**更新**されません。", facts={"page": f"{SITE}/cart", "password": "x"})
    assert status == 200
    with tenant(world.koyomi.id):
        message = Message.objects.get(id=said["message"]["id"])
        visitor = Visitor.objects.get()
    assert (visitor.site, visitor.facts) == (SITE, {"page": f"{SITE}/cart"})
    answered(world, message, "**確認**します。<script>alert(1)</script>")
    _status, found = device.get(f"messages/?chat={said['chat']}")
    theirs, ours = found["messages"]
    assert (theirs["ours"], theirs["text"]) == (False, "集計が**更新**されません。")
    assert (ours["name"], ours["ours"]) == (world.misaki.name, True)
    assert "<strong>確認</strong>" in ours["html"]
    assert "<script" not in ours["html"]
    assert device.post("read/", chat=said["chat"], message=ours["id"])[1] == {"read": ours["id"]}
    assert device.get("chats/")[1]["chats"][0]["unread"] == 0


def test_what_a_device_tells_is_of_the_conversation_that_began_last(world: World, chat: Inbox) -> None:
    device = Device(chat)
    first = device.say("こんにちは", facts={"page": f"{SITE}/"})[1]["chat"]
    device.say("カートが空です。", chat=first, facts={"page": f"{SITE}/other"})
    with tenant(world.koyomi.id):
        assert Visitor.objects.get().facts == {"page": f"{SITE}/"}
    device.say("別の件です。", facts={"page": f"{SITE}/cart", "errors": ["cart is undefined"]})
    with tenant(world.koyomi.id):
        assert Visitor.objects.get().facts == {"page": f"{SITE}/cart", "errors": ["cart is undefined"]}


def test_said_twice_is_one_message_and_one_visitor(world: World, chat: Inbox) -> None:
    device = Device(chat)
    first = device.say("こんにちは", once="the-same-one")
    assert device.say("こんにちは", once="the-same-one") == first
    with tenant(world.koyomi.id):
        assert (Visitor.objects.count(), Message.objects.count(), Chat.objects.count()) == (1, 1, 1)


def test_nothing_is_made_before_something_is_said(world: World, chat: Inbox) -> None:
    stranger = Device(chat)
    assert stranger.get("chats/")[0] == 401
    assert stranger.get("messages/?chat=1")[0] == 401
    with tenant(world.koyomi.id):
        assert not Visitor.objects.exists()


def test_nobody_reads_or_writes_in_what_is_anothers(world: World, chat: Inbox) -> None:
    mine = Device(chat)
    _status, said = mine.say("わたしの件です。")
    other = Device(chat, SECOND)
    other.say("ほかの件です。")
    elsewhere = Device(made_chat(world, "別のチャット"), TOKEN)
    for status, answer in (
        other.get(f"messages/?chat={said['chat']}"),
        other.say("のぞきます。", chat=said["chat"]),
        other.post("read/", chat=said["chat"], message=said["message"]["id"]),
        elsewhere.get(f"messages/?chat={said['chat']}"),
        elsewhere.get("chats/"),
        Device(chat, "mdv_guessed").get("chats/"),
        Device(chat, "").get(f"messages/?chat={said['chat']}"),
    ):
        assert status in (401, 404)
        assert set(answer) == {"error", "text"}
        assert "わたしの件" not in str(answer)
    assert Client().get("/chat/guessed-key/chats/").status_code == 404
    assert len(mine.get(f"messages/?chat={said['chat']}")[1]["messages"]) == 1


@pytest.mark.parametrize("body", ["", "[]", "{", '{"text": 5, "once": "12345678"}', '{"text": "a", "once": "1"}'])
def test_what_is_no_message_is_refused_with_words(chat: Inbox, body: str) -> None:
    answer = Client().post(f"/chat/{chat.address}/messages/", body, "application/json")
    assert answer.status_code == 422
    assert answer.json()["error"] == "bad-request"


def test_the_frame_is_for_the_sites_alone(chat: Inbox) -> None:
    page = Client().get(f"/chat/{chat.address}/?lang=ja")
    policy = page.headers["Content-Security-Policy"]
    assert f"frame-ancestors 'self' {SITE}" in policy
    assert "script-src 'self';" in policy
    assert "X-Frame-Options" not in page.headers
    assert not page.cookies
    answer = Client().get(f"/chat/{chat.address}/chats/", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_strangers_who_ask_too_much_wait(chat: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "coming", Limiter(2))
    answers = [Client().get(f"/chat/{chat.address}/chats/") for _time in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_chat_that_is_switched_off_is_not_there(world: World, chat: Inbox) -> None:
    with tenant(world.koyomi.id):
        Inbox.objects.filter(id=chat.id).update(disabled_at=now())
    for path in (f"/chat/{chat.address}.js", f"/chat/{chat.address}/"):
        assert Client().get(path).status_code == 404


def test_the_sizes(chat: Inbox) -> None:
    script = Client().get(f"/chat/{chat.address}.js")
    assert len(gzip.compress(script.content)) <= 5 * 1024
    page = Client().get(f"/chat/{chat.address}/").content
    names = [path.name for path in (HERE / "static" / "widget").iterdir()]
    files = [Path(str(finders.find(f"widget/{name}"))).read_bytes() for name in names]
    assert sum(len(gzip.compress(one)) for one in [page, *files]) <= 40 * 1024


def test_every_language_has_every_text() -> None:
    texts = {language: json.loads((HERE / "texts" / f"{language}.json").read_text()) for language in LANGUAGES}
    assert {frozenset(one) for one in texts.values()} == {frozenset(texts["ja"])}
    assert all(value.strip() for one in texts.values() for value in one.values())


def test_arabic_stands_from_the_right_and_names_on_their_own_side(chat: Inbox) -> None:
    page = Client().get(f"/chat/{chat.address}/?lang=ar").content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert '<h1 dir="auto">' in page
    texts = json.loads((HERE / "texts" / "ar.json").read_text())
    left = {*("{name}: ", "{name}", "{mail}", "{count}", "{low}", "{high}", "{position}", "{when}")}
    left |= {*("{gist}", "{numbers}", "{clock}", "{team}")}
    for said in texts.values():
        bare = said
        for name in left:
            bare = bare.replace(name, "")
        assert not re.search("[A-Za-z]", bare), said


def test_a_file_of_words_is_one_language_more(chat: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HERE / "texts", tmp_path, dirs_exist_ok=True)
    (tmp_path / "he.json").write_text('{"language": "עברית", "launcher": "דברו איתנו", "send": "שליחה"}')
    monkeypatch.setattr(speaking, "FOLDER", tmp_path)
    for code, name in speaking.languages().items():
        monkeypatch.setitem(LANGUAGES, code, name)
    assert list(LANGUAGES) == ["ja", "en", "ar", "ko", "zh", "he"]
    page = Client().get(f"/chat/{chat.address}/?lang=he").content.decode()
    assert '<html lang="he" dir="rtl"' in page
    assert "שליחה" in page
    assert "Attach files" in page, "what the file leaves out is English"
    assert "said_" not in page, "what the chat says by itself is no part of the panel"
    assert "דברו איתנו" in Client().get(f"/chat/{chat.address}.js").content.decode()
    assert '<html lang="ja" dir="ltr"' in Client().get(f"/chat/{chat.address}/?lang=fa").content.decode()
    assert typed_look({"greeting": {"he": "שלום"}}).greeting == {"he": "שלום"}


class Site:
    """A site that signs who its visitors are."""

    def __init__(self, world: World, chat: Inbox, alg: str) -> None:
        self.alg, self.actor, self.chat = alg, world.actor(world.aoi), chat
        self.key, self.secret = make_key(chat.id, alg=alg, actor=self.actor)

    def signs(self, *, head: dict[str, Any] | None = None, secret: str = "", alg: str = "", **claims: Any) -> str:
        at = int(now().timestamp())
        said = {"sub": "customer-7", "iat": at, "exp": at + 600, "email": "hanako@kobo.example", "email_verified": True}
        said |= claims
        kept = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(kept, secret or self.secret, alg or self.alg, headers={"kid": self.key.kid, **(head or {})})


@pytest.mark.parametrize("alg", ["HS256", "ES256"])
def test_whom_the_site_signs_for_is_one_person_on_two_devices(world: World, chat: Inbox, alg: str) -> None:
    site = Site(world, chat, alg)
    _status, said = Device(chat, TOKEN, site.signs()).say("請求の件です。")
    tablet = Device(chat, SECOND, site.signs(name="だれか"))
    assert [one["id"] for one in tablet.get("chats/")[1]["chats"]] == [said["chat"]]
    with tenant(world.koyomi.id):
        (visitor,) = Visitor.objects.all()
        contact = Contact.objects.get(identities__kind=Identity.Kind.EXTERNAL, identities__value="customer-7")
        assert contact.identities.filter(kind="mail", value="hanako@kobo.example").exists()
        assert contact.identities.filter(kind="visitor", value=visitor.name).exists()
    assert Device(chat, TOKEN).get("chats/")[0] == 401, "the device alone is nobody"


def test_who_is_signed_for_and_has_never_written_has_no_conversations(world: World, chat: Inbox) -> None:
    site = Site(world, chat, "HS256")
    assert Device(chat, TOKEN, site.signs()).get("chats/") == (200, {"chats": []})
    assert Device(chat, TOKEN, site.signs(secret="forged" * 9)).get("chats/")[0] == 401
    with tenant(world.koyomi.id):
        assert not Visitor.objects.exists(), "looking makes nobody a visitor"


def test_an_address_that_nobody_has_proved_joins_nobody(world: World, chat: Inbox) -> None:
    site = Site(world, chat, "HS256")
    for verified in (False, "true", None):
        Device(chat, TOKEN, site.signs(sub=f"customer-{verified}", email_verified=verified)).say("だれでしょう。")
    with tenant(world.koyomi.id):
        hanako = Contact.objects.get(identities__kind="mail", identities__value="hanako@kobo.example")
        assert not hanako.identities.filter(kind="external").exists()
        assert Visitor.objects.count() == 3


def test_what_is_not_signed_rightly_is_nobody(world: World, chat: Inbox) -> None:
    site = Site(world, chat, "HS256")
    Device(chat, TOKEN, site.signs()).say("請求の件です。")
    at = int(now().timestamp())
    other = Site(world, made_chat(world, "別のチャット"), "HS256")
    revoked = Site(world, chat, "HS256")
    old = revoked.signs()
    revoke_key(chat.id, kid=revoked.key.kid, actor=revoked.actor)
    with pytest.warns(InsecureKeyLengthWarning):
        other_algorithm = site.signs(alg="HS384")
    forged = [
        site.signs(secret="x" * 40),
        site.signs(exp=at - 120),
        site.signs(exp=at + 7_200),
        site.signs(exp=str(at + 7_200)),
        site.signs(exp=None),
        site.signs(iat=None),
        site.signs(sub=" "),
        site.signs(head={"kid": "unknown"}),
        other_algorithm,
        jwt.encode({"sub": "customer-7", "iat": at, "exp": at + 60}, None, "none", headers={"kid": site.key.kid}),  # type: ignore[arg-type]
        other.signs(),
        old,
        "x" * 5_000,
        "a.b.c",
    ]
    for token in forged:
        device = Device(chat, SECOND, token)
        assert device.get("chats/")[0] == 401
        assert device.say("だれでしょう。")[0] == 401
    with tenant(world.koyomi.id):
        assert Message.objects.count() == 1
