"""Features, recipes and questions as somebody sees them."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.core.people.actor import Actor
from madoguchi.features.registry.models import Feature, FeatureChange, FeatureQuestion, Recipe, RecipeFeature

BY_AREA = ("area", "name", "id")
UNSAID = frozenset(("area", "owner_id", "review_due_on"))  # fields of which customers hear nothing
TO_REVIEW = ("review_due_on", "id")
BY_GOAL = ("goal", "id")
OPEN_FIRST = ("due_on", "id")
NEWEST = ("-id",)
QUESTIONS_SHOWN = 10  # beside a conversation


def features_visible_to(actor: Actor) -> QuerySet[Feature]:
    """All of the workspace, for who may read the registry."""
    rows = Feature.objects.filter(workspace_id=actor.workspace_id)
    return rows if actor.may("registry.read") else rows.none()


def as_read(rows: QuerySet[Feature]) -> QuerySet[Feature]:
    """With texts and owner at hand: one query more."""
    return rows.select_related("owner").prefetch_related("texts")


def feature_for(feature_id: int, actor: Actor) -> Feature:
    """With its texts and owner. Raises NotAllowed when it is not there for this actor."""
    found = as_read(features_visible_to(actor)).filter(id=feature_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This feature does not exist."))
    return found


def is_stale(feature: Feature, today: date | None = None) -> bool:
    """Whether the day on which it was to be looked at again has come."""
    return feature.review_due_on <= (today or localdate())


def stale(rows: QuerySet[Feature]) -> QuerySet[Feature]:
    """Those of them."""
    return rows.filter(review_due_on__lte=localdate())


def areas_of(actor: Actor) -> list[str]:
    """The first 200 areas of the product, by name."""
    rows = features_visible_to(actor).exclude(area="").order_by("area")
    return list(rows.values_list("area", flat=True).distinct()[:200])


def changes_of(feature: Feature) -> QuerySet[FeatureChange]:
    """What was changed in it, the newest first."""
    return FeatureChange.objects.filter(feature=feature).select_related("person").order_by("-id")


def said_anew(feature_id: int, actor: Actor) -> tuple[str, datetime | None]:
    """What it is called, and when what is said of it changed last (None: never since it was written down). Raises
    NotAllowed."""
    said = FeatureChange.objects.filter(feature=OuterRef("pk")).exclude(field__in=UNSAID)
    rows = features_visible_to(actor).filter(id=feature_id)
    found = rows.values_list("name", Subquery(said.order_by("-id").values("at")[:1])).first()
    if found is None:
        raise NotAllowed("not-found", _("This feature does not exist."))
    name, at = found
    return name, at


def recipes_visible_to(actor: Actor) -> QuerySet[Recipe]:
    rows = Recipe.objects.filter(workspace_id=actor.workspace_id)
    return rows if actor.may("registry.read") else rows.none()


def with_features(rows: QuerySet[Recipe]) -> QuerySet[Recipe]:
    """With the features that each is linked to: one query more."""
    links = RecipeFeature.objects.select_related("feature").order_by("instead", "id")
    return rows.prefetch_related(Prefetch("links", queryset=links))


def recipe_for(recipe_id: int, actor: Actor) -> Recipe:
    """With its features. Raises NotAllowed when it is not there for this actor."""
    found = with_features(recipes_visible_to(actor)).filter(id=recipe_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This recipe does not exist."))
    return found


def recipes_instead_of(feature: Feature, language: str = "") -> list[Recipe]:
    """Other ways to what a feature does not do, those in a language first."""
    rows = Recipe.objects.filter(workspace_id=feature.workspace_id, links__feature=feature, links__instead=True)
    return sorted(rows.order_by("id")[:20], key=lambda row: (row.language != language, row.id))


def recipes_with(feature: Feature) -> list[Recipe]:
    """Those that use it or stand in for it."""
    rows = Recipe.objects.filter(workspace_id=feature.workspace_id, links__feature=feature)
    return list(rows.order_by(*BY_GOAL)[:50])


def questions_visible_to(actor: Actor) -> QuerySet[FeatureQuestion]:
    """All for who keeps the registry, or reads what customers write in full; for others those that they asked or are
    to answer."""
    rows = FeatureQuestion.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("registry.read"):
        return rows.none()
    if actor.may("registry.write") or actor.may("personal_data.read"):
        return rows
    return rows.filter(Q(owner_id=actor.own_id) | Q(asked_by_id=actor.own_id))


def question_for(question_id: int, actor: Actor) -> FeatureQuestion:
    """With its people and feature. Raises NotAllowed when it is not there for this actor."""
    found = questions_as_read(questions_visible_to(actor)).filter(id=question_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This question does not exist."))
    return found


def questions_as_read(rows: QuerySet[FeatureQuestion]) -> QuerySet[FeatureQuestion]:
    return rows.select_related("owner", "asked_by", "answered_by", "feature", "conversation")


def questions_on(actor: Actor) -> ArraySubquery:
    """For conversations: annotate(questions_on=...): what was asked from them, the newest first."""
    rows = questions_visible_to(actor).filter(conversation=OuterRef("pk")).order_by("-id")
    answered = Case(When(answered_at__isnull=True, then=Value(False)), default=Value(True))
    shown = JSONObject(id="id", text="text", owner="owner__name", answered=answered)
    return ArraySubquery(rows.values(shown=shown)[:QUESTIONS_SHOWN])


def may_answer(question: FeatureQuestion, actor: Actor) -> bool:
    """Who was asked, and who keeps the registry."""
    return actor.may("registry.write") or (actor.may("registry.ask") and question.owner_id == actor.own_id)


def likely_owner(near: Iterable[Feature], actor: Actor) -> int | None:
    """Whom to ask about something that stands near these features: their first owner, else who owns the most."""
    for feature in near:
        if feature.owner_id:
            return feature.owner_id
    owned = features_visible_to(actor).filter(owner__deactivated_at__isnull=True, owner__isnull=False)
    ids = list(owned.values_list("owner_id", flat=True)[:2000])
    return max(sorted(set(ids)), key=ids.count, default=None)


def titles_of_questions(ids: Collection[int]) -> dict[int, str]:
    """What was asked, in the running workspace."""
    return dict(FeatureQuestion.objects.filter(id__in=ids).values_list("id", "text"))


def titles_of_features(ids: Collection[int]) -> dict[int, str]:
    """What some are listed by, in the running workspace."""
    return dict(Feature.objects.filter(id__in=ids).values_list("id", "name"))
