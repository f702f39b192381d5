"""What the product of a workspace can do, and the words for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from madoguchi.base.words.lines import kept_lines, named
from madoguchi.config.demo.seating import House
from madoguchi.core.people.actor import Actor
from madoguchi.features.glossary import steps as glossary
from madoguchi.features.glossary.events import TermCreated
from madoguchi.features.glossary.models import Term
from madoguchi.features.registry import steps as registry
from madoguchi.features.registry.events import FeatureCreated, QuestionAsked, RecipeCreated
from madoguchi.features.registry.finding import forms_of
from madoguchi.features.registry.models import Feature, FeatureQuestion, Recipe, RecipeFeature


def know_the_product(house: House, now: datetime) -> None:
    """All of `product.toml`; inside the workspace's tenant()."""
    product = house.cast.product
    leader = next(seat.key for seat in house.cast.seats.values() if seat.role == "supervisor")
    began = house.began_at + timedelta(hours=3)
    features: dict[str, Feature] = {}
    for number, item in enumerate(product["feature"]):
        feature = _feature(house, item, now, leader)
        at = began + timedelta(minutes=number)
        house.history.add(
            FeatureCreated(feature.id, feature.state), at=at, actor=house.actor(item.get("owner", leader))
        )
        features |= {text["name"]: feature for text in _texts(item).values()}
    for item in product.get("recipe", ()):
        recipe = _recipe(house, item, features, now)
        house.history.add(RecipeCreated(recipe.id), at=began + timedelta(hours=1), actor=house.actor(leader))
    for item in product.get("term", ()):
        term = Term(workspace_id=house.id)
        glossary.write(term, item)
        house.history.add(TermCreated(term.id), at=began + timedelta(hours=2), actor=house.actor(leader))
    for item in product.get("question", ()):
        _question(house, item, now)


def _texts(item: Mapping[str, Any]) -> dict[str, Any]:
    return {code: item[code] for code in ("ja", "en") if code in item}


def _feature(house: House, item: Mapping[str, Any], now: datetime, leader: str) -> Feature:
    owner = house.people[item.get("owner", leader)]
    fields = {name: item[name] for name in ("area", "state", "since") if name in item}
    for code, text in _texts(item).items():
        lines = {**text, "aliases": "\n".join(text.get("aliases", ()))}
        fields |= {f"{part}_{code}": value for part, value in lines.items()}
    feature = Feature(workspace_id=house.id)
    registry.write(feature, fields | {"owner_id": owner.id}, Actor(house.id, "person", owner.id, owner.id))
    seen = now - timedelta(days=item["days"])
    feature.review_due_on = localdate(now) + timedelta(days=item["due"])
    feature.created_at, feature.changed_at, feature.reviewed_at = house.began_at, seen, seen
    feature.save()
    return feature


def _recipe(house: House, item: Mapping[str, Any], features: Mapping[str, Feature], now: datetime) -> Recipe:
    recipe = Recipe.objects.create(
        workspace_id=house.id,
        goal=item["goal"],
        language=item.get("language", house.workspace.language),
        steps=item["steps"].strip(),
        limits=item.get("limits", ""),
        created_at=house.began_at,
        changed_at=now - timedelta(days=9),
        words=kept_lines(named(item["goal"])),
        forms=forms_of([item["goal"]]),
    )
    instead = item.get("instead", ())
    names = [*instead, *(name for name in item["uses"] if name not in instead)]
    RecipeFeature.objects.bulk_create(
        RecipeFeature(workspace_id=house.id, recipe=recipe, feature=features[name], instead=name in instead)
        for name in names
    )
    return recipe


def _question(house: House, item: Mapping[str, Any], now: datetime) -> None:
    at, due_on = now - timedelta(hours=item["hours"]), localdate(now) + timedelta(days=item["due"])
    owner = house.people[item["owner"]]
    row = FeatureQuestion.objects.create(
        workspace_id=house.id,
        text=item["text"],
        asked_by=house.people[item["by"]],
        owner=owner,
        due_on=due_on,
        asked_at=at,
    )
    house.history.add(QuestionAsked(row.id, owner.id, due_on.isoformat()), at=at, actor=house.actor(item["by"]))
