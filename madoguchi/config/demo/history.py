"""The ledger written after the fact: the same rows as `record()` makes, many at once and with their own times."""

from dataclasses import dataclass, field, fields
from datetime import datetime

from madoguchi.core.events.ledger import Fact, Subject, wake_on_commit
from madoguchi.core.events.models import Event, Outbox

NOTHING = Subject()
BATCH = 500


@dataclass(slots=True)
class History:
    """Collects the facts of one workspace; `write()` puts them down in the order in which they happened."""

    workspace_id: int
    rows: list[Event] = field(default_factory=list)

    def add(self, fact: Fact, *, at: datetime, actor: str = "system", about: Subject = NOTHING) -> None:
        self.rows.append(
            Event(
                workspace_id=self.workspace_id,
                at=at,
                type=fact.type,
                actor=actor,
                conversation_id=about.conversation_id,
                contact_id=about.contact_id,
                payload={item.name: getattr(fact, item.name) for item in fields(fact)},
            )
        )

    def write(self) -> int:
        """Events and their fan-out, in the caller's transaction. Returns how many there were."""
        self.rows.sort(key=lambda event: event.at)
        events = Event.objects.bulk_create(self.rows, batch_size=BATCH)
        Outbox.objects.bulk_create(
            [Outbox(topic="event", workspace_id=self.workspace_id, ref_id=event.id) for event in events],
            batch_size=BATCH,
        )
        wake_on_commit("event")
        return len(events)
