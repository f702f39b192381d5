"""What actions about calls of the language model share."""

from dataclasses import dataclass

from madoguchi.features.llm.models import ModelCall


@dataclass(frozen=True, slots=True)
class About:
    """For whom and for what a call is."""

    person_id: int | None = None
    conversation_id: int | None = None
    article_id: int | None = None


def asked_for(purpose: str, about: About, workspace_id: int) -> ModelCall:
    """A call that waits for its job; needs a running transaction."""
    return ModelCall.objects.create(
        workspace_id=workspace_id,
        purpose=purpose,
        person_id=about.person_id,
        conversation_id=about.conversation_id,
        article_id=about.article_id,
    )
