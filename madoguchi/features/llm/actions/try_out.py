"""Trying whether the language model answers."""

from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.llm.jobs import try_later
from madoguchi.features.llm.models import ModelCall
from madoguchi.features.llm.steps import About, asked_for


def ask_trial(*, purpose: ModelCall.Purpose = ModelCall.Purpose.TRIAL, actor: Actor) -> ModelCall:
    """Have the model asked for one word, or the embedding model (MEANING_TRIAL) for what one means; the call tells what
    becomes of it. Raises NotAllowed."""
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        call = asked_for(purpose, About(person_id=actor.person_id), actor.workspace_id)
        try_later(call)
        return call
