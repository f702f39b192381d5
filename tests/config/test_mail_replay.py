"""`madoguchi mail replay`: what is read once more, and what is left as it is."""

import json

import pytest
from click.testing import CliRunner

from madoguchi.base.tenancy import tenant
from madoguchi.config.cli.mail import mail
from madoguchi.core.events.models import Outbox
from madoguchi.core.inboxes.actions.accept import Address, Parcel, accept
from madoguchi.core.inboxes.models import RawIntake
from tests.core.conversations.arriving import arrive
from tests.core.conversations.arriving import mail as arrival
from tests.world import World


@pytest.fixture
def aside(world: World) -> int:
    raw = b"From: a@example.jp\r\nSubject: win\r\n\r\nx\r\n"
    intake_id = accept(Parcel(raw, "smtp", {}), to=Address(world.koyomi.id, world.support.id))
    with tenant(world.koyomi.id):
        RawIntake.objects.filter(id=intake_id).update(state="suspended", reason="spam")
    Outbox.objects.all().delete()  # it was read, and set aside
    return intake_id


def test_what_is_a_message_already_is_not_counted_as_read_once_more(world: World, aside: int) -> None:
    with tenant(world.koyomi.id):
        message = arrive(world.support, arrival("hanako@kobo.example"))
    words = ["replay", str(aside), str(message.id), "--workspace", str(world.koyomi.id)]
    told = CliRunner().invoke(mail, [*words, "--json"])
    assert json.loads(told.stdout) == {"replayed": 1, "already_messages": 1}
    assert CliRunner().invoke(mail, words).stdout.count(": 1") == 2
