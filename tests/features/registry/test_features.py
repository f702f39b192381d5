"""The registry: what is written down, who may, what is said of it, and what is kept of every change."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.features.registry.actions import features as actions
from madoguchi.features.registry.actions.recipes import change_recipe, delete_recipe
from madoguchi.features.registry.models import Feature, FeatureChange, FeatureText
from madoguchi.features.registry.queries import (
    feature_for,
    features_visible_to,
    is_stale,
    recipe_for,
    recipes_instead_of,
    stale,
)
from madoguchi.features.registry.verdict import reason, recipe, sentence, text_in, verdict_of
from tests.features.registry import entries
from tests.world import World


@pytest.fixture
def kenji(koyomi: World) -> Actor:
    return koyomi.actor(koyomi.kenji)


def said(feature: Feature, language: str) -> str:
    return sentence(feature, text_in(feature.texts.all(), language), language)


def test_the_verdict_comes_first_and_the_reason_stands_apart(koyomi: World) -> None:
    line, export = entries.feature(koyomi), entries.export(koyomi)
    assert (verdict_of(line), verdict_of(export), verdict_of(None)) == ("no", "conditional", "unconfirmed")
    assert said(line, "ja") == "いいえ、できません。「LINEでのシフト通知」には対応しておりません。"
    assert said(line, "en").startswith("No. ")
    assert "分けるため" not in said(line, "ja")
    assert "分けるため" in reason(text_in(line.texts.all(), "ja"), "ja")
    assert said(export, "ja").startswith("条件付きでできます。")
    assert "13か月分まで" in said(export, "en")  # said in Japanese alone
    assert reason(text_in(export.texts.all(), "ja"), "ja") == ""


@pytest.mark.parametrize(
    ("fields", "begins"),
    [
        ({"state": "available"}, "はい、できます。"),
        ({"state": "from_plan", "plan_ja": "プロプラン", "plan_en": "Pro"}, "条件付きでできます。"),
        ({"state": "planned"}, "いいえ、現在はできません。"),
    ],
)
def test_every_state_has_its_words(koyomi: World, fields: dict[str, str], begins: str) -> None:
    assert said(entries.feature(koyomi, **fields), "ja").startswith(begins)


def test_every_change_is_kept_with_who_and_when(koyomi: World, kenji: Actor) -> None:
    line = entries.feature(koyomi)
    ren = koyomi.actor(koyomi.ren)
    actions.change_feature(line.id, {"state": "planned", "reason_ja": "来春に対応します。"}, actor=ren)
    actions.change_feature(line.id, {"state": "planned"}, actor=kenji)
    rows = FeatureChange.objects.order_by("field").values_list("field", "before", "after", "person_id")
    assert list(rows) == [
        ("reason_ja", "私用のアカウントと分けるためです。", "来春に対応します。", koyomi.ren.id),
        ("state", "not_available", "planned", koyomi.ren.id),
    ]
    told = Event.objects.filter(type__startswith="feature.").order_by("id")
    assert [one.type for one in told] == ["feature.created", "feature.changed"]
    assert told[1].payload == {"feature_id": line.id, "state": "planned", "changed": ["state", "reason_ja"]}


def test_light_members_and_those_who_lead_write_and_others_read(koyomi: World) -> None:
    line = entries.feature(koyomi, "ren")
    misaki = koyomi.actor(koyomi.misaki)
    assert feature_for(line.id, misaki).name == "LINEでのシフト通知"
    for change in (
        lambda: actions.save_feature(entries.EXPORT, actor=misaki),
        lambda: actions.change_feature(line.id, {"area": "x"}, actor=misaki),
        lambda: actions.review_feature(line.id, actor=misaki),
        lambda: actions.delete_feature(line.id, actor=misaki),
    ):
        with pytest.raises(NotAllowed, match="not-allowed"):
            change()


def test_another_workspace_has_none_of_it(world: World) -> None:
    line = entries.feature(world)
    with tenant(world.harbour.id), pytest.raises(NotAllowed, match="not-found"):
        feature_for(line.id, world.actor(world.oscar))


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"name_ja": "", "name_en": ""}, "empty", "name_ja"),
        ({"state": "maybe"}, "no-such-state", "state"),
        ({"state": "from_plan"}, "empty", "plan_ja"),
        ({"name_en": ""}, "empty", "name_en"),
        ({"owner_id": 999_999}, "no-such-person", "owner_id"),
        ({"name_ja": "x" * 121}, "too-long", "name_ja"),
        ({"colour": "red"}, "unknown-field", "colour"),
    ],
)
def test_what_cannot_be_is_refused(koyomi: World, fields: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        entries.feature(koyomi, **fields)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Feature.objects.exists()


def test_a_name_is_there_once_in_a_language(koyomi: World) -> None:
    line = entries.feature(koyomi)
    with pytest.raises(Refused) as refused:
        entries.export(koyomi, name_en="shift notices by line", limits_en="x")
    assert (refused.value.code, refused.value.field) == ("name-taken", "name_en")
    with pytest.raises(IntegrityError), transaction.atomic():
        FeatureText.objects.create(workspace_id=koyomi.koyomi.id, feature=line, language="ja", name="別名")


def test_what_was_not_looked_at_in_time_is_stale_until_somebody_says_that_it_is_true(
    koyomi: World, kenji: Actor
) -> None:
    yesterday = localdate() - timedelta(days=1)
    line = entries.feature(koyomi, review_due_on=yesterday)
    assert is_stale(line)
    assert list(stale(features_visible_to(kenji))) == [line]
    actions.review_feature(line.id, actor=kenji)
    assert not stale(features_visible_to(kenji)).exists()
    with pytest.raises(Refused, match="bad-day"):
        actions.review_feature(line.id, until=yesterday, actor=kenji)


def test_a_recipe_is_offered_beside_a_no(koyomi: World, kenji: Actor) -> None:
    line, export = entries.feature(koyomi), entries.export(koyomi)
    made = entries.recipe(koyomi, uses=[export.id], instead_of=[line.id], limits="手作業です。")
    assert recipes_instead_of(line, "ja") == [made]
    assert recipes_instead_of(export) == []
    assert "**印刷**" in recipe(made)
    assert recipe(made).endswith("手作業です。")
    change_recipe(made.id, {"uses": [], "instead_of": [line.id]}, actor=kenji)
    assert [link.feature_id for link in recipe_for(made.id, kenji).links.all()] == [line.id]
    with pytest.raises(Refused, match="goal-taken"):
        entries.recipe(koyomi)
    with pytest.raises(Refused, match="no-such-feature"):
        change_recipe(made.id, {"uses": [999]}, actor=kenji)
    with pytest.raises(NotAllowed):
        delete_recipe(made.id, actor=koyomi.actor(koyomi.misaki))
    actions.delete_feature(line.id, actor=kenji)
    assert not recipe_for(made.id, kenji).links.exists()
    with tenant(koyomi.koyomi.id):
        assert Event.objects.filter(type="recipe.changed").get().payload["changed"] == ["uses"]
