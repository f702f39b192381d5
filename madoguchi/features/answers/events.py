"""What can happen to answers that nobody wrote. Ids, and what was before and after; never what somebody asked."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class AnswerGiven(Fact):
    """The assistant answered from an article (`article_id`), from the registry of features (`feature_id`), or both."""

    type: ClassVar[str] = "answer.given"
    answer_id: int
    message_id: int
    article_id: int | None
    feature_id: int | None


@dataclass(frozen=True, slots=True)
class AnswerClarified(Fact):
    """The assistant asked which of some articles is meant."""

    type: ClassVar[str] = "answer.clarified"
    answer_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class AnswerHandedOver(Fact):
    """A question is for a person. `why`: "person" (they asked for one), "unsure", "no_article", "complaint", "files",
    "tries" (enough was tried), "late" (it was not read in time)."""

    type: ClassVar[str] = "answer.handed_over"
    answer_id: int
    why: str


@dataclass(frozen=True, slots=True)
class AnswerConfirmed(Fact):
    """The customer said that it helped."""

    type: ClassVar[str] = "answer.confirmed"
    answer_id: int


@dataclass(frozen=True, slots=True)
class AnswerAssumed(Fact):
    """The customer has said nothing for a day."""

    type: ClassVar[str] = "answer.assumed"
    answer_id: int


@dataclass(frozen=True, slots=True)
class AnswerReturned(Fact):
    """The customer came back within a week: it counts no longer. `before` is what it counted as."""

    type: ClassVar[str] = "answer.returned"
    answer_id: int
    before: str


@dataclass(frozen=True, slots=True)
class AssistantChanged(Fact):
    """What the assistant does at an inbox, or (inbox null) what the workspace wants of it."""

    type: ClassVar[str] = "assistant.changed"
    inbox_id: int | None
    changed: list[str]


@dataclass(frozen=True, slots=True)
class AssistantTrained(Fact):
    """Something was learnt anew, and is in use (`in_use` false: held back, for it breaks what was right before)."""

    type: ClassVar[str] = "assistant.trained"
    model_id: int
    number: int
    in_use: bool


@dataclass(frozen=True, slots=True)
class AssistantPutIntoUse(Fact):
    """Somebody chose what it answers by: what was held back, or what was learnt before."""

    type: ClassVar[str] = "assistant.put_into_use"
    model_id: int
    number: int


@dataclass(frozen=True, slots=True)
class BacktestEnded(Fact):
    """A backtest is done, or could not be (`state` "done", "failed")."""

    type: ClassVar[str] = "backtest.ended"
    backtest_id: int
    state: str
