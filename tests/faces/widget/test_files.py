"""Files in the chat: whoever holds the chat reads them, nobody else a byte; nothing is kept twice or for nothing."""

from datetime import timedelta

import pytest
from django.test import Client

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.erase import erase_contact
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.actions.draft import attach_file
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.letter import Letter, default_recipients
from madoguchi.core.conversations.models import Attachment, Conversation, Message
from madoguchi.core.conversations.queries.visible import attachments_visible_to
from madoguchi.core.inboxes.actions.chat import create_chat
from madoguchi.core.inboxes.models import Blob, Inbox
from madoguchi.core.inboxes.steps import IN_ROW, storage
from madoguchi.features.chat.actions import uploads
from madoguchi.features.chat.models import Upload, Visitor
from tests.faces.widget.device import SECOND, TOKEN, Device
from tests.features.chat.test_talking import AT_ONCE
from tests.features.chat.visiting import SITE, made_chat
from tests.world import World

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n" + b"p" * 500
LARGE = b"z" * (IN_ROW + 1)


def count(world: World) -> tuple[int, int]:
    with tenant(world.koyomi.id):
        return Attachment.objects.count(), Blob.objects.count()


def test_text_and_files_are_one_message(world: World, chat: Inbox) -> None:
    device = Device(chat)
    assert device.put("picture-1", PICTURE, "写真 1.png")[1] == {"once": "picture-1", "name": "写真 1.png", "size": 508}
    device.put("letter-01", b"%PDF-", "../../見積.pdf", "application/pdf")
    with tenant(world.koyomi.id):
        assert not Visitor.objects.exists(), "a file alone makes nobody a visitor"
        assert not Contact.objects.filter(identities__kind="visitor").exists()
        assert not attachments_visible_to(world.actor(world.misaki)).exists(), "nor is it at the desk"
    status, said = device.say("破損しています。\nhttps://shop.koyomi.example/42", files=["picture-1", "letter-01"])
    assert status == 200
    picture, letter = said["message"]["files"]
    assert (picture["name"], picture["is_picture"]) == ("写真 1.png", True)
    assert (letter["name"], letter["is_picture"]) == ("見積.pdf", False)
    assert '<a href="https://shop.koyomi.example/42"' in said["message"]["html"]
    shown, saved = device.read(picture["address"]), device.read(letter["address"])
    assert (shown.content, shown.headers["Content-Type"]) == (PICTURE, "image/png")
    assert (saved.content, saved.headers["Content-Type"]) == (b"%PDF-", "application/octet-stream")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    for answer in (shown, saved):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer.headers["Cache-Control"] == "no-store"
    assert len(picture["address"].rstrip("/").rpartition("/")[2]) >= 22
    assert device.get(f"messages/?chat={said['chat']}")[1]["messages"][0]["files"] == [picture, letter]
    with tenant(world.koyomi.id):
        assert attachments_visible_to(world.actor(world.misaki)).count() == 2


def test_files_alone_are_a_message(world: World, chat: Inbox) -> None:
    device = Device(chat)
    device.put("picture-1", PICTURE, "傷.png")
    _status, said = device.say("", files=["picture-1"])
    assert device.get("chats/")[1]["chats"][0]["preview"] == "傷.png"
    with tenant(world.koyomi.id):
        conversation = Conversation.objects.get(messages=said["message"]["id"])
    assert (conversation.preview, conversation.subject) == ("傷.png", "傷.png")
    assert device.say("", files=[])[0] == 422


def test_the_same_again_is_the_same(world: World, chat: Inbox) -> None:
    device = Device(chat)
    assert device.put("picture-1", PICTURE, "a.png") == device.put("picture-1", PICTURE, "a.png")
    first = device.say("これです。", once="the-same-one", files=["picture-1"])
    assert device.say("これです。", once="the-same-one", files=["picture-1"]) == first
    assert device.put("picture-1", PICTURE, "a.png")[0] == 200, "its answer was lost on the way"
    assert device.delete("picture-1") == 200
    assert len(device.get(f"messages/?chat={first[1]['chat']}")[1]["messages"][0]["files"]) == 1
    other = Device(chat, SECOND)
    other.put("picture-1", PICTURE, "b.png")
    assert count(world) == (2, 1), "content is stored once"
    assert device.say("もう一度", files=["picture-1"], chat=first[1]["chat"])[1]["error"] == "no-such-file"


def test_nobody_reads_or_sends_what_is_anothers(world: World, chat: Inbox) -> None:
    mine, other = Device(chat), Device(chat, SECOND)
    elsewhere = Device(made_chat(world, "別のチャット"), TOKEN)
    abroad = Device(create_chat("Chat", sites=[SITE], actor=world.actor(world.oscar)), TOKEN)
    mine.say("わたしの件です。")
    mine.put("picture-1", PICTURE, "a.png")
    other.say("ほかの件です。")
    for device in (other, elsewhere, abroad):
        assert device.say("のぞきます。", files=["picture-1"])[1]["error"] in ("no-such-file", "not-found")
        device.delete("picture-1")
    _status, said = mine.say("これです。", files=["picture-1"])
    address = said["message"]["files"][0]["address"]
    with tenant(world.koyomi.id):
        name = Attachment.objects.get().name_in_url
    strangers = [device.read(address) for device in (other, Device(chat, "mdv_guessed"), Device(chat, ""))]
    strangers += [device.read(f"/chat/{device.chat.address}/files/{name}/") for device in (elsewhere, abroad)]
    strangers += [mine.read(f"/chat/{chat.address}/files/{guess}/") for guess in ("1", said["message"]["id"], "x" * 22)]
    strangers += [Client().get(f"/desk/files/{name}/"), mine.read(f"/desk/files/{name}/")]
    for answer in strangers:
        assert answer.status_code in (302, 401, 404)
        assert PICTURE not in answer.content
    evil = mine.client.options(address, headers={"Origin": "https://evil.example", **mine.headers})
    assert not [name for name in evil.headers if name.startswith("Access-Control")]
    assert Client().put(f"/chat/{chat.address}/uploads/picture-9/", b"x", "image/png").status_code == 401
    assert mine.read(address).content == PICTURE


