"""Following a conversation from its head."""

from madoguchi.core.conversations.models import Conversation
from tests.faces.desk.sitting import Sitting
from tests.world import World


def test_a_conversation_is_followed_and_left(world: World, misaki: Sitting, matter: Conversation) -> None:
    address = f"/desk/conversations/{matter.id}/follows/"
    head = misaki.get(f"/desk/conversations/{matter.id}/head/", target="work-head")
    assert f'data-command="follow" aria-keyshortcuts="W" hx-post="{address}' in head.html
    assert "フォローしている人はいません。" in misaki.get(address, target="follow-menu").text
    followed = misaki.post(address)
    assert "フォロー中" in followed.text
    assert f'data-command="unfollow" aria-keyshortcuts="W" hx-delete="{address}' in followed.html
    assert "藤井 美咲" in misaki.get(address, target="follow-menu").text
    assert f"row-{matter.id}" in misaki.get("/desk/views/following/").html
    assert "藤井 美咲 さんがフォローを始めました" in misaki.get(f"/desk/conversations/{matter.id}/thread/").text
    misaki.delete(address)
    assert f"row-{matter.id}" not in misaki.get("/desk/views/following/").html
