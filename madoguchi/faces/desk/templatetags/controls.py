"""Fields of forms that are not ours (allauth's), with our classes and the marks that screen readers need."""

from django import forms
from django.forms.boundfield import BoundField
from django.template import Library
from django.utils.safestring import SafeString

register = Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """The input itself: class by kind, `aria-invalid` and `aria-describedby` where there is something to say."""
    widget = field.field.widget
    attributes: dict[str, str | bool] = {"class": "select" if isinstance(widget, forms.Select) else "input"}
    if isinstance(widget, forms.CheckboxInput):
        attributes = {}
    said = [f"{field.id_for_label}-{part}" for part in ("hint", "error") if part in _parts(field)]
    if said:
        attributes["aria-describedby"] = " ".join(said)
    if field.errors:
        attributes["aria-invalid"] = "true"
    widget.attrs.pop("placeholder", None)  # a label says it, and stays
    return field.as_widget(attrs=attributes)


@register.filter
def hint(field: BoundField) -> str:
    """The help below a field; a link in it (allauth's "forgotten?") is a thing of the page, not of the field."""
    return "" if "<a " in str(field.help_text) else str(field.help_text)


@register.filter
def is_choice(field: BoundField) -> bool:
    """Whether the field is a box to tick."""
    return isinstance(field.field.widget, forms.CheckboxInput)


def _parts(field: BoundField) -> set[str]:
    return {name for name, there in (("hint", hint(field)), ("error", field.errors)) if there}
