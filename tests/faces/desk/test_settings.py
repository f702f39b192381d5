"""Settings: what each page changes, and that what is refused is said."""

from collections.abc import Sequence

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import AttributeDefinition, Contact, Identity
from madoguchi.core.conversations import outgoing
from madoguchi.core.conversations.actions.check import send_check
from madoguchi.core.conversations.models import Conversation, Tag
from madoguchi.core.conversations.outgoing import Outgoing, Result
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.actions.inbox import change_inbox
from madoguchi.core.inboxes.actions.reread import tell_reread
from madoguchi.core.inboxes.models import ChannelCursor, Inbox, InboxAccess
from madoguchi.core.people.actions.seats import change_role
from madoguchi.core.people.actor import system
from madoguchi.core.people.models import Invitation, Person, Team, TeamMember, Token, User
from madoguchi.core.people.policies import SCOPE_LABELS
from madoguchi.core.people.steps import audit
from madoguchi.core.people.subscribers import AUDITED, keep_audit
from madoguchi.core.workspaces.models import Workspace
from madoguchi.faces.desk.auditing import KINDS
from tests.core.conversations.arriving import arrive, mail
from tests.faces.desk.sitting import Sitting
from tests.world import World


def test_language_name_and_theme_are_ones_own(world: World, misaki: Sitting) -> None:
    for look in ({"theme": "dark"}, {"density": "compact"}, {"motion": "none"}):
        assert misaki.post("/desk/settings/appearance/", look).status == 204
    page = misaki.get("/desk/views/mine/").html
    assert 'data-theme="dark" data-density="compact" data-motion="none"' in page
    assert 'data-theme="dark"' in misaki.get("/accounts/logout/").html
    misaki.post("/desk/settings/appearance/", {"language": "en", "time_zone": "Europe/London"})
    assert 'lang="en"' in misaki.get("/desk/views/mine/").html
    misaki.post("/desk/settings/profile/", {"family_name": "藤田", "title": "窓口"})
    user = User.objects.get(id=world.users["misaki"].id)
    assert (user.language, user.time_zone, user.theme, user.family_name) == ("en", "Europe/London", "dark", "藤田")
    with tenant(world.koyomi.id):
        assert Person.objects.get(id=world.misaki.id).title == "窓口"
    assert misaki.post("/desk/settings/appearance/", {"time_zone": "Mars/Olympus"}).status == 422


def test_keys_are_ones_own(world: World, misaki: Sitting) -> None:
    page = misaki.get("/desk/settings/keyboard/")
    assert len(page.queries) <= 8
    assert "次の会話" in page.text
    changed = misaki.post("/desk/settings/keyboard/next/", {"key": "n"})
    assert (changed.status, changed.text) == (422, "このキーは「メモを書く」で使われています。")
    assert misaki.post("/desk/settings/keyboard/next/", {"key": "Mod+w"}).status == 422
    changed = misaki.post("/desk/settings/keyboard/next/", {"key": "q"})
    assert "<kbd>Q</kbd>" in changed.html
    assert 'hx-swap-oob="outerHTML"' in changed.html
    assert "<kbd>J</kbd>" in misaki.delete("/desk/settings/keyboard/next/").html
    misaki.post("/desk/settings/keyboard/next/", {"key": ""})
    misaki.post("/desk/settings/keyboard/characters/")
    sheet = misaki.get("/desk/keys/", target="dialogs")
    assert "<kbd>K</kbd>" not in sheet.html
    assert "<kbd>Ctrl+K</kbd>" in sheet.html
    misaki.delete("/desk/settings/keyboard/")
    assert User.objects.get(id=world.users["misaki"].id).keys == {}
    assert misaki.post("/desk/settings/keyboard/reopen/", {"key": "x"}).status == 404


