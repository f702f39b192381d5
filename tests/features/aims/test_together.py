"""A conversation is opened while what came in is read."""

from __future__ import annotations

import threading

import pytest
from django.db import OperationalError, connection

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.features.aims.actions.read import begin_look_up, read_messages
from madoguchi.features.aims.models import Aim
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.locks import until_somebody_waits
from tests.world import build


@pytest.mark.django_db(transaction=True)
def test_neither_keeps_the_other_from_its_row(transactional_db: None) -> None:
    world = build()
    with tenant(world.koyomi.id):
        home = conversation_of(
            arrive(world.support, mail("hanako@kobo.example", text="CSVで書き出す機能はありますか？"))
        )
        ids = list(Message.objects.filter(conversation=home).values_list("id", flat=True))
    problems: list[OperationalError] = []

    def open_it() -> None:
        try:
            begin_look_up(home.id, actor=world.actor(world.misaki))
        except OperationalError as problem:
            problems.append(problem)
        finally:
            connection.close()

    opener = threading.Thread(target=open_it)
    with tenant(world.koyomi.id):
        Conversation.objects.select_for_update().get(id=home.id)
        opener.start()
        until_somebody_waits()
        read_messages(ids, workspace_id=world.koyomi.id)
    opener.join(60)
    assert problems == []
    with tenant(world.koyomi.id):
        assert Aim.objects.get().conversation_id == home.id