def test_what_is_too_large_or_too_much_is_refused(chat: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    device = Device(chat)
    assert device.put("x" * 7, PICTURE, "a.png")[1]["error"] == "bad-request"
    monkeypatch.setattr(uploads, "MOST_WAITING", 2)
    for number in (1, 2):
        assert device.put(f"picture-{number}", PICTURE, "a.png")[0] == 200
    assert device.put("picture-3", PICTURE, "a.png")[1]["error"] == "too-many-files"
    assert device.delete("picture-2") == 200
    assert device.put("picture-3", PICTURE, "a.png")[0] == 200
    monkeypatch.setattr(uploads, "MOST_WAITING", 20)
    monkeypatch.setattr(uploads, "MOST_A_DAY", 3 * len(PICTURE))
    device.put("picture-4", PICTURE, "a.png")
    assert device.put("picture-5", PICTURE, "a.png")[1]["error"] == "too-much-today"
    monkeypatch.setattr(uploads, "MOST_OF_ALL", 3 * len(PICTURE))
    status, refused = Device(chat, SECOND).put("picture-1", PICTURE, "a.png")
    assert (status, refused["error"]) == (422, "no-room")
    large = device.put("picture-6", b"x" * (25 * 1024 * 1024 + 1), "a.png")[1]
    assert (large["error"], large["text"]) == ("file-too-large", "ファイルは25MBまでです。")


def test_what_is_never_sent_goes_with_its_bytes(world: World, chat: Inbox) -> None:
    before = count(world)
    device = Device(chat)
    for once, content in (("kept-0001", PICTURE), ("gone-0001", LARGE), ("gone-0002", PICTURE)):
        device.put(once, content, f"{once}.png")
    device.say("これです。", files=["kept-0001"])
    with tenant(world.koyomi.id):
        digest = Blob.objects.get(size=len(LARGE)).digest
        assert storage(world.koyomi.id).get(digest) == LARGE
    uploads.forget_uploads(world.koyomi.id)
    assert count(world) == (before[0] + 3, before[1] + 2), "not yet"
    with tenant(world.koyomi.id):
        Upload.objects.update(created_at=now() - timedelta(hours=25))
    uploads.forget_uploads(world.koyomi.id)
    uploads.forget_uploads(world.koyomi.id)
    assert count(world) == (before[0] + 1, before[1] + 1), "what another file holds as well stays"
    with pytest.raises(FileNotFoundError):
        storage(world.koyomi.id).get(digest)
    with tenant(world.koyomi.id):
        assert not Upload.objects.exists()
    assert device.put("again-001", LARGE, "a.bin")[0] == 200
    with tenant(world.koyomi.id):
        assert storage(world.koyomi.id).get(digest) == LARGE


def test_whoever_is_erased_leaves_no_file_behind(world: World, chat: Inbox) -> None:
    device = Device(chat)
    device.say("こんにちは")
    device.put("picture-1", PICTURE, "a.png")
    with tenant(world.koyomi.id):
        contact = Contact.objects.get(identities__kind="visitor")
    erase_contact(contact.id, actor=world.actor(world.mana))
    assert count(world) == (0, 0)


def test_what_was_erased_can_be_sent_anew(world: World, chat: Inbox) -> None:
    erased, other = Device(chat), Device(chat, SECOND)
    for device in (erased, other):
        device.put("picture-1", LARGE, "a.png")
        _status, said = device.say("これです。", files=["picture-1"])
        assert device.read(said["message"]["files"][0]["address"]).content == LARGE
        with tenant(world.koyomi.id):
            home = Conversation.objects.get(messages=said["message"]["id"])
        erase_contact(home.contact_id, actor=world.actor(world.mana))


def test_what_an_agent_attaches_reaches_the_visitor(world: World, chat: Inbox) -> None:
    device, actor = Device(chat), world.actor(world.misaki)
    _status, said = device.say("どこを押しますか。")
    with tenant(world.koyomi.id):
        home = Message.objects.get(id=said["message"]["id"]).conversation_id
        to = default_recipients(home, actor).to
    pieces = [Piece(f"{name}.png", "image/png", PICTURE + name.encode()) for name in ("in-text", "beside")]
    in_text, beside = (attach_file(home, kind="reply", piece=piece, actor=actor) for piece in pieces)
    text = f"ここです。\n\n![画面](cid:{in_text.content_id})"
    reply(home, letter=Letter(text, to=to, attachment_ids=(in_text.id, beside.id)), sending=AT_ONCE, actor=actor)
    _theirs, ours = device.get(f"messages/?chat={said['chat']}")[1]["messages"]
    address = f"/chat/{chat.address}/files/{in_text.name_in_url}/"
    assert f'src="{address}"' in ours["html"]
    assert [file["name"] for file in ours["files"]] == ["beside.png"]
    assert device.read(address).content == pieces[0].content
    assert device.read(ours["files"][0]["address"]).content == pieces[1].content
    assert Device(chat, SECOND).read(address).status_code == 401