def test_the_frame_shows_the_pages_of_the_role(misaki: Sitting, aoi: Sitting) -> None:
    assert "監査ログ" not in misaki.get("/desk/settings/appearance/").text
    page = aoi.get("/desk/settings/appearance/")
    assert "監査ログ" in page.text
    assert "|kansarogu|" in page.html  # found by romaji too


def test_a_token_is_shown_once(world: World, misaki: Sitting) -> None:
    made = misaki.post("/desk/settings/tokens/", {"name": "集計", "scope": ["read"], "lasting": "90"})
    assert "mdg_" in made.text
    page = misaki.get("/desk/settings/tokens/")
    assert "集計" in page.text
    assert "mdg_" not in page.text
    assert "· 本人が閲覧できる情報の読み取り · 未使用" in page.text
    assert "本人ができることすべて" not in page.text
    with tenant(world.koyomi.id):
        token = Token.objects.get()
    rest = misaki.delete(f"/desk/settings/tokens/{token.id}/")
    assert "トークンを" in rest.text
    assert 'id="token-rows"' in rest.html, "the rows alone: above them another may stand this once"
    assert "集計" not in misaki.get("/desk/settings/tokens/").text
    assert misaki.post("/desk/settings/tokens/", {"name": "x"}).status == 422
    misaki.post("/desk/settings/tokens/", {"name": "全部", "scope": list(SCOPE_LABELS)})
    assert "· 本人ができることすべて ·" in misaki.get("/desk/settings/tokens/").text


def test_the_workspace(world: World, aoi: Sitting) -> None:
    aoi.post("/desk/settings/workspace/", {"name": "こよみ", "language": "ja", "time_zone": "Asia/Seoul"})
    after = Workspace.objects.get(id=world.koyomi.id)
    assert (after.name, after.time_zone) == ("こよみ", "Asia/Seoul")
    assert aoi.post("/desk/settings/workspace/", {"name": "", "language": "ja", "time_zone": "x"}).status == 422


def test_invite_and_withdraw(world: World, aoi: Sitting) -> None:
    data = {"email": "new@koyomi.example", "role": "agent", "language": "ja", "inbox": [str(world.support.id)]}
    assert "HX-Refresh" in aoi.post("/desk/settings/people/", data).response
    with tenant(world.koyomi.id):
        invitation = Invitation.objects.get()
    assert invitation.inbox_ids == [world.support.id]
    assert "new@koyomi.example" in aoi.get("/desk/settings/people/").text
    aoi.delete(f"/desk/settings/invitations/{invitation.id}/")
    assert "new@koyomi.example" not in aoi.get("/desk/settings/people/").text
    with tenant(world.koyomi.id):
        keep_audit(list(Event.objects.filter(type__in=("person.invited", "invitation.revoked"))))
    log = aoi.get("/desk/settings/audit/").text
    assert f"{world.aoi.name} メンバーを招待 new@koyomi.example · オペレーター" in log
    assert f"{world.aoi.name} 招待を取り消し new@koyomi.example" in log


def test_what_each_role_may_do_is_told(aoi: Sitting) -> None:
    text = aoi.get("/desk/settings/people/").text
    assert "会話への返信、新規作成、担当・タグの設定、統合、解決 はい はい はい はい いいえ はい" in text
    assert "受信箱・役割・すべてのトークン・ワークスペースの管理 はい いいえ いいえ いいえ いいえ いいえ" in text


def test_role_seat_and_inboxes_of_somebody(world: World, aoi: Sitting) -> None:
    at = f"/desk/settings/people/{world.misaki.id}"
    aoi.post(f"{at}/role/", {"role": "supervisor"})
    aoi.post(f"{at}/access/", {"inbox": [str(world.english.id)]})
    with tenant(world.koyomi.id):
        after = Person.objects.get(id=world.misaki.id)
        assert (after.role, after.all_inboxes) == ("supervisor", False)
        assert [row.inbox_id for row in InboxAccess.objects.filter(person=after)] == [world.english.id]
    aoi.post(f"{at}/access/", {"all": "1"})
    aoi.delete(f"{at}/seat/")
    assert Sitting(world.users["misaki"]).get("/desk/views/mine/").status == 404
    aoi.post(f"{at}/seat/")
    assert Sitting(world.users["misaki"]).get("/desk/views/mine/").status == 200
    assert aoi.delete(f"/desk/settings/people/{world.aoi.id}/seat/").status == 422  # the last administrator


