"""Features as a table: all lines or none, a second time adds nothing, no cell is a formula."""

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.people.actor import Actor
from madoguchi.features.registry.actions.features import delete_feature
from madoguchi.features.registry.actions.sheets import export_features, import_features
from madoguchi.features.registry.models import Feature
from madoguchi.features.registry.queries import feature_for
from madoguchi.features.registry.steps import values_of
from tests.features.registry import entries
from tests.world import World


@pytest.fixture
def kenji(koyomi: World) -> Actor:
    return koyomi.actor(koyomi.kenji)


def test_what_was_written_out_is_taken_in_again(koyomi: World, kenji: Actor) -> None:
    line = entries.feature(koyomi, owner_id=koyomi.ren.id, reason_ja="=HYPERLINK(1)")
    entries.export(koyomi)
    before = values_of(feature_for(line.id, kenji))
    table = export_features(actor=koyomi.actor(koyomi.misaki))
    assert "'=HYPERLINK(1)" in table.decode()
    assert import_features(table, actor=kenji).same == 2
    for row in Feature.objects.all():
        delete_feature(row.id, actor=kenji)
    first, second = (import_features(table, actor=kenji) for _time in range(2))
    assert (first.added, second.added, second.changed, second.same) == (2, 0, 0, 2)
    assert values_of(Feature.objects.get(name=line.name)) == before


def test_a_line_changes_what_has_its_name(koyomi: World, kenji: Actor) -> None:
    line = entries.feature(koyomi)
    taken = import_features(
        "name_ja,state,since\nＬＩＮＥ,planned,\nlineでのシフト通知,planned,5.0".encode(), actor=kenji
    )
    assert (taken.added, taken.changed) == (1, 1)
    changed = feature_for(line.id, kenji)
    assert (changed.state, changed.since, changed.area) == ("planned", "5.0", "通知")


@pytest.mark.parametrize(
    ("table", "code", "line"),
    [
        ("name_ja,state\nよい,available\nわるい,maybe", "no-such-state", "3"),
        ("name_ja,state,owner\nよい,available,nobody@x.example", "no-such-person", "2"),
        ("name_ja,state,review_due_on\nよい,available,2026-13-01", "bad-day", "2"),
    ],
)
def test_one_bad_line_and_nothing_is_taken_in(kenji: Actor, table: str, code: str, line: str) -> None:
    with pytest.raises(Refused, match=code) as refused:
        import_features(table.encode(), actor=kenji)
    assert line in refused.value.text
    assert not Feature.objects.exists()


def test_who_may_take_a_table_in(koyomi: World) -> None:
    with pytest.raises(NotAllowed):
        import_features(b"name_ja,state\nx,available", actor=koyomi.actor(koyomi.misaki))
