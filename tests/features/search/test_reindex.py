"""What was there before is written down part by part, and volumes keep their size."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.features.search import steps
from madoguchi.features.search.actions import reindexing, splitting
from madoguchi.features.search.models import Entry, Reindex, Volume
from madoguchi.features.search.queries.conversations import Order
from madoguchi.features.search.queries.progress import progress_of, share_written
from madoguchi.features.search.sources import MESSAGE
from tests.features.search.saying import begin, look, say, subjects, write_all
from tests.world import World


@pytest.fixture
def old(world: World) -> World:
    """Nine messages from before there was an index."""
    for number in range(3):
        conversation = begin(world, world.hanako, f"件{number}", days=number)
        for hour in range(3):
            say(conversation, f"見積書 {number}-{hour}", at=now() - timedelta(days=number, hours=hour))
    return world


def test_it_begins_by_itself_and_goes_on_where_it_was(old: World) -> None:
    assert share_written(old.koyomi.id) == 1
    assert reindexing.begin_reindex(old.koyomi.id) == 3
    assert share_written(old.koyomi.id) == 0
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.reindex").count() == 3
    assert reindexing.go_on("message", workspace_id=old.koyomi.id, most=4)
    assert 0 < share_written(old.koyomi.id) < 1
    assert len(look(old, "見積書").rows) == 2
    assert reindexing.begin_reindex(old.koyomi.id) == 3  # a worker was started again
    assert reindexing.go_on("message", workspace_id=old.koyomi.id, most=4)
    assert not reindexing.go_on("message", workspace_id=old.koyomi.id, most=4)
    assert not reindexing.go_on("message", workspace_id=old.koyomi.id, most=4)
    for name in ("contact", "company"):
        assert not reindexing.go_on(name, workspace_id=old.koyomi.id, most=4)
    assert share_written(old.koyomi.id) == 1
    assert len(look(old, "見積書").rows) == 3
    assert reindexing.begin_reindex(old.koyomi.id) == 0


def test_new_rules_write_all_anew(old: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reindexing.begin_reindex(old.koyomi.id)
    for name in ("message", "contact", "company"):
        reindexing.go_on(name, workspace_id=old.koyomi.id, most=100)
    monkeypatch.setattr(reindexing, "RULES", "2/x")
    assert reindexing.begin_reindex(old.koyomi.id) == 3
    assert progress_of(old.koyomi.id)["message"][0] == 0
    assert len(look(old, "見積書").rows) == 3


def test_a_full_volume_is_followed_by_another(old: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "FULL", 4)
    with tenant(old.koyomi.id):
        for message_id in MESSAGE.ids_behind(0, 100)[::-1]:  # the third conversation is the oldest
            steps.write_down(MESSAGE, [message_id])
        volumes = list(Volume.objects.filter(source=MESSAGE.number).order_by("begins_at"))
        assert [volume.entries for volume in volumes] == [4, 4, 1]
        for volume in volumes:
            times = list(Entry.objects.filter(volume=volume).values_list("at", flat=True))
            assert len(times) == volume.entries
            assert volume.begins_at <= min(times)
            assert max(times) == volume.ends_at
    assert subjects(old, "見積書", order=Order.NEWEST) == ["件0", "件1", "件2"]


def test_what_comes_later_and_is_older_goes_where_it_belongs(old: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "FULL", 4)
    write_all(old.koyomi.id)
    begin(old, old.taro, "とても古い", "見積書", days=2_000)
    write_all(old.koyomi.id)
    assert subjects(old, "見積書", order=Order.NEWEST) == ["件0", "件1", "件2", "とても古い"]


def test_a_volume_that_is_far_too_large_is_parted(old: World, monkeypatch: pytest.MonkeyPatch) -> None:
    write_all(old.koyomi.id)
    for module in (steps, splitting):
        monkeypatch.setattr(module, "FULL", 3)
    with tenant(old.koyomi.id):
        volume = Volume.objects.get(source=MESSAGE.number)
    splitting.split(volume.id, workspace_id=old.koyomi.id)
    job = ProcrastinateJob.objects.get(task_name="madoguchi.split_volume")
    splitting.split(job.args["volume_id"], workspace_id=old.koyomi.id)
    splitting.split(job.args["volume_id"], workspace_id=old.koyomi.id)  # twice
    with tenant(old.koyomi.id):
        volumes = list(Volume.objects.filter(source=MESSAGE.number).order_by("begins_at"))
        assert [one.entries for one in volumes] == [3, 3, 3]
        assert [Entry.objects.filter(volume=one).count() for one in volumes] == [3, 3, 3]
    assert subjects(old, "見積書", order=Order.NEWEST) == ["件0", "件1", "件2"]


def test_the_database_refuses_what_must_not_be(old: World) -> None:
    write_all(old.koyomi.id)
    with tenant(old.koyomi.id):
        volume = Volume.objects.filter(source=MESSAGE.number).first()
        assert volume
        again = {"workspace_id": old.koyomi.id, "source": volume.source, "begins_at": volume.begins_at}
        for wrong in (
            lambda: Volume.objects.create(**again, ends_at=now()),
            lambda: Volume.objects.create(**{**again, "begins_at": now()}, ends_at=now() - timedelta(days=1)),
            lambda: Reindex.objects.create(workspace_id=old.koyomi.id, source=9, rules="x", upto=2, last=1),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                wrong()