def test_teams(world: World, aoi: Sitting) -> None:
    aoi.post("/desk/settings/teams/", {"name": "技術"})
    with tenant(world.koyomi.id):
        team = Team.objects.get(name="技術")
    aoi.post(f"/desk/settings/teams/{team.id}/", {"name": "技術部", "person": [str(world.misaki.id)]})
    with tenant(world.koyomi.id):
        assert [row.person_id for row in TeamMember.objects.filter(team=team)] == [world.misaki.id]
    assert 'value="技術部"' in aoi.get("/desk/settings/teams/").html
    assert aoi.delete(f"/desk/settings/teams/{team.id}/").status == 200
    assert 'value="技術部"' not in aoi.get("/desk/settings/teams/").html


def test_tags(world: World, aoi: Sitting, matter: Conversation) -> None:
    aoi.post("/desk/settings/tags/", {"name": "返品", "colour": "indigo"})
    with tenant(world.koyomi.id):
        tag = Tag.objects.get()
    assert 'data-colour="indigo"' in aoi.get("/desk/settings/tags/").html
    aoi.post(f"/desk/settings/tags/{tag.id}/", {"name": "返品・交換", "colour": "kerria"})
    assert 'data-colour="kerria"' in aoi.get("/desk/settings/tags/").html
    aoi.post(f"/desk/conversations/{matter.id}/tags/", {"tag": str(tag.id)})
    assert 'class="chip" data-colour="kerria"' in aoi.get("/desk/views/open/").html
    head = aoi.get(f"/desk/conversations/{matter.id}/head/", target="work-head")
    assert 'class="chip control" data-colour="kerria"' in head.html
    assert "返品・交換" in aoi.get("/desk/settings/tags/").html
    aoi.delete(f"/desk/settings/tags/{tag.id}/")
    assert "返品" not in aoi.get("/desk/settings/tags/").html


def test_custom_attributes_reach_the_contact(world: World, aoi: Sitting, misaki: Sitting) -> None:
    data = {"on": "contact", "key": "plan", "type": "choice", "label": "プラン", "choices": "松\n竹\n梅"}
    aoi.post("/desk/settings/attributes/", data)
    edit = f"/desk/contacts/{world.hanako.id}/edit/"
    assert "<option>竹</option>" in misaki.get(edit).html
    misaki.post(edit, {"attribute-plan": "竹"})
    assert "プランを変更： 竹" in misaki.get(f"/desk/contacts/{world.hanako.id}/").text
    assert misaki.post(edit, {"attribute-plan": "桜"}).status == 422
    with tenant(world.koyomi.id):
        row = AttributeDefinition.objects.get()
    aoi.post(f"/desk/settings/attributes/{row.id}/", {"label": "契約", "choices": "松\n竹"})
    assert "松\n竹</textarea>" in aoi.get("/desk/settings/attributes/").html
    aoi.delete(f"/desk/settings/attributes/{row.id}/")
    assert "契約" not in misaki.get(f"/desk/contacts/{world.hanako.id}/").text


