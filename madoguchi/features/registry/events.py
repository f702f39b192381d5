"""What can happen to features, recipes and questions. Their texts stay out of the ledger."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class FeatureCreated(Fact):
    type: ClassVar[str] = "feature.created"
    feature_id: int
    state: str


@dataclass(frozen=True, slots=True)
class FeatureChanged(Fact):
    """`changed` names the fields; those of one language end in it: `name_ja`."""

    type: ClassVar[str] = "feature.changed"
    feature_id: int
    state: str
    changed: list[str]


@dataclass(frozen=True, slots=True)
class FeatureReviewed(Fact):
    """Somebody said that it is still true, until it is looked at again (ISO 8601)."""

    type: ClassVar[str] = "feature.reviewed"
    feature_id: int
    review_due_on: str


@dataclass(frozen=True, slots=True)
class FeatureCameDue(Fact):
    """The day (ISO 8601) has come on which it is to be looked at again; `owner_id` is who answers for it."""

    type: ClassVar[str] = "feature.came_due"
    feature_id: int
    owner_id: int | None
    review_due_on: str


@dataclass(frozen=True, slots=True)
class FeatureDeleted(Fact):
    type: ClassVar[str] = "feature.deleted"
    feature_id: int


@dataclass(frozen=True, slots=True)
class RecipeCreated(Fact):
    type: ClassVar[str] = "recipe.created"
    recipe_id: int


@dataclass(frozen=True, slots=True)
class RecipeChanged(Fact):
    type: ClassVar[str] = "recipe.changed"
    recipe_id: int
    changed: list[str]


@dataclass(frozen=True, slots=True)
class RecipeDeleted(Fact):
    type: ClassVar[str] = "recipe.deleted"
    recipe_id: int


@dataclass(frozen=True, slots=True)
class QuestionAsked(Fact):
    """The owner is to say until a day (ISO 8601) whether something can be done."""

    type: ClassVar[str] = "feature_question.asked"
    question_id: int
    person_id: int
    due_on: str


@dataclass(frozen=True, slots=True)
class QuestionHandedOn(Fact):
    """Somebody else is to answer, or until another day."""

    type: ClassVar[str] = "feature_question.handed_on"
    question_id: int
    person_id: int
    due_on: str


@dataclass(frozen=True, slots=True)
class QuestionAnswered(Fact):
    """`feature_id`: the entry that the answer became or is about; `asked_by`: who asked."""

    type: ClassVar[str] = "feature_question.answered"
    question_id: int
    asked_by: int | None
    feature_id: int | None


@dataclass(frozen=True, slots=True)
class QuestionWithdrawn(Fact):
    type: ClassVar[str] = "feature_question.withdrawn"
    question_id: int
