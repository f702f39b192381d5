"""What stands beside the conversations: marks on and notes about customers, links out, and calls for help."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from madoguchi.config.demo.script import Script
from madoguchi.config.demo.seating import House
from madoguchi.core.contacts.events import ContactChanged
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.events import HelpRequested, HelpTaken
from madoguchi.core.conversations.models import Conversation, HelpRequest
from madoguchi.core.events.ledger import Subject
from madoguchi.features.profiles.events import ContactLinkCreated, ContactNoteAdded
from madoguchi.features.profiles.models import ContactLink, ContactNote

SHORTLY = timedelta(seconds=100)  # the newest thing that is said is three minutes old


def stand_beside(
    house: House,
    contacts: Mapping[str, Contact],
    scripts: Sequence[Script],
    conversations: Mapping[str, Conversation],
) -> None:
    """All of `beside.toml`; inside the workspace's tenant()."""
    last = {script.key: script.last_at for script in scripts}
    _mark(house, contacts)
    _note(house, contacts, last)
    _lead_out(house)
    _call(house, {script.key: script for script in scripts}, conversations)


def _owner(house: House) -> str:
    return house.actor(next(seat.key for seat in house.cast.seats.values() if seat.role == "administrator"))


def _mark(house: House, contacts: Mapping[str, Contact]) -> None:
    for item in house.cast.beside.get("mark", ()):
        contact = contacts[item["who"]]
        contact.mark, contact.mark_text = item["mark"], item["text"]
        contact.save(update_fields=["mark", "mark_text"])
        fact = ContactChanged(["mark", "mark_text"])
        at = contact.created_at + timedelta(hours=1)
        house.history.add(fact, at=at, actor=_owner(house), about=Subject(contact_id=contact.id))


def _note(house: House, contacts: Mapping[str, Contact], last: Mapping[str, datetime]) -> None:
    for item in sorted(house.cast.beside.get("note", ()), key=lambda item: last[item["after"]]):
        contact, at = contacts[item["who"]], last[item["after"]] + SHORTLY
        note = ContactNote.objects.create(
            workspace_id=house.id,
            contact=contact,
            person=house.people[item["by"]],
            text=item["text"].strip(),
            is_pinned=item.get("pinned", False),
            created_at=at,
        )
        actor, about = house.actor(item["by"]), Subject(contact_id=contact.id)
        house.history.add(ContactNoteAdded(note.id), at=at, actor=actor, about=about)


def _lead_out(house: House) -> None:
    at = house.began_at + timedelta(minutes=27)
    for item in house.cast.beside.get("link", ()):
        link = ContactLink.objects.create(workspace_id=house.id, created_at=at, **item)
        house.history.add(ContactLinkCreated(link.id), at=at, actor=_owner(house))


def _call(house: House, scripts: Mapping[str, Script], conversations: Mapping[str, Conversation]) -> None:
    """Whoever the conversation is given to asks those who lead; somebody may have come already."""
    for item in house.cast.beside.get("help", ()):
        script, conversation = scripts[item["story"]], conversations[item["story"]]
        asker, helper = house.people[script.assignee], house.people.get(item.get("taken_by", ""))
        at, urgent = script.last_at + SHORTLY, item.get("urgent", False)
        request = HelpRequest.objects.create(
            workspace_id=house.id,
            conversation=conversation,
            asked_by=asker,
            text=item["text"],
            is_urgent=urgent,
            asked_at=at,
            taken_by=helper,
            taken_at=at + timedelta(seconds=30) if helper else None,
        )
        about = Subject(conversation.id, conversation.contact_id)
        asked = HelpRequested(request.id, asker.id, None, urgent)
        house.history.add(asked, at=at, actor=house.actor(script.assignee), about=about)
        if helper:
            taken = HelpTaken(request.id, helper.id, asker.id)
            house.history.add(taken, at=at + timedelta(seconds=30), actor=house.actor(item["taken_by"]), about=about)
