"""What colleagues who read an article say should be different in it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.models import Person
from madoguchi.features.articles.models.article import Article


class ArticleSuggestion(TenantModel):
    """Somebody saw, perhaps in a conversation, that an article is wrong or lacks something. Open until settled."""

    id = models.BigAutoField(primary_key=True)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="suggestions", db_constraint=False, db_index=False
    )
    language = models.CharField(max_length=10)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False, related_name="+"
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    text = models.CharField(max_length=2000)
    at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False, related_name="+"
    )

    class Meta:
        db_table = "article_suggestions"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="article_suggestions_say_something"),
        ]
        indexes = [
            models.Index(
                fields=["workspace_id", "article", "-at", "id"],
                name="article_suggestions_open",
                condition=Q(settled_at__isnull=True),
            ),
        ]
