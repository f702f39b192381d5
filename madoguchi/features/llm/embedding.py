"""What texts mean, as vectors, by the embedding model that a workspace may have connected: masked, within its budget,
each request in the list of calls, and never in a transaction.

How a request travels is registered, as in asking.py.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from madoguchi.features.llm.actions.call import Begun, Spent, begin, end
from madoguchi.features.llm.asking import PATIENT, Unasked, travelled
from madoguchi.features.llm.masking import Masks
from madoguchi.features.llm.models import ModelCall
from madoguchi.features.llm.steps import About

BATCH, BATCH_LETTERS = 64, 40_000  # texts, and letters of them, in one request


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text without personal data, as hidden() makes it, and how many were taken out of it."""

    text: str
    masked: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """What travels; `timeout` in seconds."""

    address: str
    model: str
    texts: list[str]
    timeout: int
    key: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Vectors:
    """One for each text, in their order, all of one length; the tokens are 0 where it does not say."""

    vectors: list[list[float]]
    tokens_in: int = 0


Embed = Callable[[Batch], Vectors]
WAYS: dict[str, Embed] = {}


def register_embedder(embed: Embed) -> None:
    """Let texts travel by `embed`, which has time-outs and raises Unasked."""
    WAYS["http"] = embed


def hidden(text: str, names: Collection[str] = ()) -> Hidden:
    """The same text always looks the same, whatever else goes out with it."""
    masks = Masks(names)
    return Hidden(masks.hide(text), len(masks))


def embed(
    purpose: ModelCall.Purpose,
    texts: Sequence[Hidden],
    *,
    workspace_id: int,
    timeout: int = PATIENT,
    about: About = About(),  # noqa: B008 (frozen)
    call_id: int | None = None,
) -> list[list[float]]:
    """Their vectors, by one request: a batch at most. None may be blank. Outside of any transaction. Raises Unasked.

    `timeout` in seconds. `call_id` is a call that was asked for before and waits; else one is made.
    """
    size, masked = sum(len(one.text) for one in texts), sum(one.masked for one in texts)
    ticket = begin(Begun(purpose, about, size, masked, longest=0), workspace_id=workspace_id, call_id=call_id)
    model = ticket.model
    if model is None:
        raise Unasked(ticket.why_not)
    batch = Batch(model.address, model.embedding_model, [one.text for one in texts], timeout, model.key)
    found, took_ms = travelled(ticket.call_id, partial(WAYS["http"], batch), workspace_id=workspace_id)
    end(ticket.call_id, Spent("ok", took_ms, found.tokens_in), workspace_id=workspace_id)
    return found.vectors


def batches(texts: Iterable[Hidden]) -> Iterator[list[Hidden]]:
    """As many texts as one request takes."""
    batch, letters = list[Hidden](), 0
    for one in texts:
        if batch and (len(batch) == BATCH or letters + len(one.text) > BATCH_LETTERS):
            yield batch
            batch, letters = [], 0
        batch.append(one)
        letters += len(one.text)
    if batch:
        yield batch
