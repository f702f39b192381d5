"""The page of how long people wait in a chat: nothing where little is known, else the curve and the button."""

from datetime import timedelta

import pytest
from django.test import Client

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.escalation import Step, alarm_times, steps_of
from madoguchi.features.chat.models import Chat
from tests.features.chat.visiting import came_in, made_chat
from tests.world import World

pytestmark = pytest.mark.django_db


def waited(chat: Inbox, seconds: int, *, left: bool) -> None:
    visitor, _token = came_in(chat)
    at = say(visitor, "在庫はありますか？", once="1").conversation_id
    with tenant(chat.workspace_id):
        since = now() - timedelta(minutes=5)
        Conversation.objects.filter(id=at).update(created_at=since)
        if left:
            Chat.objects.filter(conversation_id=at).update(abandoned_at=since + timedelta(seconds=seconds))
        else:
            Conversation.objects.filter(id=at).update(first_replied_at=since + timedelta(seconds=seconds))


def test_the_clock_is_set_by_what_is_known(world: World, client: Client) -> None:
    chat = made_chat(world)
    client.force_login(world.users["aoi"])
    page = f"/desk/reports/patience/{chat.id}/"
    waited(chat, 60, left=True)
    few = client.get(page).content.decode()
    assert "まだ件数が足りません" in few
    assert "<svg class" not in few.partition("survival")[2]
    for seconds in (60, 60, 60, 90):
        waited(chat, seconds, left=True)
    for seconds in range(30):
        waited(chat, 20 + seconds, left=False)
    shown = client.get(page).content.decode()
    assert 'class="survival-line"' in shown
    assert "<span>100</span><span>50</span><span>0</span>" in shown, "how high it stands can be read"
    assert "時計を60秒に設定する" in shown
    opened = client.get(f"/desk/reports/speed/left/?channel=chat&inbox={chat.id}").content.decode()
    assert opened.count("在庫はありますか") >= 5
    client.post(f"{page}times/", {"seconds": "60"}, headers={"HX-Request": "true"})
    with tenant(chat.workspace_id):
        changed = Inbox.objects.get(id=chat.id)
    assert alarm_times(changed.settings) == (40, 60)
    assert steps_of(changed) == (Step(40, "tell_responsible"),)


def test_it_is_for_those_who_read_reports(world: World, client: Client) -> None:
    chat = made_chat(world)
    client.force_login(world.users["misaki"])
    assert client.get(f"/desk/reports/patience/{chat.id}/").status_code == 404
    client.force_login(world.users["aoi"])
    assert client.get(f"/desk/reports/patience/{world.support.id}/").status_code == 404
    wrong = client.get(f"/desk/reports/patience/{chat.id}/?percent=100").content.decode()
    assert "50% から 99% まで" in wrong
