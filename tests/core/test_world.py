"""The shared world is what its names say."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.core.contacts.models import Contact
from tests.world import World, build


def test_it_takes_few_statements(db: object) -> None:
    with CaptureQueriesContext(connection) as queries:
        build()
    assert len(queries) < 50


def test_everybody_is_found_from_inside(koyomi: World) -> None:
    assert str(koyomi.hanako) == "山田 花子"
    assert Contact.objects.count() == 3
    assert koyomi.actor(koyomi.aoi).may("workspace.manage")
    assert koyomi.actor(koyomi.olivia).inbox_ids == frozenset({koyomi.english.id})
