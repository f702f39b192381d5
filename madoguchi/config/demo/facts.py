"""The ledger of the demo's conversations: the facts that the core's own actions would have recorded."""

from datetime import datetime, timedelta

from madoguchi.config.demo.mailing import HOLD, Posted
from madoguchi.config.demo.script import Change, Script
from madoguchi.config.demo.seating import House
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.events import (
    ConversationAssigned,
    ConversationCreated,
    ConversationLinked,
    ConversationMarkedSpam,
    ConversationMerged,
    ConversationPlanned,
    ConversationPriorityChanged,
    ConversationReopened,
    ConversationResolved,
    ConversationSnoozed,
    ConversationTagged,
    ConversationTeamChanged,
    DeliveryChanged,
    MessageReceived,
    NoteAdded,
    ParticipantAdded,
    ReplyQueued,
)
from madoguchi.core.conversations.models import Conversation, Delivery, Priority
from madoguchi.core.events.ledger import Fact, Subject

BOUNCED = "bounced"


def tell_words(house: House, made: dict[str, Conversation], one: Posted, deliveries: list[Delivery]) -> None:
    """What was received, queued, delivered and noted."""
    about = _about(made[one.script.key])
    said, row = one.said, one.row
    if said.kind == "inbound":
        house.history.add(MessageReceived(row.id, said.automatic), at=said.at, about=about)
    elif said.kind == "note":
        people = sorted(house.people[key].id for key in said.mentions)
        house.history.add(NoteAdded(row.id, people), at=said.at, actor=house.actor(said.author), about=about)
    else:
        fact = ReplyQueued(row.id, (said.at + HOLD).isoformat())
        house.history.add(fact, at=said.at, actor=house.actor(said.author), about=about)
        for delivery in deliveries:
            _tell_delivery(house, delivery, said.at, about)


def _tell_delivery(house: House, delivery: Delivery, at: datetime, about: Subject) -> None:
    state = "sent" if delivery.state == BOUNCED else delivery.state
    when = at + HOLD + timedelta(seconds=1)
    house.history.add(DeliveryChanged(delivery.message_id, delivery.id, "queued", state), at=when, about=about)
    if delivery.state == BOUNCED:
        fact = DeliveryChanged(delivery.message_id, delivery.id, "sent", BOUNCED)
        house.history.add(fact, at=when + timedelta(seconds=1), about=about)


def tell_changes(house: House, made: dict[str, Conversation], contacts: dict[str, Contact], script: Script) -> None:
    """How it began, who joined, and what was done about it."""
    row = made[script.key]
    about = _about(row)
    opener = house.actor(script.assignee) if script.began_with_us else "system"
    began = script.began_at - timedelta(milliseconds=20)
    house.history.add(ConversationCreated(row.inbox_id, "email"), at=began, actor=opener, about=about)
    joined: set[str] = set()
    for said in script.said:
        for key in (said.author, *said.cc) if said.kind == "inbound" else ():
            if key != script.contact and key not in joined:
                joined.add(key)
                house.history.add(ParticipantAdded(contacts[key].id), at=said.at, about=about)
    if script.linked_to:
        fact = ConversationLinked(made[script.linked_to].id, "stranger")
        house.history.add(fact, at=script.began_at, about=about)
    if script.merged_into and script.resolved_at:
        home = made[script.merged_into]
        moved = {"messages": list(row_ids(home, script)), "participants": [], "tags": []}
        actor = house.actor(script.assignee)
        house.history.add(ConversationMerged(row.id, moved, {}), at=script.resolved_at, actor=actor, about=_about(home))
    for change in script.changes:
        house.history.add(_fact(house, row, script, change), at=change.at, actor=house.actor(change.actor), about=about)


def row_ids(home: Conversation, script: Script) -> list[int]:
    """The ids of the messages that a merge brought into `home`."""
    times = [said.at for said in script.said]
    return list(home.messages.filter(at__in=times).order_by("id").values_list("id", flat=True))


def _fact(house: House, row: Conversation, script: Script, change: Change) -> Fact:
    if change.verb == "assigned":
        return ConversationAssigned(None, house.people[change.value].id)
    if change.verb == "team_changed":
        return ConversationTeamChanged(None, house.teams[change.value].id)
    if change.verb == "priority_changed":
        return ConversationPriorityChanged(int(Priority.NORMAL), int(Priority[change.value.upper()]))
    if change.verb == "tagged":
        return ConversationTagged(house.tags[change.value].id)
    if change.verb == "snoozed":
        return ConversationSnoozed(change.value)
    if change.verb == "resolved":
        return ConversationResolved(change.value)
    if change.verb == "reopened":
        return ConversationReopened(change.value, "answered")
    if change.verb == "marked_spam":
        return ConversationMarkedSpam()
    assert change.verb == "planned", change
    due = script.due_at.isoformat() if script.due_at else None
    return ConversationPlanned({"next_action": True, "due_at": [None, due]})


def _about(row: Conversation) -> Subject:
    return Subject(row.id, row.contact_id)
