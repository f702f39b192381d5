"""What an embedding model has said of texts, so that each is sent to it once."""

from django.db import models
from django.db.models.functions import Now

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Conversation


class AnswerMeaning(TenantModel):
    """The vector of a text: numbers of 16 bits, the lowest byte first; none for a text that the model refused.
    `source` says which model at which address gave it (llm's queries.embedding_source); `digest` is that of the text,
    which is not kept. `conversation`: where somebody asked it first. `used_at`: when it was last asked or learnt from.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    vector = models.BinaryField()
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_constraint=False
    )
    used_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "answer_meanings"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "source", "digest"], name="answer_meanings_once"),
        ]
        indexes = [models.Index(fields=["workspace_id", "used_at"], name="answer_meanings_old")]
