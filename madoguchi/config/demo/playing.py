"""Procedures of a workspace: articles of its manual, and how its people followed them."""

from datetime import datetime, timedelta

from madoguchi.config.demo.seating import House
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.playbooks.models import Playbook, Run
from madoguchi.features.playbooks.steps import procedure_in

WORDS = {
    "返金の受け付け方": "返金\n二重に引き落と\n請求が2回",
    "障害が起きたときの返信の順番": "障害\n打刻できない\nつながらない",
    "When something arrives damaged": "damaged\ncracked\nbroken",
}
FOLLOWED = 9  # runs of each
LEFT = {2: "quicker", 6: "does_not_fit"}
REMARKS = {"ja": "年払いの方で、表の金額と合わなかった", "en": "It came by post, so there was no crew to send back"}


def follow_playbooks(house: House, now: datetime) -> None:
    """Inside the workspace's tenant(); nothing where it has no such articles."""
    resolved = Conversation.objects.filter(workspace_id=house.id, status=Status.RESOLVED, assignee__isnull=False)
    about = list(resolved.filter(resolved_at__gt=now - timedelta(days=60)).order_by("id")[: FOLLOWED * 2])
    texts = ArticleText.objects.filter(workspace_id=house.id, title__in=WORDS, published_at__isnull=False)
    for place, text in enumerate(texts.order_by("id")):
        row = Playbook.objects.create(workspace_id=house.id, article_id=text.article_id, words=WORDS[text.title])
        steps = procedure_in(text.body).as_json()
        for number, conversation in enumerate(about[place::2]):
            reason = LEFT.get(number, "")
            began = (conversation.resolved_at or now) - timedelta(minutes=25)
            Run.objects.create(
                workspace_id=house.id,
                playbook=row,
                conversation=conversation,
                person_id=conversation.assignee_id,
                title=text.title,
                version=text.published_version,
                steps=steps,
                path=[[0, 0]],
                at_step=min(1, len(steps) - 1),
                state=Run.State.LEFT if reason else Run.State.DONE,
                reason=reason,
                remark=REMARKS[house.workspace.language] if reason == "does_not_fit" else "",
                began_at=began,
                ended_at=began + timedelta(minutes=12),
            )
