"""After a restore the ledger is read on from where a reader was."""

import pytest
from django.db import connection, transaction

from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.events.models import Event
from madoguchi.core.events.queries import settled_page
from madoguchi.core.events.restoring import SETTLE_RESTORED
from madoguchi.core.workspaces.events import WorkspaceChanged
from madoguchi.core.workspaces.models import Workspace


@pytest.mark.django_db
def test_restored_rows_are_settled_in_the_order_of_their_ids() -> None:
    workspace = Workspace.objects.create(name="a")
    with tenant(workspace.id):
        made = [record(WorkspaceChanged({}), actor="system", about=Subject()).id for _ in range(2)]
        assert settled_page(Event.objects.all()).rows == []  # this very transaction runs still
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute(SETTLE_RESTORED)
        cursor.execute("SET LOCAL ROLE madoguchi_app")
    with tenant(workspace.id):
        assert [row.id for row in settled_page(Event.objects.all()).rows] == made
        record(WorkspaceChanged({}), actor="system", about=Subject())
        assert len(settled_page(Event.objects.all()).rows) == 2
