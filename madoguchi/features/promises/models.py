"""Promises that were made to customers, and whether they were kept. What was said stands in the message alone."""

from django.db import models

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Message


class Promise(TenantModel):
    """By when a reply says that we do something. `settled_at`: when we wrote again, or it was done; kept until then."""

    id = models.BigAutoField(primary_key=True)
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "promises"

    def __str__(self) -> str:
        return f"{self.message_id}: {self.due_at:%Y-%m-%d %H:%M}"
