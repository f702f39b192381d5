"""Which style is wanted of a conversation: the narrowest segment that its customer belongs to says it, else its inbox.

Where an inbox has a trial, a lot decides for everybody whom no segment names: drawn by inbox and contact, so that a
customer always gets the same. Nobody chooses who gets what, and that is why the two can be compared.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.base.text import lot
from madoguchi.core.contacts.audiences import Audience, belongs
from madoguchi.core.contacts.models import Contact
from madoguchi.features.styles.models import ConversationStyle, InboxStyle, SegmentStyle, other

By = ConversationStyle.By


@dataclass(frozen=True, slots=True)
class Wanted:
    """`style` "": nobody has decided."""

    style: str = ""
    by: str = ""
    arm: str = ""


def wanted_of(contact: Contact, inbox_id: int, of_inbox: InboxStyle | None, segments: Iterable[SegmentStyle]) -> Wanted:
    """Of a contact (with their company at hand) at an inbox."""
    fitting = [one for one in segments if one.inbox_id in (None, inbox_id) and _is_in(contact, one)]
    if fitting:
        return Wanted(max(fitting, key=_narrowness).style, By.SEGMENT)
    if of_inbox is None or not of_inbox.style:
        return Wanted()
    if not of_inbox.trial:
        return Wanted(of_inbox.style, By.INBOX)
    is_other = lot(f"style:{inbox_id}:{contact.id}") < of_inbox.trial
    return Wanted(other(of_inbox.style) if is_other else of_inbox.style, By.TRIAL, "other" if is_other else "usual")


def _is_in(contact: Contact, segment: SegmentStyle) -> bool:
    if not belongs(contact, segment.audience):
        return False
    if not segment.on:
        return True
    thing = contact if segment.on == SegmentStyle.On.CONTACT else contact.company
    value = thing.attributes.get(segment.key) if thing is not None else None
    return value is not None and said(value) == segment.value.casefold()


def said(value: object) -> str:
    """The value of an attribute as somebody would type it."""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value).strip().casefold()


def _narrowness(segment: SegmentStyle) -> tuple[bool, bool, bool, int]:
    """An attribute is narrower than an audience, one inbox than all; else what was set last says it."""
    return bool(segment.on), segment.inbox_id is not None, segment.audience != Audience.ALL, segment.id
