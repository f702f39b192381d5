"""Devices ring for their person: the bytes that leave, and when none do."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base import clock
from madoguchi.base.clock import now
from madoguchi.base.errors import DeliveryError, NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.config import push_out
from madoguchi.core.conversations.actions import note
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.actor import Actor, acting_by_token
from madoguchi.features.notifications import pushing
from madoguchi.features.notifications.actions.devices import Browser as Given
from madoguchi.features.notifications.actions.devices import add_device, remove_browser, remove_device
from madoguchi.features.notifications.actions.prefer import note_active, prefer, set_rule
from madoguchi.features.notifications.actions.read import read_all
from madoguchi.features.notifications.actions.ring import ring
from madoguchi.features.notifications.keys import public_key
from madoguchi.features.notifications.models import Notification, PushDevice, PushKey
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.features.notifications.telling import tell_all
from tests.push_service import Browser, PushService, raw, serving
from tests.world import World

NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Tokyo


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    with serving(tmp_path) as service:
        monkeypatch.setitem(pushing.WAYS, "web", lambda push: push_out.send(push, egress=service.egress))
        yield service


@pytest.fixture
def kenji(koyomi: World) -> Actor:
    return koyomi.actor(koyomi.kenji)


def session() -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store.create()
    return str(store.session_key)


def subscribe(browser: Browser, actor: Actor, **fields: Any) -> PushDevice:
    given = {**browser.subscription, "session_key": session(), "name": "Chrome · Windows", **fields}
    return add_device(Given(**given), actor=actor)


def mention(koyomi: World) -> Conversation:
    """藤井さん names 田村さん in a note."""
    matter = conversation_of(arrive(koyomi.support, mail("山田 花子 <hanako@kobo.example>", subject="返品の件")))
    note.add_note(matter.id, text="@田村 健二 さん、ご確認ください", actor=koyomi.actor(koyomi.misaki))
    tell_all()
    return matter


def jobs() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name="madoguchi.ring").order_by("id"))


def run_jobs(koyomi: World) -> None:
    for job in jobs():
        ring(job.args["device_id"], notification_id=job.args["notification_id"], workspace_id=koyomi.koyomi.id)


def awake(actor: Actor) -> None:
    prefer({"quiet_from": None, "quiet_to": None}, actor=actor)


def test_the_device_says_who_and_what_and_no_more(koyomi: World, kenji: Actor, service: PushService) -> None:
    awake(kenji)
    browser = service.browser()
    subscribe(browser, kenji)
    matter = mention(koyomi)
    assert [job.scheduled_at for job in jobs()] == [None]
    run_jobs(koyomi)
    (received,) = service.received
    shown = json.loads(browser.decrypt(received.body))
    assert shown.pop("at") > 0
    assert shown == {
        "title": "藤井 美咲 さんがあなたにメンションしました",
        "body": "",
        "tag": f"mentioned:{matter.id}",
        "place": f"/desk/conversations/{matter.id}/#message-{matter.messages.latest('id').id}",
        "language": "ja",
    }
    assert received.proof()[1] == raw(public_key())
    assert PushDevice.objects.get().rung_at is not None


def test_a_workspace_may_let_it_say_more(koyomi: World, kenji: Actor, service: PushService) -> None:
    with pytest.raises(NotAllowed):
        set_rule(shows_texts=True, actor=kenji)
    set_rule(shows_texts=True, actor=koyomi.actor(koyomi.aoi))
    awake(kenji)
    browser = service.browser()
    subscribe(browser, kenji)
    mention(koyomi)
    run_jobs(koyomi)
    shown = json.loads(browser.decrypt(service.received[0].body))
    assert shown["body"] == "返品の件\n@田村 健二 さん、ご確認ください"


def test_what_was_read_meanwhile_does_not_ring(koyomi: World, kenji: Actor, service: PushService) -> None:
    awake(kenji)
    subscribe(service.browser(), kenji)
    mention(koyomi)
    read_all(kenji)
    run_jobs(koyomi)
    assert service.received == []


def test_who_is_at_the_desk_has_time_to_read_it_there(koyomi: World, kenji: Actor, service: PushService) -> None:
    awake(kenji)
    note_active(kenji)
    subscribe(service.browser(), kenji)
    mention(koyomi)
    (job,) = jobs()
    assert job.scheduled_at is not None
    assert timedelta(seconds=30) < job.scheduled_at - now() < timedelta(seconds=60)


def test_quiet_hours_and_switched_off_kinds(
    koyomi: World, kenji: Actor, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("madoguchi.features.notifications.subscribers.now", "madoguchi.base.clock.now"):
        monkeypatch.setattr(module, lambda: NOON)
    prefer({"quiet_from": clock.now().time().replace(hour=11), "quiet_to": NOON.time().replace(hour=13)}, actor=kenji)
    subscribe(service.browser(), kenji)
    mention(koyomi)
    assert jobs() == []
    awake(kenji)
    prefer({"channels": {"mentioned": ["page"]}}, actor=kenji)
    mention(koyomi)
    assert jobs() == []
    prefer({"channels": {"mentioned": ["page", "push"]}}, actor=kenji)
    mention(koyomi)
    assert len(jobs()) == 1


def test_a_device_that_is_gone_is_forgotten(koyomi: World, kenji: Actor, service: PushService) -> None:
    awake(kenji)
    service.status = 410
    subscribe(service.browser(), kenji)
    mention(koyomi)
    run_jobs(koyomi)
    assert not PushDevice.objects.exists()
    assert len(service.received) == 1


def test_a_service_that_says_later_is_asked_later(koyomi: World, kenji: Actor, service: PushService) -> None:
    awake(kenji)
    service.status, service.headers = 429, {"Retry-After": "300"}
    subscribe(service.browser(), kenji)
    mention(koyomi)
    run_jobs(koyomi)
    device = PushDevice.objects.get()
    assert device.paused_until is not None
    assert jobs()[-1].scheduled_at == device.paused_until
    mention(koyomi)
    run_jobs(koyomi)  # nobody is asked before that
    assert len(service.received) == 1
    PushDevice.objects.update(paused_until=now())
    service.status = 201
    run_jobs(koyomi)
    assert PushDevice.objects.get().paused_until is None


def test_a_service_that_is_away_is_tried_again(
    koyomi: World, kenji: Actor, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(push: pushing.Push) -> pushing.Pushed:
        raise DeliveryError("no answer in time", permanent=False)

    awake(kenji)
    subscribe(service.browser(), kenji)
    mention(koyomi)
    monkeypatch.setitem(pushing.WAYS, "web", away)
    with pytest.raises(DeliveryError):
        run_jobs(koyomi)
    assert PushDevice.objects.exists()


def test_a_device_that_is_signed_out_hears_nothing(koyomi: World, kenji: Actor, service: PushService) -> None:
    awake(kenji)
    subscribe(service.browser(), kenji)
    mention(koyomi)
    Session.objects.all().delete()
    run_jobs(koyomi)
    assert service.received == []
    assert not PushDevice.objects.exists()


def test_a_browser_rings_for_one_person_of_a_workspace(koyomi: World, kenji: Actor, service: PushService) -> None:
    browser = service.browser()
    subscribe(browser, kenji)
    subscribe(browser, koyomi.actor(koyomi.misaki))
    device = PushDevice.objects.get()
    assert device.person == koyomi.misaki
    assert browser.endpoint not in device.secrets
    with pytest.raises(NotAllowed):
        remove_device(device.id, actor=kenji)
    remove_browser(browser.endpoint, actor=kenji)
    assert not PushDevice.objects.exists()


def test_the_oldest_of_too_many_devices_gives_way(kenji: Actor, service: PushService) -> None:
    made = [subscribe(service.browser(str(number)), kenji).id for number in range(21)]
    assert set(PushDevice.objects.values_list("id", flat=True)) == set(made[1:])


@pytest.mark.parametrize(
    "fields",
    [
        {"endpoint": "http://push.example/1"},
        {"endpoint": "https://"},
        {"endpoint": "https://push.example/" + "x" * 2000},
        {"p256dh": "AAAA"},
        {"auth": "not base64!"},
        {"auth": ""},
    ],
)
def test_a_subscription_must_be_sound(kenji: Actor, service: PushService, fields: dict[str, str]) -> None:
    with pytest.raises(Refused, match="bad-subscription"):
        subscribe(service.browser(), kenji, **fields)


def test_a_program_has_no_device(kenji: Actor, service: PushService) -> None:
    with pytest.raises(NotAllowed):
        subscribe(service.browser(), acting_by_token(kenji, token_id=1, scopes=["conversations"]))


def test_the_key_of_the_installation_is_one(world: World) -> None:
    key = public_key()
    assert public_key() == key
    assert len(raw(key)) == 65
    row = PushKey.objects.get()
    assert "PRIVATE KEY" not in row.secrets
    with pytest.raises(IntegrityError), transaction.atomic():
        PushKey.objects.create(id=2, public="x", secrets="x")


def test_the_database_refuses_an_open_secret(koyomi: World) -> None:
    row = {"workspace_id": koyomi.koyomi.id, "person": koyomi.kenji, "name": "x"}
    PushDevice.objects.create(**row, digest="a", secrets="sealed")
    for fields in ({"digest": "b", "secrets": ""}, {"digest": "a", "secrets": "sealed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PushDevice.objects.create(**row, **fields)


def test_nothing_rings_for_another_workspace(world: World, service: PushService) -> None:
    with tenant(world.harbour.id):
        device = subscribe(service.browser(), world.actor(world.oscar))
    with tenant(world.koyomi.id):
        mention(world)
        row = Notification.objects.get(kind="mentioned")
        ring(device.id, notification_id=row.id, workspace_id=world.koyomi.id)
    assert service.received == []
