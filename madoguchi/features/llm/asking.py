"""Asking the language model: masked, within its budget, kept in the list of calls, and never in a transaction.

Features never import adapters: config/registry.py registers how a question travels (config/llm_out.py).
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from madoguchi.base.errors import DeliveryError
from madoguchi.features.llm.actions.call import Begun, Spent, begin, end
from madoguchi.features.llm.masking import Masks
from madoguchi.features.llm.models import ModelCall
from madoguchi.features.llm.steps import About

PATIENT = 60  # seconds at least, for what nobody waits for
QUICK = 10  # seconds at most, where a customer waits


class Unasked(DeliveryError):
    """There is no answer. `code` is one of wording.OUTCOMES."""

    def __init__(self, code: str, detail: str = "", *, wait: int = 0) -> None:
        super().__init__(detail or code, permanent=True)
        self.code, self.detail, self.wait = code, detail, wait


@dataclass(frozen=True, slots=True)
class Question:
    """What travels: nothing in it is to be read by nobody but us. `longest` in tokens, `timeout` in seconds."""

    address: str
    model: str
    system: str
    text: str
    longest: int
    timeout: int
    key: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; the tokens are 0 where it does not say."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True, slots=True)
class Prompt:
    """`system` is ours and holds no datum of anybody; the texts of `told` (as JSON knows values) are masked before they
    leave. `longest` in tokens."""

    system: str
    told: Any
    longest: int


@dataclass(frozen=True, slots=True)
class Said:
    """What the model says, and in which call."""

    text: str
    call_id: int


Came = TypeVar("Came")
Ask = Callable[[Question], Reply]
WAYS: dict[str, Ask] = {}


def register_asker(ask: Ask) -> None:
    """Let questions travel by `ask`, which has time-outs and raises Unasked."""
    WAYS["http"] = ask


def ask(
    purpose: ModelCall.Purpose,
    prompt: Prompt,
    masks: Masks,
    *,
    workspace_id: int,
    about: About = About(),  # noqa: B008 (frozen)
    call_id: int | None = None,
) -> Said:
    """What the model says, with placeholders in it. Outside of any transaction. Raises Unasked.

    `call_id` is a call that was asked for before and waits; else one is made.
    """
    hidden = json.dumps(masks.hide_in(prompt.told), ensure_ascii=False)
    wanted = Begun(purpose, about, len(prompt.system) + len(hidden), len(masks), prompt.longest)
    ticket = begin(wanted, workspace_id=workspace_id, call_id=call_id)
    model = ticket.model
    if model is None:
        raise Unasked(ticket.why_not)
    timeout = _timeout(purpose, model.timeout)
    question = Question(model.address, model.model, prompt.system, hidden, prompt.longest, timeout, model.key)
    reply, took_ms = travelled(ticket.call_id, partial(WAYS["http"], question), workspace_id=workspace_id)
    spent = Spent("ok", took_ms, reply.tokens_in, reply.tokens_out, said=len(reply.text))
    end(ticket.call_id, spent, workspace_id=workspace_id)
    return Said(reply.text, ticket.call_id)


def travelled(call_id: int, send: Callable[[], Came], *, workspace_id: int) -> tuple[Came, int]:
    """What comes back, and after how many milliseconds; a call that fails is ended. Raises Unasked."""
    began = time.monotonic()
    try:
        return send(), _took_ms(began)
    except Unasked as failed:
        spent = Spent(failed.code, _took_ms(began), detail=failed.detail, wait=failed.wait)
        end(call_id, spent, workspace_id=workspace_id)
        raise


def _timeout(purpose: ModelCall.Purpose, chosen: int) -> int:
    if purpose == ModelCall.Purpose.ARTICLE:
        return max(chosen, PATIENT)
    return min(chosen, QUICK) if purpose == ModelCall.Purpose.CHECK else chosen


def _took_ms(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
