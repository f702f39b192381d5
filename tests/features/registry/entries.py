"""Features and recipes of the shared world."""

from typing import Any

from madoguchi.features.registry.actions.features import save_feature
from madoguchi.features.registry.actions.recipes import save_recipe
from madoguchi.features.registry.models import Feature, Recipe
from tests.world import World

LINE = {
    "state": "not_available",
    "area": "通知",
    "name_ja": "LINEでのシフト通知",
    "aliases_ja": "ライン連携\nLINEで知らせる",
    "reason_ja": "私用のアカウントと分けるためです。",
    "name_en": "Shift notices by LINE",
    "reason_en": "Work and private accounts are kept apart.",
}
EXPORT = {"state": "limited", "area": "出力", "name_ja": "データのCSV書き出し", "limits_ja": "13か月分までです。"}


def feature(world: World, who: str = "kenji", **fields: Any) -> Feature:
    """What cannot be done, unless `fields` say otherwise."""
    return save_feature({**LINE, **fields}, actor=world.actor(getattr(world, who)))


def export(world: World, **fields: Any) -> Feature:
    """What can be done within limits."""
    return save_feature({**EXPORT, **fields}, actor=world.actor(world.kenji))


def recipe(world: World, **fields: Any) -> Recipe:
    """A way without any feature, unless `fields` name some."""
    steps = "1. **印刷**でPDFにします\n2. グループに貼ります"
    given = {"goal": "LINEで知らせたい", "language": "ja", "steps": steps, **fields}
    return save_recipe(given, actor=world.actor(world.kenji))