def test_the_audit_log_says_in_words_who_did_what(world: World, aoi: Sitting) -> None:
    change_role(world.misaki.id, role="supervisor", actor=world.actor(world.aoi))
    with tenant(world.koyomi.id):
        keep_audit(list(Event.objects.filter(type="person.role_changed")))
        agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1"
        why = {"why": "password", "agent": agent}
        audit("sign_in.failed", actor=f"person:{world.kenji.id}", subject=f"person:{world.kenji.id}", detail=why)
    aoi.get(f"/desk/contacts/{world.hanako.id}/")
    page = aoi.get("/desk/settings/audit/")
    assert f"{world.aoi.name} 役割を変更 {world.misaki.name} · " in page.text
    assert " → スーパーバイザー" in page.text
    assert f"{world.kenji.name} サインインに失敗 パスワード Safari · iPhone" in page.text
    assert f"{world.aoi.name} 個人情報を閲覧 山田 花子 様" in page.text
    assert f'href="/desk/contacts/{world.hanako.id}/"' in page.html
    assert len(page.queries) <= 11


def test_who_has_no_name_is_told_by_the_address(world: World, aoi: Sitting) -> None:
    with tenant(world.koyomi.id):
        contact = Contact.objects.create(workspace_id=world.koyomi.id)
        Identity.objects.create(workspace_id=world.koyomi.id, contact=contact, kind="mail", value="a@b.example")
    aoi.get(f"/desk/contacts/{contact.id}/")
    assert "個人情報を閲覧 a@b.example" in aoi.get("/desk/settings/audit/").text


def test_the_audit_log_says_which_chat_was_watched(world: World, aoi: Sitting, matter: Conversation) -> None:
    with tenant(world.koyomi.id):
        audit("chat.watched_unseen", actor=f"person:{world.kenji.id}", detail={"watched_id": matter.id})
    page = aoi.get("/desk/settings/audit/")
    assert f"{world.kenji.name} 表示されずにチャットを閲覧 山田 花子 様 (#{matter.id})" in page.text
    assert f'href="/desk/views/all/{matter.id}/"' in page.html
    assert len(page.queries) <= 8


def test_every_fact_of_the_audit_log_has_its_words() -> None:
    assert set(AUDITED) <= set(KINDS)


def test_an_inbox_from_its_beginning(world: World, aoi: Sitting) -> None:
    made = aoi.post("/desk/settings/inboxes/", {"name": "営業", "address": "sales@koyomi.example", "language": "ja"})
    address = made.response["HX-Redirect"]
    signatures = {"signature": "こよみ", "signature_en": "Koyomi Inc."}
    assert "署名（英語のお客様向け）" in aoi.get(f"/desk/settings/inboxes/{world.support.id}/").text
    general = {"name": "営業部", "aliases": "eigyo@koyomi.example", **signatures}
    aoi.post(address, {**general, "charset": "iso-2022-jp"})
    aoi.post(address, {"smtp_host": "smtp.x.example", "smtp_port": "587", "smtp_user": "u", "smtp_password": "ひみつ"})
    aoi.post(address, {"smtp_host": "smtp.y.example", "smtp_password": ""})
    with tenant(world.koyomi.id):
        inbox = Inbox.objects.get(name="営業部")
    assert inbox.settings["smtp_host"] == "smtp.y.example"
    assert inbox.settings["smtp_port"] == 587
    assert (inbox.signature, inbox.signatures) == ("こよみ", {"en": "Koyomi Inc."})
    assert inbox.secret_values["smtp_password"] == "ひみつ"
    page = aoi.get(address)
    assert "ひみつ" not in page.html
    assert "eigyo@koyomi.example" in page.html
    assert "Koyomi Inc." in page.html
    aoi.post(address, {"signature": "こよみ", "signature_en": " "})
    with tenant(world.koyomi.id):
        assert Inbox.objects.get(name="営業部").signatures == {}
    told = aoi.post(f"{address}secret/").text
    assert "mdi_" in told
    assert "/intake/v1/mail" in told  # and how it is used
    aoi.delete(f"{address}switch/")
    assert "停止中" in aoi.get(address).text
    taken = aoi.post("/desk/settings/inboxes/", {"name": "別", "address": "sales@koyomi.example", "language": "ja"})
    assert taken.status == 422


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> list[Outgoing]:
    """What is sent by mail."""
    letters: list[Outgoing] = []

    def send(letter: Outgoing) -> Sequence[Result]:
        letters.append(letter)
        return [Result(address, "sent", "2.0.0", "ok") for address in letter.recipients]

    monkeypatch.setitem(outgoing.CHANNELS, "email", send)
    return letters


