"""Answers that are given again and again."""

from datetime import datetime, timedelta
from typing import Any

from madoguchi.config.demo.seating import House
from madoguchi.features.replies.events import SavedReplyCreated
from madoguchi.features.replies.finding import words_of
from madoguchi.features.replies.models import SavedReply, SavedReplyPlace


def keep_replies(house: House, now: datetime) -> None:
    """All of `replies.toml`; inside the workspace's tenant()."""
    leader = next(seat.key for seat in house.cast.seats.values() if seat.role == "supervisor")
    for number, item in enumerate(house.cast.replies):
        by, at = item.get("by", leader), house.began_at + timedelta(hours=2, minutes=number)
        reply = SavedReply(
            workspace_id=house.id,
            person=house.people[by],
            name=item["name"],
            shortcut=item.get("shortcut", ""),
            folder=item["folder"],
            language=item.get("language", house.workspace.language),
            text=item["text"].strip(),
            is_shared="by" not in item,
            is_everywhere=not (item.get("teams") or item.get("inboxes")),
            used=item["used"],
            last_used_at=now - timedelta(days=item["days"], minutes=7 + number),
            created_at=at,
            changed_at=at,
        )
        reply.words = words_of(reply)
        reply.save()
        places: list[dict[str, Any]] = [{"team": house.teams[key]} for key in item.get("teams", ())]
        places += [{"inbox": house.inboxes[key]} for key in item.get("inboxes", ())]
        SavedReplyPlace.objects.bulk_create(
            SavedReplyPlace(workspace_id=house.id, reply=reply, **place) for place in places
        )
        house.history.add(SavedReplyCreated(reply.id, reply.is_shared), at=at, actor=house.actor(by))
