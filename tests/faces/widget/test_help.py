"""The help centre in the panel: found, read, judged; who writes all the same brings along what they read."""

from datetime import timedelta

import jwt
import pytest
from django.test import Client

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.articles.actions.arranging import change_article
from madoguchi.features.articles.actions.centre import change_centre
from madoguchi.features.articles.models import ArticleRead, ArticleVerdict, HelpSearch
from madoguchi.features.articles.wording import Words
from madoguchi.features.chat.actions.change import change_chat
from madoguchi.features.chat.actions.keys import make_key
from madoguchi.features.deflection.queries import read_before, read_before_on
from tests.faces.portal.shelves import furnished, published
from tests.faces.widget.device import Device
from tests.world import World

pytestmark = pytest.mark.django_db


def signed(chat: Inbox, world: World) -> str:
    """What a site gives to a customer who has signed in there."""
    key, secret = make_key(chat.id, alg="HS256", actor=world.actor(world.aoi))
    claims = {"sub": "customer-1", "iat": now(), "exp": now() + timedelta(minutes=5)}
    return jwt.encode(claims, secret, algorithm="HS256", headers={"kid": key.kid})


def test_it_is_found_while_typing_and_read_in_the_panel(world: World, chat: Inbox) -> None:
    furnished(world)
    device = Device(chat)
    status, said = device.get("help/?q=パスワ")
    assert status == 200
    found = said["articles"][0]
    assert found["title"] == "パスワードを忘れたときは"
    _status, article = device.get(f"help/{found['id']}/")
    assert '<h2 id="再設定の手順">' in article["html"]
    assert device.get("help/?q=zzqy")[1]["articles"] == []
    with tenant(world.koyomi.id):
        assert not ArticleRead.objects.exists()
        assert not HelpSearch.objects.exists()


def test_what_belongs_to_the_screen_comes_first(world: World, chat: Inbox) -> None:
    shelves, actor = furnished(world), world.actor(world.aoi)
    device = Device(chat)
    own = published(shelves.billing, {"ja": Words("カードを変える", "設定から")}, actor)
    near = published(shelves.billing, {"ja": Words("請求先の設定", "設定から")}, actor)
    change_article(own.id, {"screens": ["/settings/*"]}, actor=actor)
    change_article(near.id, {"screens": ["/settings/billing"]}, actor=actor)

    def titles(path: str) -> list[str]:
        return [one["title"] for one in device.get(f"help/?q=&path={path}")[1]["articles"]]

    assert titles("/settings/billing") == ["請求先の設定", "カードを変える"]
    assert titles("/settings/card") == ["カードを変える"]
    assert titles("/") == titles("") == []


def test_who_writes_all_the_same_brings_along_what_they_read(world: World, chat: Inbox) -> None:
    furnished(world)
    device = Device(chat)
    text = device.get("help/?q=パスワ")[1]["articles"][0]["id"]
    assert device.post("help/seen/", text=text, q="パスワ", results=1)[0] == 200
    assert device.post(f"help/{text}/verdict/", helpful=False)[0] == 200
    device.say("届きません")
    device.say("まだです")
    with tenant(world.koyomi.id):
        home = Conversation.objects.annotate(read_before_on=read_before_on()).latest("id")
        told = read_before(home, world.actor(world.misaki))
        assert not ArticleVerdict.objects.get().helpful
        assert ArticleRead.objects.get().place == "widget"
    assert told is not None
    assert (told["read"][0]["title"], told["searched"]) == ("パスワードを忘れたときは", ["パスワ"])


def test_what_is_for_customers_is_for_those_whom_the_site_has_signed_for(world: World, chat: Inbox) -> None:
    shelves, actor = furnished(world), world.actor(world.aoi)
    own = published(shelves.billing, {"ja": Words("契約者向けの特典", "詳しくはこちら")}, actor)
    change_article(own.id, changes={"visibility": "customers"}, actor=actor)
    assert Device(chat).get("help/?q=特典")[1]["articles"] == []
    known = Device(chat, identity=signed(chat, world))
    found = known.get("help/?q=特典")[1]["articles"]
    assert [one["title"] for one in found] == ["契約者向けの特典"]
    assert Device(chat).get(f"help/{found[0]['id']}/")[0] == 401
    assert known.get(f"help/{found[0]['id']}/")[0] == 200


def test_it_is_there_only_where_both_say_so(world: World, chat: Inbox) -> None:
    def panel() -> str:
        return Client().get(f"/chat/{chat.address}/").content.decode()

    assert 'id="to-help"' not in panel()
    furnished(world)
    assert 'id="to-help"' in panel()
    change_chat(chat.id, changes={"help": False}, actor=world.actor(world.aoi))
    assert 'id="to-help"' not in panel()
    assert Device(chat).get("help/?q=パスワ")[0] == 401
    change_chat(chat.id, changes={"help": True}, actor=world.actor(world.aoi))
    change_centre({"is_public": False}, actor=world.actor(world.aoi))
    assert 'id="to-help"' not in panel()
