"""The page of a chat: what it offers, and that nothing of mail stands on it."""

import re

from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.models import Team
from madoguchi.features.chat.escalation import Step, alarm_times, steps_of
from madoguchi.features.chat.keys import keys_of
from madoguchi.features.chat.look import look_of, words_in
from tests.faces.desk.sitting import Sitting
from tests.features.chat.visiting import SITE, made_chat
from tests.world import World


def test_a_chat_is_made_and_changed(world: World, aoi: Sitting) -> None:
    made = aoi.post("/desk/settings/chats/", {"name": "チャット", "language": "ja", "sites": f"{SITE}\nkoyomi.example"})
    at = made.response["HX-Redirect"]
    with tenant(world.koyomi.id):
        chat = Inbox.objects.get(channel="chat")
    assert at == f"/desk/settings/chats/{chat.id}/"
    assert chat.settings["sites"] == [SITE, "https://koyomi.example"]
    page = aoi.get(at)
    assert len(page.queries) <= 8
    assert f"/{chat.address}.js" in page.text
    for code in ("ja", "ko", "ar"):
        own = words_in(code)
        assert f'placeholder="{own["launcher"]}"' in page.html, "what the chat says where nothing is typed"
        assert f'placeholder="{own["greeting"]}"' in page.html
    refused = aoi.post(at, {"name": "チャット", "sites": "これは サイトではない"})
    assert (refused.status, "サイトのアドレスではありません" in refused.text) == (422, True)
    aoi.post(at, {"colour": "#aa3300", "position": "left", "greeting_ja": "ようこそ。", "launcher_en": "Ask us"})
    with tenant(world.koyomi.id):
        look = look_of(Inbox.objects.get(id=chat.id))
    assert (look.colour, look.position) == ("#aa3300", "left")
    assert (look.greeting, look.launcher) == ({"ja": "ようこそ。"}, {"en": "Ask us"})


def test_each_page_is_of_its_channel(world: World, aoi: Sitting, misaki: Sitting) -> None:
    chat = made_chat(world)
    page = aoi.get(f"/desk/settings/chats/{chat.id}/").text
    for word in ("SMTP", "IMAP", "署名（", "文字コード", "テストメール"):
        assert word not in page
    assert "本人確認" not in aoi.get(f"/desk/settings/inboxes/{world.support.id}/").text
    assert aoi.get(f"/desk/settings/inboxes/{chat.id}/").response["Location"] == f"/desk/settings/chats/{chat.id}/"
    assert aoi.get(f"/desk/settings/chats/{world.support.id}/").status == 404
    assert aoi.get(f"/desk/settings/inboxes/{chat.id}/check/").status == 404
    assert aoi.post(f"/desk/settings/inboxes/{chat.id}/check/begin/").status == 404
    assert aoi.post(f"/desk/settings/inboxes/{chat.id}/secret/").status == 422
    assert misaki.get(f"/desk/settings/chats/{chat.id}/").status in (403, 404)
    listed = aoi.get("/desk/settings/inboxes/")
    assert SITE in listed.text
    assert chat.address not in listed.text
    assert f'value="{chat.id}"' not in misaki.get("/desk/new/").html


def test_a_key_is_shown_once(world: World, aoi: Sitting) -> None:
    chat = made_chat(world)
    at = f"/desk/settings/chats/{chat.id}/"
    made = aoi.post(f"{at}keys/", {"alg": "HS256"})
    secret = re.search(r"mds_[\w-]+", made.text)
    assert secret is not None
    assert secret[0] not in aoi.get(at).text
    with tenant(world.koyomi.id):
        kid = keys_of(Inbox.objects.get(id=chat.id))[0].kid
    assert kid in aoi.get(at).text
    aoi.delete(f"{at}keys/{kid}/")
    assert kid not in aoi.get(at).text
    assert aoi.delete(f"{at}keys/{kid}/").status == 404


def test_what_is_shown_once_stays_while_another_key_is_revoked(world: World, aoi: Sitting) -> None:
    at = f"/desk/settings/chats/{made_chat(world).id}/"
    first = re.findall(r'"kid": "([\w-]+)"', aoi.post(f"{at}keys/", {"alg": "HS256"}).text)[0]
    second = re.findall(r'"kid": "([\w-]+)"', aoi.post(f"{at}keys/", {"alg": "ES256"}).text)[0]
    rest = aoi.delete(f"{at}keys/{first}/")
    assert second in rest.text, "the rows alone are fetched anew"
    assert first not in rest.text
    assert "鍵を無効にしました。" in rest.text
    assert "鍵はまだありません" in aoi.delete(f"{at}keys/{second}/").text


def test_a_chat_is_stopped_and_started(world: World, aoi: Sitting) -> None:
    chat = made_chat(world)
    aoi.delete(f"/desk/settings/inboxes/{chat.id}/switch/")
    assert "停止中" in aoi.get(f"/desk/settings/chats/{chat.id}/").text
    aoi.post(f"/desk/settings/inboxes/{chat.id}/switch/")
    assert "停止中" not in aoi.get(f"/desk/settings/chats/{chat.id}/").text


def test_by_when_who_waits_hears_again(world: World, aoi: Sitting) -> None:
    chat = made_chat(world)
    path = f"/desk/settings/chats/{chat.id}/"
    aoi.post(path, {"next_word_minutes": "１０"})
    assert 'name="next_word_minutes" value="10"' in aoi.get(path).html
    assert aoi.post(path, {"next_word_minutes": "すぐ"}).status == 422
    aoi.post(path, {"next_word_minutes": ""})
    assert 'name="next_word_minutes" value=""' in aoi.get(path).html


def test_what_happens_while_somebody_waits_is_set(world: World, aoi: Sitting) -> None:
    chat = made_chat(world)
    at = f"/desk/settings/chats/{chat.id}/"
    with tenant(world.koyomi.id):
        team = Team.objects.get()
    steps = {
        "step_after": ["20", "60", ""],
        "step_does": ["tell_responsible", "hand_to_team", ""],
        "step_team": ["", str(team.id), ""],
        "too_long": "90",
    }
    aoi.post(at, steps)
    with tenant(world.koyomi.id):
        kept = Inbox.objects.get(id=chat.id)
    assert steps_of(kept) == (Step(20, "tell_responsible"), Step(60, "hand_to_team", team.id))
    assert alarm_times(kept.settings) == (20, 90)
    assert 'value="90"' in aoi.get(at).html
    assert aoi.post(at, {**steps, "step_after": ["x", "60", ""]}).status == 422
    tried = aoi.get(f"{at}try/")
    assert f'src="/chat/{chat.address}.js"' in tried.html
    assert "frame-ancestors 'self'" in aoi.get(f"/chat/{chat.address}/").response["Content-Security-Policy"]
