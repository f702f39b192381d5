"""What is offered while somebody writes."""

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.replies.models import SavedReply
from tests.faces.desk.sitting import Sitting, begun
from tests.features.replies.keeping import kept, shared
from tests.world import World

OFFERED = "/desk/saved-replies/"


@pytest.fixture
def reply(world: World) -> SavedReply:
    with tenant(world.koyomi.id):
        return shared(world, shortcut="henkin")


def test_saved_replies_are_found_for_the_conversation(
    world: World, misaki: Sitting, matter: Conversation, reply: SavedReply
) -> None:
    with tenant(world.koyomi.id):
        kept(world, "返金 (en)", text="Refund", language="en")
        shared(world, "English", text="返金", inboxes=[world.english.id])
        elsewhere = begun(world.english, "emma@clarke.example")
    found = misaki.get(f"{OFFERED}?q=/へんきん&conversation={matter.id}")
    assert len(found.queries) <= 8
    assert found.text.index("返金のご案内 /henkin") < found.text.index("返金 (en)")
    assert "English" not in found.text
    assert 'role="option"' in found.html
    assert "<html" not in found.html
    assert "English" in misaki.get(f"{OFFERED}?q=返金&conversation={elsewhere.id}").text
    assert misaki.get(f"{OFFERED}?q=返金").text.count("返金の") == 1  # a conversation that is yet to begin
    assert misaki.get(f"{OFFERED}?q=nothing").text == ""


def test_it_is_shown_and_put_in_as_it_stands_there(misaki: Sitting, matter: Conversation, reply: SavedReply) -> None:
    shown = misaki.get(f"{OFFERED}{reply.id}/?conversation={matter.id}")
    assert len(shown.queries) <= 8
    assert "山田 花子 様" in shown.text
    assert shown.writes == []
    put = misaki.post(f"{OFFERED}{reply.id}/uses/", {"conversation": matter.id})
    assert put.html == "山田 花子 様\n\nお世話になっております。藤井です。"
    assert put.response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    unknown = misaki.get(f"{OFFERED}{reply.id}/").text
    assert "{{contact.name}}" in unknown
    with tenant(matter.workspace_id):
        Contact.objects.filter(id=matter.contact_id).update(company=None)
        SavedReply.objects.filter(id=reply.id).update(text="{{company.name}}")
    assert "送信前に確認します" in misaki.get(f"{OFFERED}{reply.id}/?conversation={matter.id}").text
    with tenant(matter.workspace_id):
        assert SavedReply.objects.get(id=reply.id).used == 1


def test_what_is_not_seen_is_neither_shown_nor_put_in(world: World, matter: Conversation, reply: SavedReply) -> None:
    olivia = Sitting(world.users["olivia"])
    olivia.client.session["workspace"] = world.koyomi.id
    oscar = Sitting(world.users["oscar"])
    for sitting in (olivia, oscar):
        assert sitting.post(f"{OFFERED}{reply.id}/uses/", {"conversation": matter.id}).status == 404
    assert oscar.get(f"{OFFERED}{reply.id}/").status == 404
    assert oscar.get(f"{OFFERED}?q=返金").text == ""


def test_people_and_teams_can_be_named(misaki: Sitting) -> None:
    offered = misaki.get("/desk/mentionable/")
    assert len(offered.queries) <= 8
    assert 'data-insert="@小林 真奈"' in offered.html
    assert 'data-latin="kobayasi mana"' in offered.html
    assert 'data-insert="@サポート"' in offered.html


def test_the_page_asks_for_no_saved_reply(misaki: Sitting, matter: Conversation, reply: SavedReply) -> None:
    page = misaki.get(f"/desk/views/open/{matter.id}/")
    assert len(page.queries) <= 8
    assert not [sql for sql in page.queries if "saved_repl" in sql]
    assert f'data-conversation="{matter.id}"' in misaki.get(f"/desk/conversations/{matter.id}/composer/").html
