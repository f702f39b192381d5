"""Values that are changed where they stand: one field at a time, by a click or by Enter (MISSION: edit in place)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.core.contacts.models import AttributeDefinition, Contact
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.actor import Actor
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.forms.contacts import company_of

NAMES = ("family_name", "given_name", "family_name_kana", "given_name_kana", "display_name", "honorific")
ATTRIBUTE = "attribute-"
Type = AttributeDefinition.Type


@dataclass(frozen=True, slots=True)
class Field:
    """One value. `kind` chooses how it is shown and typed; `address` is where it is asked for and changed.

    `typed` is what somebody has just typed where it was refused, `error` why.
    """

    id: str
    kind: str
    label: str
    address: str
    value: Any = ""
    choices: tuple[tuple[str, str], ...] = ()
    contact: Contact | None = None
    typed: QueryDict | None = None
    error: str = ""

    @property
    def is_empty(self) -> bool:
        return self.value in (None, "")

    @property
    def entered(self) -> Any:
        """What stands in the field while it is typed in."""
        return self.typed.get("value", "") if self.typed is not None else self.value

    def refused(self, typed: QueryDict, error: str) -> "Field":
        return replace(self, typed=typed, error=error)

    @property
    def parts(self) -> dict[str, str]:
        """The parts of a name or of a mark, as they stand in their fields."""
        names = (*NAMES, "mark", "mark_text")
        if self.typed is not None:
            return {part: self.typed.get(part, "") for part in names}
        return {part: str(getattr(self.contact, part)) for part in names}


def fields_of_contact(contact: Contact, definitions: Iterable[AttributeDefinition]) -> list[Field]:
    """Everything about a person that is changed in place, in the order in which it is shown."""
    kinds = tuple((value, str(label)) for value, label in Contact.Kind.choices)
    marks = (("", _("None")), *((value, str(label)) for value, label in Contact.Mark.choices))
    plain = [
        ("name", "name", _("Name"), contact.name, ()),
        ("mark", "mark", _("VIP or caution"), contact.mark, marks),
        ("company", "company", _("Company"), contact.company.name if contact.company else "", ()),
        ("kind", "choice", _("Kind"), contact.kind, kinds),
        ("language", "choice", _("Language"), contact.language, (("", "—"), *LANGUAGES)),
        ("time_zone", "zone", _("Local time"), contact.time_zone, ()),
    ]
    fields = [
        Field(f"contact-{name}", kind, label, _of_contact(contact, name), value, choices, contact)
        for name, kind, label, value, choices in plain
    ]
    return fields + [
        _attribute(row, f"contact-{ATTRIBUTE}{row.key}", _of_contact(contact, ATTRIBUTE + row.key), contact.attributes)
        for row in definitions
        if row.on == "contact"
    ]


def fields_of_conversation(conversation: Conversation, definitions: Iterable[AttributeDefinition]) -> list[Field]:
    """Its attributes; what is planned has a form of its own."""
    return [
        _attribute(
            row,
            f"conversation-{ATTRIBUTE}{row.key}",
            reverse("desk:conversation_field", args=[conversation.id, ATTRIBUTE + row.key]),
            conversation.attributes,
        )
        for row in definitions
        if row.on == "conversation"
    ]


def field_in(fields: Iterable[Field], address: str) -> Field:
    """The field that an address is about. Raises NotAllowed."""
    for field in fields:
        if field.address == address:
            return field
    raise NotAllowed("not-found", "")


def contact_change(name: str, data: QueryDict, *, actor: Actor) -> dict[str, Any]:
    """What the core is asked to change in a contact, of what was typed into one field."""
    if name == "name":
        return {part: data.get(part, "") for part in NAMES if part in data}
    if name == "mark":
        return {"mark": data.get("mark", ""), "mark_text": data.get("mark_text", "") if data.get("mark") else ""}
    if name == "company":
        return {"company_id": company_of(data.get("value", ""), actor=actor)}
    if name.startswith(ATTRIBUTE):
        return {"attributes": attribute_change(name, data)}
    return {name: data.get("value", "").strip()}


def attribute_change(name: str, data: QueryDict) -> dict[str, Any]:
    """A custom attribute by its key; an empty one is taken away."""
    return {name.removeprefix(ATTRIBUTE): data.get("value", "").strip() or None}


def _of_contact(contact: Contact, name: str) -> str:
    return reverse("desk:contact_field", args=[contact.id, name])


def _attribute(row: AttributeDefinition, field_id: str, address: str, values: dict[str, Any]) -> Field:
    choices: tuple[tuple[str, str], ...] = ()
    if row.type == Type.CHOICE:
        choices = (("", "—"), *((str(one), str(one)) for one in row.choices))
    elif row.type == Type.BOOLEAN:
        choices = (("", "—"), ("true", _("Yes")), ("false", _("No")))
    value = values.get(row.key, "")
    if row.type == Type.BOOLEAN and value not in (None, ""):
        value = "true" if value else "false"
    kind = "choice" if choices else str(row.type)
    return Field(field_id, kind, row.label, address, value, choices)
