"""Looking for articles for what a customer asks, by the worker: somebody at the desk has the conversation open."""

from collections.abc import Collection

from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.answers.jobs import rank_later
from madoguchi.features.answers.meanings import at_hand
from madoguchi.features.answers.memory import known_to
from madoguchi.features.answers.models import Ranked, Suggestion
from madoguchi.features.answers.reading import language_of
from madoguchi.features.answers.sectioning import anchor_in
from madoguchi.features.answers.suggesting import MOST, offered_for, question_now, texts_of
from madoguchi.features.articles.queries.centre import centre_of


def notice_questions(conversation_ids: Collection[int], *, workspace_id: int) -> None:
    """Who has one of these open sees what fits the newest question. May run twice."""
    with tenant(workspace_id):
        for row in Ranked.objects.filter(conversation_id__in=conversation_ids).distinct("conversation_id"):
            rank_later(workspace_id, row.conversation_id)


def rank(conversation_id: int, *, workspace_id: int) -> None:
    """Write down what is found for its newest question, and let the pages that show it ask again. May run twice."""
    with tenant(workspace_id):
        home = Conversation.objects.filter(id=conversation_id).first()
        message_id, question = question_now(home) if home else (0, "")
        known = known_to(workspace_id, "agents") if question else None
        if known is None or Ranked.objects.filter(message_id=message_id, model_id=known.model_id).exists():
            return
        meaning = at_hand(question, known.ranker)
    look = known.ranker.look(question, limit=MOST * 2, meaning=meaning)
    found = look.ranking
    row = Ranked(
        workspace_id=workspace_id,
        conversation_id=conversation_id,
        message_id=message_id,
        model_id=known.model_id,
        language=language_of(question),
        scores=[[int(one.article_id), round(float(one.score), 4)] for one in found.ranked],
        is_sure=bool(found.answer and found.ranked),
    )
    with tenant(workspace_id):
        home = Conversation.objects.select_for_update(of=("self",)).select_related("contact").get(id=conversation_id)
        centre = centre_of(workspace_id)
        row.sections = {str(one.article_id): anchor_in(one, look) for one in texts_of(home, row, centre)}
        Ranked.objects.bulk_create([row], ignore_conflicts=True)
        there = Ranked.objects.filter(conversation_id=conversation_id)
        there.exclude(message_id__gt=message_id).exclude(message_id=message_id, model_id=known.model_id).delete()
        offered = offered_for(home, known.model_id).offers
        Suggestion.objects.bulk_create(
            [
                Suggestion(
                    workspace_id=workspace_id,
                    conversation_id=conversation_id,
                    message_id=one.message_id,
                    article_id=one.text.article_id,
                    score=one.score,
                )
                for one in offered
            ],
            ignore_conflicts=True,
        )
        tell(workspace_id, [f"offers:{conversation_id}@{home.inbox_id}"])
