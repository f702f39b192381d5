"""The intake lane: what one mail breaks, it breaks for itself alone."""

from collections.abc import Sequence
from typing import Any

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.config import receiving
from madoguchi.core.conversations.actions.receive import Item, receive
from madoguchi.core.events.models import Outbox
from madoguchi.core.inboxes.actions.accept import Address, Parcel, accept
from madoguchi.core.inboxes.models import RawIntake
from tests.world import World

pytestmark = pytest.mark.django_db

MAIL = "From: 山田 花子 <{0}@kobo.example>\r\nSubject: {0}\r\nMessage-ID: <{0}@kobo.example>\r\n\r\n{0}\r\n"


def test_a_mail_that_cannot_be_received_holds_up_none_of_its_batch(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_at_poison(items: Sequence[Item], **options: Any) -> None:
        if any(item.arrival.subject == "poison" for item in items):
            raise ValueError("not this one")
        receive(items, **options)

    monkeypatch.setattr(receiving, "receive", fails_at_poison)
    home = Address(world.koyomi.id, world.support.id)
    names = ("first", "poison", "last")
    ids = {name: accept(Parcel(MAIL.format(name).encode(), "smtp"), to=home) for name in names}
    while receiving.receive_some():
        pass
    with tenant(world.koyomi.id):
        found = RawIntake.objects.in_bulk(ids.values())
        assert {name: found[ids[name]].state for name in names} == {
            "first": "message",
            "poison": "pending",
            "last": "message",
        }
        assert found[ids["poison"]].attempts == 1
    (left,) = Outbox.objects.filter(topic="intake")
    assert (left.ref_id, left.error) == (ids["poison"], "ValueError")
