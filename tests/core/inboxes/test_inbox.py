"""Making, changing and finding inboxes."""

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.actions.accept import find_inbox, find_open_inbox
from madoguchi.core.inboxes.actions.chat import create_chat
from madoguchi.core.inboxes.actions.inbox import (
    change_inbox,
    create_inbox,
    new_intake_secret,
    set_aliases,
    switch_inbox,
)
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.queries import inbox_of_secret
from madoguchi.core.workspaces.models import Directory
from tests.world import World


def test_an_inbox_is_found_by_its_addresses_in_any_case_and_with_a_tag(koyomi: World) -> None:
    aoi = koyomi.actor(koyomi.aoi)
    inbox = create_inbox("請求", address="Billing@Koyomi.example", actor=aoi)
    set_aliases(inbox.id, addresses=["invoice@koyomi.example"], actor=aoi)
    for address in ("billing@koyomi.example", "BILLING+abc@KOYOMI.EXAMPLE", "invoice@koyomi.example"):
        found = find_inbox(address)
        assert found is not None
        assert found.inbox_id == inbox.id
    assert find_inbox("nobody@koyomi.example") is None
    set_aliases(inbox.id, addresses=[], actor=aoi)
    assert find_inbox("invoice@koyomi.example") is None


@pytest.mark.django_db
def test_a_new_inbox_speaks_as_its_workspace(world: World) -> None:
    oscar = world.actor(world.oscar)
    with tenant(world.harbour.id):
        assert create_inbox("Returns", address="returns@harbourpine.example", actor=oscar).language == "en"
        assert create_chat("Chat", sites=[], actor=oscar).language == "en"
        assert create_chat("チャット", sites=[], language="ja", actor=oscar).language == "ja"


def test_an_inbox_that_is_switched_off_takes_no_mail(koyomi: World) -> None:
    aoi = koyomi.actor(koyomi.aoi)
    address = koyomi.support.address
    assert find_open_inbox(address) == find_inbox(address)
    switch_inbox(koyomi.support.id, on=False, actor=aoi)
    assert (find_open_inbox(address), find_open_inbox("nobody@koyomi.example")) == (None, None)
    assert find_inbox(address) is not None


def test_an_address_leads_to_one_inbox_of_one_workspace(koyomi: World) -> None:
    aoi = koyomi.actor(koyomi.aoi)
    for taken in ("support@koyomi.example", "orders@harbourpine.example"):
        with pytest.raises(Refused, match="address-taken"):
            create_inbox(f"もう一つ {taken}", address=taken, actor=aoi)
    with pytest.raises(Refused, match="name-taken"):
        create_inbox("サポート", address="new@koyomi.example", actor=aoi)
    for bad in ("no address", "a@", "@b.example", "a b@c.example", "a@b.example\r\nBcc: x@y.example"):
        with pytest.raises(Refused, match="bad-address"):
            create_inbox("悪い", address=bad, actor=aoi)


def test_secrets_are_sealed_and_a_setting_goes_with_none(koyomi: World) -> None:
    aoi = koyomi.actor(koyomi.aoi)
    changes = {"settings": {"imap_host": "imap.example.jp"}, "secrets": {"imap_password": "canary-7f3a"}}
    change_inbox(koyomi.support.id, changes=changes, actor=aoi)
    row = Inbox.objects.get(id=koyomi.support.id)
    assert "canary" not in row.secrets
    assert row.secret_values == {"imap_password": "canary-7f3a"}
    assert Directory.objects.filter(key=f"poll:{row.id}").exists()
    change_inbox(koyomi.support.id, changes={"settings": {"imap_host": None}}, actor=aoi)
    assert Inbox.objects.get(id=row.id).settings == {}
    assert not Directory.objects.filter(key=f"poll:{row.id}").exists()


def test_a_mail_service_is_one_of_the_library(koyomi: World) -> None:
    for bad in ("os.system", "anymail.backends.base.EmailBackend.x", "evil.backends.x.EmailBackend"):
        with pytest.raises(Refused, match="bad-service"):
            change_inbox(
                koyomi.support.id, changes={"settings": {"anymail_backend": bad}}, actor=koyomi.actor(koyomi.aoi)
            )
    assert Inbox.objects.get(id=koyomi.support.id).settings == {}


def test_a_new_secret_ends_the_one_before(koyomi: World) -> None:
    aoi = koyomi.actor(koyomi.aoi)
    first = new_intake_secret(koyomi.support.id, actor=aoi)
    second = new_intake_secret(koyomi.support.id, actor=aoi)
    assert inbox_of_secret(first) is None
    found = inbox_of_secret(second)
    assert found is not None
    assert found.inbox_id == koyomi.support.id


def test_only_an_administrator_changes_inboxes(koyomi: World) -> None:
    for person in (koyomi.mana, koyomi.kenji, koyomi.misaki, koyomi.ren, koyomi.olivia):
        with pytest.raises(NotAllowed):
            switch_inbox(koyomi.support.id, on=False, actor=koyomi.actor(person))
    assert switch_inbox(koyomi.support.id, on=False, actor=koyomi.actor(koyomi.aoi)).disabled_at is not None
