"""What the product can and cannot do, and recipes that combine its features."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.paging import page_of
from madoguchi.base.sheets import MEDIA_TYPE
from madoguchi.faces.api.answers import Call, answer, done, download, listed, one
from madoguchi.faces.api.fields import FeatureState, Given, Id, Language, Name, OneLine, Paging
from madoguchi.faces.api.shapes.registry import (
    FeatureChangePage,
    FeaturePage,
    FeatureShown,
    RecipePage,
    RecipeShown,
    TakenShown,
    change_of,
    feature_of,
    recipe_of,
)
from madoguchi.features.registry import queries
from madoguchi.features.registry.actions import features, recipes
from madoguchi.features.registry.actions.sheets import export_features, import_features
from madoguchi.features.registry.finding import found

router = Router(tags=["features"])
ONE = "/features/{int:feature_id}"
ONE_RECIPE = "/recipes/{int:recipe_id}"
FeatureName = Annotated[Name, Field(max_length=120)]
Long = Annotated[str, Field(max_length=5000)]
Ids = Annotated[list[Id], Field(max_length=200)]


class Features(Paging):
    """Which ones. `q` is a name, a part of one, or a whole question."""

    q: OneLine = ""
    state: FeatureState | None = None
    area: Annotated[Name, Field(max_length=60)] = ""
    stale: Annotated[bool, Field(description="Those that somebody should look at again.")] = False


class FeatureText(Given):
    """Whatever is left out stays as it is. `aliases`: other names by which people ask."""

    name: FeatureName = ""
    aliases: Annotated[list[FeatureName], Field(max_length=50)] = []
    plan: Name = ""
    limits: Long = ""
    reason: Annotated[Long, Field(description="Why not; told only to who asks.")] = ""


class FeatureFields(Given):
    area: Annotated[Name, Field(max_length=60)] = ""
    since: Annotated[Name, Field(max_length=40)] = ""
    owner_id: Id | None = None
    review_due_on: date | None = None
    ja: FeatureText = FeatureText()
    en: FeatureText = FeatureText()


class NewFeature(FeatureFields):
    state: FeatureState


class FeatureChanges(FeatureFields):
    state: FeatureState = "available"


class Review(Given):
    review_due_on: Annotated[date | None, Field(description="Null: in half a year.")] = None


class Recipes(Paging):
    q: OneLine = ""
    feature: Annotated[Id | None, Field(description="Those that use it or stand in for it.")] = None


class RecipeFields(Given):
    goal: Name = "-"
    language: Language = "ja"
    steps: Annotated[str, Field(max_length=20_000, description="Markdown.")] = "-"
    limits: Annotated[str, Field(max_length=20_000)] = ""
    uses: Ids = []
    instead_of: Ids = []


class NewRecipe(RecipeFields):
    goal: Name
    language: Language
    steps: Annotated[str, Field(max_length=20_000, description="Markdown.")]


@router.get("/features", response=FeaturePage, summary="List features: what the product can and cannot do")
def list_features(request: Call, asked: Query[Features]) -> HttpResponse:
    rows = found(queries.features_visible_to(request.actor), asked.q, request.actor)
    rows = rows.filter(**{name: value for name in ("state", "area") if (value := getattr(asked, name))})
    rows = queries.as_read(queries.stale(rows) if asked.stale else rows)
    return listed(request, page_of(rows, order=queries.BY_AREA, cursor=asked.cursor, limit=asked.limit), feature_of)


@router.post("/features", response={201: FeatureShown}, summary="Write a feature down")
def create_feature(request: Call, new: NewFeature) -> HttpResponse:
    made = features.save_feature(_flat(new), actor=request.actor)
    return answer(_shown(made.id, request), 201, location=f"{request.path}/{made.id}")


@router.get("/features/sheet", response={200: None}, summary="Download all features as CSV")
def export_feature_sheet(request: Call) -> HttpResponseBase:
    content = export_features(actor=request.actor)
    return download([content], name="features.csv", content_type=MEDIA_TYPE, size=len(content))


@router.put("/features/sheet", response=TakenShown, summary="Take features in from CSV: all lines or none")
def import_feature_sheet(request: Call) -> HttpResponse:
    taken = import_features(request.body, actor=request.actor)
    return answer({name: getattr(taken, name) for name in ("added", "changed", "same")})


@router.get(ONE, response=FeatureShown, summary="Read a feature")
def read_feature(request: Call, feature_id: Id) -> HttpResponse:
    return one(request, _shown(feature_id, request))


@router.patch(ONE, response=FeatureShown, summary="Change a feature")
def change_feature(request: Call, feature_id: Id, changes: FeatureChanges) -> HttpResponse:
    features.change_feature(feature_id, _flat(changes), actor=request.actor)
    return answer(_shown(feature_id, request))


@router.delete(ONE, response={204: None}, summary="Delete a feature with its history")
def delete_feature(request: Call, feature_id: Id) -> HttpResponse:
    features.delete_feature(feature_id, actor=request.actor)
    return done()


@router.put(f"{ONE}/review", response=FeatureShown, summary="Say that a feature's entry is still true")
def review_feature(request: Call, feature_id: Id, review: Review) -> HttpResponse:
    features.review_feature(feature_id, until=review.review_due_on, actor=request.actor)
    return answer(_shown(feature_id, request))


@router.get(f"{ONE}/changes", response=FeatureChangePage, summary="List what was changed in a feature")
def list_feature_changes(request: Call, feature_id: Id, asked: Query[Paging]) -> HttpResponse:
    rows = queries.changes_of(queries.feature_for(feature_id, request.actor))
    return listed(request, page_of(rows, order=queries.NEWEST, cursor=asked.cursor, limit=asked.limit), change_of)


@router.get("/recipes", response=RecipePage, summary="List recipes: goals, and the features that reach them together")
def list_recipes(request: Call, asked: Query[Recipes]) -> HttpResponse:
    rows = found(queries.recipes_visible_to(request.actor), asked.q, request.actor)
    rows = rows.filter(links__feature_id=asked.feature) if asked.feature else rows
    page = page_of(queries.with_features(rows), order=queries.BY_GOAL, cursor=asked.cursor, limit=asked.limit)
    return listed(request, page, recipe_of)


@router.post("/recipes", response={201: RecipeShown}, summary="Write a recipe down")
def create_recipe(request: Call, new: NewRecipe) -> HttpResponse:
    made = recipes.save_recipe(new.model_dump(), actor=request.actor)
    shown = recipe_of(queries.recipe_for(made.id, request.actor))
    return answer(shown, 201, location=f"{request.path}/{made.id}")


@router.get(ONE_RECIPE, response=RecipeShown, summary="Read a recipe")
def read_recipe(request: Call, recipe_id: Id) -> HttpResponse:
    return one(request, recipe_of(queries.recipe_for(recipe_id, request.actor)))


@router.patch(ONE_RECIPE, response=RecipeShown, summary="Change a recipe")
def change_recipe(request: Call, recipe_id: Id, changes: RecipeFields) -> HttpResponse:
    recipes.change_recipe(recipe_id, changes.changes(), actor=request.actor)
    return answer(recipe_of(queries.recipe_for(recipe_id, request.actor)))


@router.delete(ONE_RECIPE, response={204: None}, summary="Delete a recipe")
def delete_recipe(request: Call, recipe_id: Id) -> HttpResponse:
    recipes.delete_recipe(recipe_id, actor=request.actor)
    return done()


def _flat(given: FeatureFields) -> dict[str, Any]:
    """As the registry names its fields: those of a language end in it, aliases one to a line."""
    fields = given.changes()
    for code in ("ja", "en"):
        for part, value in fields.pop(code, {}).items():
            fields[f"{part}_{code}"] = "\n".join(value) if part == "aliases" else value
    return fields


def _shown(feature_id: int, request: Call) -> dict[str, Any]:
    return feature_of(queries.feature_for(feature_id, request.actor))
