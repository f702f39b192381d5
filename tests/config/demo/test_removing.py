"""The demo goes while the house is at work."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from django.db import OperationalError, connection, transaction

from madoguchi.base.tenancy import tenant
from madoguchi.config.demo import remove
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.workspaces.models import Workspace
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.locks import until_somebody_waits
from tests.world import build


@pytest.mark.django_db(transaction=True)
def test_whoever_works_in_it_meanwhile_is_waited_for(transactional_db: None) -> None:
    world = build()
    with tenant(world.koyomi.id):
        matter = conversation_of(arrive(world.support, mail("hanako@kobo.example")))
    Workspace.objects.filter(id=world.koyomi.id).update(is_demo=True)
    gone: list[int] = []

    def take_away() -> None:
        try:
            gone.append(remove())
        finally:
            connection.close()

    remover = threading.Thread(target=take_away)
    # PostgreSQL ends the one that has waited longer for the other; on a machine that is busy that may be us.
    with suppress(OperationalError), transaction.atomic(), tenant(world.koyomi.id):
        Conversation.objects.select_for_update().get(id=matter.id)
        remover.start()
        until_somebody_waits()
        Contact.objects.filter(id=matter.contact_id).update(mark="vip")
    remover.join(60)
    assert gone == [1]
    assert not Workspace.objects.filter(id=world.koyomi.id).exists()
