"""Writing down how a goal is reached by several features."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.words.lines import kept_lines, named
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.features.registry.events import RecipeChanged, RecipeCreated, RecipeDeleted
from madoguchi.features.registry.finding import forms_of
from madoguchi.features.registry.models import Feature, Recipe, RecipeFeature
from madoguchi.features.registry.queries import recipes_visible_to

MOST = 2000
LONGEST_GOAL = 200
LONGEST_TEXT = 20_000  # letters
TEXTS = ("goal", "language", "steps", "limits")
LINKS = ("uses", "instead_of")


def save_recipe(fields: Mapping[str, Any], *, actor: Actor) -> Recipe:
    """`fields`: goal, language, steps (Markdown), and as wanted limits, uses, instead_of (ids of features).

    Raises Refused (empty, too-long, no-such-language, no-such-feature, goal-taken, too-many).
    """
    require(actor, "registry.write")
    with tenant(actor.workspace_id):
        if Recipe.objects.count() >= MOST:
            raise Refused("too-many", _("There are too many recipes already. Delete one first."))
        recipe = Recipe(workspace_id=actor.workspace_id)
        _apply(recipe, {"goal": "", "language": "", "steps": "", **fields})
        _keep(recipe)
        _link(recipe, fields)
        record(RecipeCreated(recipe.id), actor=actor, about=Subject())
        return recipe


def change_recipe(recipe_id: int, changes: Mapping[str, Any], *, actor: Actor) -> Recipe:
    """Change any of its fields. Raises as save_recipe()."""
    require(actor, "registry.write")
    with tenant(actor.workspace_id):
        recipe = _locked(recipe_id, actor)
        before = {name: getattr(recipe, name) for name in TEXTS}
        _apply(recipe, changes)
        changed = [name for name, value in before.items() if getattr(recipe, name) != value]
        _keep(recipe)
        if changed := [*changed, *_link(recipe, changes)]:
            record(RecipeChanged(recipe.id, changed), actor=actor, about=Subject())
        return recipe


def delete_recipe(recipe_id: int, *, actor: Actor) -> None:
    require(actor, "registry.write")
    with tenant(actor.workspace_id):
        _locked(recipe_id, actor).delete()
        record(RecipeDeleted(recipe_id), actor=actor, about=Subject())


def _locked(recipe_id: int, actor: Actor) -> Recipe:
    found = recipes_visible_to(actor).select_for_update(of=("self",)).filter(id=recipe_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This recipe does not exist."))
    return found


def _apply(recipe: Recipe, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if name in TEXTS:
            setattr(recipe, name, _checked(name, str(value)))
        elif name not in LINKS:
            raise Refused("unknown-field", _("There is no such field: %(name)s.") % {"name": name}, field=name)
    recipe.words = kept_lines(named(recipe.goal))
    recipe.forms = forms_of([recipe.goal])
    recipe.changed_at = now()


def _checked(name: str, value: str) -> str:
    text = " ".join(value.split()) if name == "goal" else value.replace("\r\n", "\n").strip()
    if not text and name != "limits":
        texts = {"goal": _("Say what the customer wants."), "language": _("Choose a language.")}
        raise Refused("empty", texts.get(name, _("Write down the steps.")), field=name)
    longest = LONGEST_GOAL if name == "goal" else LONGEST_TEXT
    if len(text) > longest:
        raise Refused("too-long", _("At most %(number)d letters.") % {"number": longest}, field=name)
    if name == "language" and text not in dict(LANGUAGES):
        raise Refused("no-such-language", _("Choose a language."), field=name)
    return text


def _keep(recipe: Recipe) -> None:
    try:
        with transaction.atomic():
            recipe.save()
    except IntegrityError as error:
        raise Refused("goal-taken", _("There is a recipe for this goal already."), field="goal") from error


def _link(recipe: Recipe, given: Mapping[str, Any]) -> list[str]:
    """Set the links that are given; returns which of LINKS changed. What it stands in for it does not use."""
    changed = []
    for name in LINKS:
        if name not in given:
            continue
        wanted, known = set(given[name]), _linked(recipe, name)
        if wanted == known:
            continue
        _check(wanted, name)
        recipe.links.filter(feature_id__in=known | wanted).delete()
        RecipeFeature.objects.bulk_create(
            RecipeFeature(workspace_id=recipe.workspace_id, recipe=recipe, feature_id=one, instead=name == "instead_of")
            for one in sorted(wanted)
        )
        changed.append(name)
    return changed


def _linked(recipe: Recipe, name: str) -> set[int]:
    rows = RecipeFeature.objects.filter(recipe=recipe, instead=name == "instead_of")
    return set(rows.values_list("feature_id", flat=True))


def _check(wanted: Collection[int], name: str) -> None:
    if Feature.objects.filter(id__in=wanted).count() != len(wanted):
        raise Refused("no-such-feature", _("This feature does not exist."), field=name)
