"""The tables of the assistant."""

from madoguchi.features.answers.models.answering import (
    FORMAT,
    HIGHEST_PRECISION,
    LOWEST_PRECISION,
    Answer,
    AnswerModel,
    AnswerPolicy,
    AssistantSetting,
)
from madoguchi.features.answers.models.meaning import AnswerMeaning
from madoguchi.features.answers.models.suggesting import (
    Ranked,
    Suggestion,
)
from madoguchi.features.answers.models.testing import (
    AnswerTrial,
    Backtest,
    BacktestCase,
    Regression,
    RegressionCase,
)

__all__ = [
    "FORMAT",
    "HIGHEST_PRECISION",
    "LOWEST_PRECISION",
    "Answer",
    "AnswerMeaning",
    "AnswerModel",
    "AnswerPolicy",
    "AnswerTrial",
    "AssistantSetting",
    "Backtest",
    "BacktestCase",
    "Ranked",
    "Regression",
    "RegressionCase",
    "Suggestion",
]
