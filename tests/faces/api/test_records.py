"""The ledger, the audit log, mail kept aside, the local outbox, and mail handed in over HTTP."""

import threading
from base64 import urlsafe_b64encode
from time import monotonic

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import Client
from prometheus_client import REGISTRY

from madoguchi.adapters.channels.email import outbox
from madoguchi.base.tenancy import tenant
from madoguchi.config.mail_out import outbox_folder
from madoguchi.core.conversations.actions import sort
from madoguchi.core.events.models import Event, Outbox
from madoguchi.core.inboxes.actions.accept import Address, Parcel, accept
from madoguchi.core.inboxes.actions.inbox import new_intake_secret, switch_inbox
from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.people.steps import audit
from tests.faces.api.client import Caller, caller
from tests.faces.api.matters import begun
from tests.world import World, build

RAW = b"From: hanako@kobo.example\r\nSubject: hello\r\n\r\nhello\r\n"


def settle() -> None:
    """Wait until all that was committed is below the horizon: other tests on this server may hold it back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        mine = cursor.fetchone()[0]
    deadline = monotonic() + 60
    while monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::xid8 < pg_snapshot_xmin(pg_current_snapshot()), pg_sleep(0.01)", [mine])
            if cursor.fetchone()[0]:
                return
    raise TimeoutError("a transaction on this server does not end")


@pytest.mark.django_db(transaction=True)
def test_events_page_by_page_and_on() -> None:
    world = build()
    aoi = caller(world, world.aoi)
    matter = begun(world.support, world.hanako, "hanako@kobo.example")
    for priority in ("high", "low", "urgent"):
        aoi.patch(f"/conversations/{matter.id}", {"priority": priority})
    settle()
    of = f"conversation={matter.id}"
    first = aoi.get(f"/events?{of}&limit=2")
    assert [row["payload"]["after"] for row in first.data] == [2, 0]
    assert first.queries <= 8
    rest = aoi.get(f"/events?{of}&limit=2&cursor={first.body['next']}")
    assert [row["payload"]["after"] for row in rest.data] == [3]
    nothing = aoi.get(f"/events?{of}&cursor={rest.body['next']}")
    assert (nothing.data, nothing.body["next"]) == ([], rest.body["next"])
    aoi.patch(f"/conversations/{matter.id}", {"priority": "low"})
    settle()
    assert len(aoi.get(f"/events?{of}&cursor={nothing.body['next']}").data) == 1
    assert aoi.get("/events?type=token.created").data
    assert aoi.get("/events?type=token.creatd").status == 422  # a slip of the pen is told, not answered with nothing


@pytest.mark.django_db(transaction=True)
def test_a_slow_transaction_is_not_missed() -> None:
    world = build()
    aoi = caller(world, world.aoi)
    actor = world.actor(world.aoi)
    slow, quick = (begun(world.support, world.hanako, "hanako@kobo.example") for _ in range(2))
    begins, may_end = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            sort.set_priority(slow.id, priority=3, actor=actor)
            begins.set()
            may_end.wait(10)
        connections.close_all()

    thread = threading.Thread(target=write_slowly)
    thread.start()
    begins.wait(10)
    sort.set_priority(quick.id, priority=3, actor=actor)
    before = aoi.get("/events?type=conversation.priority_changed")
    may_end.set()
    thread.join()
    settle()
    after = aoi.get(f"/events?type=conversation.priority_changed&cursor={before.body['next'] or ''}")
    told = [row["conversation_id"] for row in (*before.data, *after.data)]
    assert sorted(told) == sorted([slow.id, quick.id])


@pytest.mark.django_db(transaction=True)
def test_a_cursor_from_before_a_restore_goes_on() -> None:
    world = build()
    aoi = caller(world, world.aoi)
    matter = begun(world.support, world.hanako, "hanako@kobo.example")
    aoi.patch(f"/conversations/{matter.id}", {"priority": "high"})
    with tenant(world.koyomi.id):
        last = Event.objects.order_by("-id").values_list("id", flat=True)[0]
    old = urlsafe_b64encode(f"{2**60}:{last}".encode()).decode().rstrip("=")
    aoi.patch(f"/conversations/{matter.id}", {"priority": "low"})
    settle()
    assert aoi.get(f"/events?cursor={old}&type=conversation.priority_changed").data[-1]["payload"]["after"] == 0


@pytest.mark.parametrize("cursor", ["x", "MToy", "YTpi", "LTE6MQ", f"{'9' * 40}"])
def test_a_cursor_of_events_that_is_not_ours(aoi: Caller, cursor: str) -> None:
    assert aoi.get(f"/events?cursor={cursor}").status in (200, 422)


@pytest.mark.django_db(transaction=True)
def test_what_the_audit_log_guards_is_not_in_the_events_of_others() -> None:
    world = build()
    misaki, olivia = caller(world, world.misaki), caller(world, world.olivia)
    matter = begun(world.support, world.hanako, "hanako@kobo.example")
    misaki.patch(f"/conversations/{matter.id}", {"priority": "high"})
    settle()
    types = {row["type"] for row in misaki.get("/events").data}
    assert "conversation.priority_changed" in types
    assert "token.created" not in types
    assert olivia.get("/events").data == []


def test_the_audit_log(world: World, aoi: Caller) -> None:
    with tenant(world.koyomi.id):
        for number in range(3):
            audit("signed_in", actor="person:1", subject=str(number))
    first = aoi.get("/audit-entries?limit=2")
    assert [row["subject"] for row in first.data] == ["2", "1"]
    assert len(aoi.get(f"/audit-entries?cursor={first.body['next']}").data) == 1


@pytest.fixture
def aside(world: World) -> int:
    intake_id = accept(Parcel(RAW, "smtp", {"peer": "192.0.2.1"}), to=Address(world.koyomi.id, world.support.id))
    with tenant(world.koyomi.id):
        RawIntake.objects.filter(id=intake_id).update(state="suspended", reason="spam")
    Outbox.objects.all().delete()  # it was read, and set aside
    return intake_id


def test_mail_kept_aside(world: World, misaki: Caller, aside: int) -> None:
    assert misaki.get("/intake").ids == [aside]
    assert misaki.get("/intake?state=quarantined").ids == []
    assert misaki.get(f"/intake/{aside}").body["reason"] == "spam"
    assert misaki.get(f"/intake/{aside}/raw").content == RAW
    assert misaki.post(f"/intake/{aside}/replay", {"forced": True}).body["state"] == "pending"
    assert misaki.get(f"/intake/{aside}").status == 404
    assert caller(world, world.ren).get("/intake").status == 403


def test_the_local_outbox(world: World, misaki: Caller, aoi: Caller) -> None:
    box = outbox.Outbox(outbox_folder(world.koyomi.id))
    for number in range(3):
        outbox.send(box, "support@koyomi.example", ["hanako@kobo.example"], b"Subject: %d\r\n\r\nx" % number)
    first = aoi.get("/outbox?limit=2")
    assert [row["subject"] for row in first.data] == ["2", "1"]
    assert [row["subject"] for row in aoi.get(f"/outbox?cursor={first.body['next']}").data] == ["0"]
    assert b"Subject: 2" in aoi.get(f"/outbox/{first.data[0]['name']}").content
    assert aoi.get("/outbox/nothing.eml").status == 404
    assert aoi.get("/outbox/..%2F..%2Fkeys%2Fsecret").status == 404
    assert misaki.get("/outbox").status == 403


@pytest.fixture
def secret(world: World) -> str:
    return new_intake_secret(world.support.id, actor=world.actor(world.aoi))


def hand_in(secret: str, body: bytes = RAW, query: str = "") -> tuple[int, dict[str, object]]:
    response = Client().generic(
        "POST",
        f"/intake/v1/mail{query}",
        body,
        content_type="message/rfc822",
        headers={"Authorization": f"Bearer {secret}"},
    )
    return response.status_code, response.json()


def test_mail_is_handed_in_once(world: World, secret: str) -> None:
    status, body = hand_in(secret, query="?mail_from=hanako@kobo.example&peer=192.0.2.7")
    assert status == 202
    assert hand_in(secret) == (202, body)
    with tenant(world.koyomi.id):
        item = RawIntake.objects.get()
        assert (item.id, item.inbox_id, item.route, item.state) == (body["id"], world.support.id, "http", "pending")
        assert item.envelope == {"mail_from": "hanako@kobo.example", "peer": "192.0.2.7"}


def test_mail_by_http_is_counted(secret: str) -> None:
    before = handed_in("taken"), handed_in("refused")
    hand_in(secret)
    hand_in("mdi_other")
    assert (handed_in("taken"), handed_in("refused")) == (before[0] + 1, before[1] + 1)


def handed_in(result: str) -> float:
    return REGISTRY.get_sample_value("madoguchi_mail_in_total", {"way": "http", "result": result}) or 0.0


def test_mail_that_is_not_taken(world: World, secret: str) -> None:
    assert hand_in("mdi_other")[0] == 401
    assert hand_in(secret, b"")[0] == 422
    assert hand_in(secret, query="?peer=%0a")[0] == 400
    assert hand_in(secret, b"x" * (settings.MADOGUCHI.smtp_max_bytes + 1))[0] == 413
    assert Client().get("/intake/v1/mail").status_code == 405
    switch_inbox(world.support.id, on=False, actor=world.actor(world.aoi))
    assert hand_in(secret)[1]["code"] == "inbox-stopped"


def test_the_secret_before_works_no_longer(world: World, aoi: Caller, secret: str) -> None:
    new = aoi.post(f"/inboxes/{world.support.id}/secret").body["secret"]
    status, body = hand_in(secret)
    assert (status, "mdi_" in str(body["detail"])) == (401, True)
    assert hand_in("") == (status, body)
    assert hand_in(new)[0] == 202


def test_a_secret_is_no_token(secret: str) -> None:
    assert Caller(secret).get("/me").status == 401
