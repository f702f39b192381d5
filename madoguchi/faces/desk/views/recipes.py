"""Recipes: how a goal is reached by several features."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.base.paging import page_of
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.forms.registry import recipe_fields
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.registry import queries
from madoguchi.features.registry.actions import recipes as actions
from madoguchi.features.registry.finding import found
from madoguchi.features.registry.models import Recipe

MOST_CHOICES = 2000


@require_safe
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """Those that `q` asks for; for htmx the rows alone."""
    actor, asked = request.seat.actor, request.GET
    rows = found(queries.recipes_visible_to(actor), asked.get("q", "")[:200], actor)
    page = page_of(queries.with_features(rows), order=queries.BY_GOAL, cursor=asked.get("after", ""))
    query = asked.copy()
    query["after"] = page.next
    context = {
        "area": "registry",
        "tab": "recipes",
        "rows": page.rows,
        "behind": query.urlencode() if page.next else "",
        "is_more": "after" in asked,
        "q": asked.get("q", ""),
    }
    is_part = request.htmx.target in ("recipe-rows", "recipes-end")
    return render(request, f"desk/registry/{'recipe_rows' if is_part else 'recipes'}.html", context)


@require_http_methods(["GET", "DELETE"])
@seated
def one(request: DeskRequest, recipe_id: int) -> HttpResponse:
    """Reading it; DELETE throws it away."""
    if request.method == "DELETE":
        actions.delete_recipe(recipe_id, actor=request.seat.actor)
        return saved(request, _("Deleted."), to=reverse("desk:recipes"))
    recipe = queries.recipe_for(recipe_id, request.seat.actor)
    return render(request, "desk/registry/recipe.html", {"area": "registry", "tab": "recipes", "recipe": recipe})


@require_http_methods(["GET", "POST"])
@seated
def new(request: DeskRequest) -> HttpResponse:
    """Writing one down; `?instead=` names the feature that it stands in for. POST keeps it."""
    actor = request.seat.actor
    if request.method == "POST":
        made = actions.save_recipe(recipe_fields(request.POST), actor=actor)
        return saved(request, _("Saved."), to=reverse("desk:recipe", args=[made.id]))
    instead = number_in(request.GET.get("instead", ""))
    return _form(request, Recipe(language=(get_language() or "ja")[:2]), {instead} if instead else set())


@require_http_methods(["GET", "POST"])
@seated
def edit(request: DeskRequest, recipe_id: int) -> HttpResponse:
    """Changing one."""
    actor = request.seat.actor
    if request.method == "POST":
        actions.change_recipe(recipe_id, recipe_fields(request.POST), actor=actor)
        return saved(request, _("Saved."), to=reverse("desk:recipe", args=[recipe_id]))
    return _form(request, queries.recipe_for(recipe_id, actor), set())


def _form(request: DeskRequest, recipe: Recipe, instead_of: set[int]) -> HttpResponse:
    actor = request.seat.actor
    if not actor.may("registry.write"):
        raise Http404
    links = list(recipe.links.all()) if recipe.id else []
    choices = queries.features_visible_to(actor).order_by(*queries.BY_AREA).values("id", "name", "area")
    context = {
        "area": "registry",
        "tab": "recipes",
        "recipe": recipe,
        "languages": LANGUAGES,
        "choices": choices[:MOST_CHOICES],
        "uses": {link.feature_id for link in links if not link.instead},
        "instead_of": instead_of | {link.feature_id for link in links if link.instead},
    }
    return render(request, "desk/registry/recipe_form.html", context)
