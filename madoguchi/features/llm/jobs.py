"""Jobs of the language model: put into the queue in the transaction that needs them; each may run twice."""

from madoguchi.base.jobs import defer, job
from madoguchi.features.llm.models import ModelCall
from madoguchi.features.llm.trying import try_embedding_model, try_model


def try_later(call: ModelCall) -> None:
    """Ask whichever model the trial is of."""
    is_embedding = call.purpose == ModelCall.Purpose.MEANING_TRIAL
    job_of_it = try_embedding_model_now if is_embedding else try_language_model
    defer(job_of_it, workspace_id=call.workspace_id, call_id=call.id)


@job("try_language_model")
def try_language_model(workspace_id: int, call_id: int) -> None:
    """Somebody looks on."""
    try_model(call_id, workspace_id=workspace_id)


@job("try_embedding_model")
def try_embedding_model_now(workspace_id: int, call_id: int) -> None:
    """The same."""
    try_embedding_model(call_id, workspace_id=workspace_id)