def test_a_test_mail_that_cannot_arrive_is_not_waited_for(
    world: World, aoi: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [Result(world.support.address, "sent", "2.0.0", "Local outbox: 1.eml", kept=True)]
    monkeypatch.setitem(outgoing.CHANNELS, "email", lambda _letter: kept)
    address = f"/desk/settings/inboxes/{world.support.id}/check/"
    aoi.post(f"{address}begin/")
    send_check(world.koyomi.id, world.support.id)
    shown = aoi.get(address)
    assert "送信箱にあります" in shown.text
    assert "load delay" not in shown.html


def test_a_period_that_is_read_again_says_what_was_found(world: World, aoi: Sitting, misaki: Sitting) -> None:
    page, address = (f"/desk/settings/inboxes/{world.support.id}/{part}" for part in ("", "reread/"))
    change_inbox(
        world.support.id, changes={"settings": {"imap_host": "imap.koyomi.example"}}, actor=world.actor(world.aoi)
    )
    assert 'id="reread"' in aoi.get(page).html
    assert 'id="reread" class="card" hx-get' not in aoi.get(page).html
    asked = aoi.post(address, {"since": "2026-11-01", "until": "2026-11-02"})
    assert "読み直しています" in asked.text
    assert "load delay" in asked.html
    with tenant(world.koyomi.id):
        told = ChannelCursor.objects.get(inbox=world.support, name="reread").position
    found = {"stored": 3, "duplicates": 39, "unreadable": 1}
    period = (told["since"], told["until"])
    tell_reread(world.support.id, period=period, found=found, actor=system(world.koyomi.id))
    shown = aoi.get(address)
    assert "42通見つかりました（新規 3通、取り込み済み 39通）" in shown.text
    assert "1通は全文を取得できませんでした" in shown.text
    assert "2026-11-01 00:00 〜 2026-11-02 23:59" in shown.text
    assert "load delay" not in shown.html
    assert "42通見つかりました" in aoi.get(page).text
    assert misaki.get(address).status == 404


def test_a_supervisor_finds_the_way_to_a_period_that_is_read_again(world: World, misaki: Sitting) -> None:
    kenji, aside = Sitting(world.users["kenji"]), "/desk/aside/"
    address = f"/desk/settings/inboxes/{world.support.id}/reread/"
    assert address not in kenji.get(aside).html  # nothing is fetched yet
    change_inbox(
        world.support.id, changes={"settings": {"imap_host": "imap.koyomi.example"}}, actor=world.actor(world.aoi)
    )
    assert address in kenji.get(aside).html
    page = kenji.get(address)
    assert "期間を指定して読み直す：" in page.text
    assert "<main" in page.html
    asked = kenji.post(address, {"since": "2026-11-01", "until": "2026-11-02"})
    assert "読み直しています" in asked.text
    assert address not in misaki.get("/desk/aside/").html
    assert kenji.get(f"/desk/settings/inboxes/{world.support.id}/").status == 404


def test_a_test_mail_is_watched_until_it_arrives(world: World, aoi: Sitting, posted: list[Outgoing]) -> None:
    address = f"/desk/settings/inboxes/{world.support.id}/check/"
    assert "送信しています" in aoi.post(f"{address}begin/").text
    send_check(world.koyomi.id, world.support.id)
    waiting = aoi.get(address)
    assert "届くのを待っています" in waiting.text
    assert "load delay" in waiting.html
    with tenant(world.koyomi.id):
        arrive(world.support, mail("support@koyomi.example", subject=posted[0].subject))
    arrived = aoi.get(address)
    assert "秒で届きました" in arrived.text
    assert "load delay" not in arrived.html
