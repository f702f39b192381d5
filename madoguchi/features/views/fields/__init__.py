"""The fields that conversations can be told apart by, each by its name."""

from collections.abc import Mapping

from madoguchi.features.views.fields.attributes import attribute_field
from madoguchi.features.views.fields.choices import CHOICES
from madoguchi.features.views.fields.kinds import Field
from madoguchi.features.views.fields.texts import TEXTS
from madoguchi.features.views.fields.times import TIMES

FIELDS: Mapping[str, Field] = {field.name: field for field in (*CHOICES, *TEXTS, *TIMES)}


def field_of(name: str) -> Field | None:
    """The field of this name, custom attributes among them."""
    return FIELDS.get(name) or attribute_field(name)


__all__ = ["FIELDS", "Field", "field_of"]
