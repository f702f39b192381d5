"""The chat of a site as it is set up: sites, look, and the keys for signed identity."""

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.conversations.actions.begin import begin
from madoguchi.core.conversations.actions.check import begin_check
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.inboxes.actions.chat import create_chat
from madoguchi.core.inboxes.actions.inbox import change_inbox, new_intake_secret, set_aliases
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.actions.change import change_chat
from madoguchi.features.chat.actions.keys import MOST, make_key, revoke_key
from madoguchi.features.chat.keys import keys_of
from madoguchi.features.chat.look import look_of
from tests.world import World


def made(koyomi: World) -> Inbox:
    return create_chat("チャット", sites=["https://shop.koyomi.example"], actor=koyomi.actor(koyomi.aoi))


def test_what_is_changed_and_what_stays(koyomi: World) -> None:
    chat, aoi = made(koyomi), koyomi.actor(koyomi.aoi)
    change_chat(chat.id, changes={"look": {"greeting": {"ja": "ご用件をどうぞ。"}}}, actor=aoi)
    change_chat(chat.id, changes={"hand_out": "by_hand"}, actor=aoi)
    after = change_chat(chat.id, changes={"sites": ["koyomi.example"], "look": {"colour": "#AA3300"}}, actor=aoi)
    assert after.place == "https://koyomi.example"
    assert after.settings["chat"]["hand_out"] == "by_hand"
    look = look_of(Inbox.objects.get(id=chat.id))
    assert (look.colour, look.greeting, after.name) == ("#aa3300", {"ja": "ご用件をどうぞ。"}, "チャット")
    for changes, code in (
        ({"sites": ["not a site"]}, "bad-site"),
        ({"look": {"colour": "red"}}, "bad-colour"),
        ({"next_word_minutes": 0}, "bad-minutes"),
        ({"next_word_minutes": 241}, "bad-minutes"),
        ({"name": " "}, "empty"),
        ({"language": "fr"}, "bad-language"),
        ({"signature": "こよみ"}, "other-channel"),
    ):
        with pytest.raises(Refused, match=code):
            change_chat(chat.id, changes=changes, actor=aoi)


def test_a_chat_is_no_mail_inbox_and_the_other_way_round(koyomi: World) -> None:
    chat, aoi, misaki = made(koyomi), koyomi.actor(koyomi.aoi), koyomi.actor(koyomi.misaki)
    with pytest.raises(Refused, match="other-channel"):
        change_inbox(chat.id, changes={"settings": {"smtp_host": "smtp.example.jp"}}, actor=aoi)
    with pytest.raises(Refused, match="other-channel"):
        set_aliases(chat.id, addresses=["chat@koyomi.example"], actor=aoi)
    with pytest.raises(Refused, match="other-channel"):
        new_intake_secret(chat.id, actor=aoi)
    with pytest.raises(NotAllowed):
        begin_check(chat.id, actor=aoi)
    with pytest.raises(NotAllowed):
        begin(chat.id, letter=Letter("こんにちは", to=("a@b.example",)), sending=Sending(), actor=aoi)
    with pytest.raises(Refused, match="other-channel"):
        change_chat(koyomi.support.id, changes={"sites": []}, actor=aoi)
    with pytest.raises(Refused, match="other-channel"):
        make_key(koyomi.support.id, alg="HS256", actor=aoi)
    with pytest.raises(NotAllowed):
        change_chat(chat.id, changes={"name": "x"}, actor=misaki)


def test_keys_are_made_and_revoked(koyomi: World) -> None:
    chat, aoi = made(koyomi), koyomi.actor(koyomi.aoi)
    shared, secret = make_key(chat.id, alg="HS256", actor=aoi)
    pair, private = make_key(chat.id, alg="ES256", actor=aoi)
    kept = Inbox.objects.get(id=chat.id)
    assert kept.secret_values["chat_keys"][shared.kid]["key"] == secret
    assert "PUBLIC KEY" in kept.secret_values["chat_keys"][pair.kid]["key"]
    assert "PRIVATE KEY" in private
    assert secret not in kept.secrets
    assert [key.kid for key in keys_of(kept)] == [pair.kid, shared.kid]
    revoke_key(chat.id, kid=shared.kid, actor=aoi)
    assert [key.kid for key in keys_of(Inbox.objects.get(id=chat.id))] == [pair.kid]
    with pytest.raises(NotAllowed):
        revoke_key(chat.id, kid=shared.kid, actor=aoi)
    with pytest.raises(Refused, match="bad-algorithm"):
        make_key(chat.id, alg="none", actor=aoi)
    with pytest.raises(NotAllowed):
        make_key(chat.id, alg="HS256", actor=koyomi.actor(koyomi.misaki))


def test_there_are_never_many_keys(koyomi: World) -> None:
    chat, aoi = made(koyomi), koyomi.actor(koyomi.aoi)
    for _number in range(MOST):
        make_key(chat.id, alg="HS256", actor=aoi)
    with pytest.raises(Refused, match="too-many-keys"):
        make_key(chat.id, alg="HS256", actor=aoi)
