"""What the SMTP process remembers of inboxes."""

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.config.mail_in import Homes
from madoguchi.core.inboxes.models import Inbox
from tests.world import World

pytestmark = pytest.mark.django_db


def test_an_inbox_that_is_switched_off_is_soon_refused(world: World) -> None:
    homes = Homes(seconds=0.0)
    patient = Homes(seconds=60.0)
    address = world.support.address
    assert homes.find(address) == patient.find(address)
    with tenant(world.koyomi.id):
        Inbox.objects.filter(id=world.support.id).update(disabled_at="2026-01-01T00:00Z")
    assert homes.find(address) is None
    assert patient.find(address) is not None


def test_an_address_that_did_not_lead_anywhere_is_asked_for_again(world: World) -> None:
    homes = Homes(seconds=60.0)
    with tenant(world.koyomi.id):
        Inbox.objects.filter(id=world.support.id).update(disabled_at="2026-01-01T00:00Z")
    assert homes.find(world.support.address) is None
    with tenant(world.koyomi.id):
        Inbox.objects.filter(id=world.support.id).update(disabled_at=None)
    assert homes.find(world.support.address) is not None
