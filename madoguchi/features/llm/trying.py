"""Whether the language model answers: it is asked for one word; the embedding model, for what one means."""

import contextlib

from madoguchi.features.llm.asking import Prompt, Unasked, ask
from madoguchi.features.llm.embedding import embed, hidden
from madoguchi.features.llm.masking import Masks
from madoguchi.features.llm.models import ModelCall

PROMPT = Prompt("Answer with one word.", "Say: ready", longest=200)  # some think before they speak


def try_model(call_id: int, *, workspace_id: int) -> None:
    """What becomes of it stands in the call."""
    with contextlib.suppress(Unasked):
        ask(ModelCall.Purpose.TRIAL, PROMPT, Masks(), workspace_id=workspace_id, call_id=call_id)


def try_embedding_model(call_id: int, *, workspace_id: int) -> None:
    """The same."""
    with contextlib.suppress(Unasked):
        embed(ModelCall.Purpose.MEANING_TRIAL, [hidden("ready")], workspace_id=workspace_id, call_id=call_id)
