"""What is said of a feature: the verdict in the first words, then what belongs to it. Reasons and recipes stand apart
and are added when somebody asks (MISSION 1-3, 6).

All texts are Markdown in the language of the letter; what was typed into the registry stands in it as letters.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from madoguchi.base.markdown import text_to_markdown
from madoguchi.features.registry.models import Feature, FeatureText, Recipe, State

YES, CONDITIONAL, NO, UNCONFIRMED = "yes", "conditional", "no", "unconfirmed"
LABELS: Mapping[str, str | Promise] = {
    YES: pgettext_lazy("verdict", "Yes"),
    CONDITIONAL: pgettext_lazy("verdict", "With conditions"),
    NO: pgettext_lazy("verdict", "No"),
    UNCONFIRMED: pgettext_lazy("verdict", "Not confirmed"),
}
OF_STATE: Mapping[str, str] = {
    State.AVAILABLE: YES,
    State.FROM_PLAN: CONDITIONAL,
    State.LIMITED: CONDITIONAL,
    State.PLANNED: NO,
    State.NOT_AVAILABLE: NO,
}


def verdict_of(feature: Feature | None) -> str:
    """One of LABELS; what is not in the registry is unconfirmed."""
    return OF_STATE[feature.state] if feature is not None else UNCONFIRMED


def text_in(texts: Iterable[FeatureText], language: str) -> FeatureText:
    """What is said in a language; in the other one where nothing is said in it."""
    known = {text.language: text for text in texts}
    return known.get(language) or next(iter(known.values()))


def sentence(feature: Feature, text: FeatureText, language: str) -> str:
    """The verdict, and what has to be known with it."""
    with override(language):
        values = {"name": _plain(text.name), "plan": _plain(text.plan), "limits": _plain(text.limits)}
        said = _said(feature.state) % values
        if text.limits and feature.state in (State.AVAILABLE, State.FROM_PLAN):
            said += _(" Please note: %(limits)s") % values
        return said


def reason(text: FeatureText, language: str) -> str:
    """Why not; "" where nobody has written it down."""
    if not text.reason:
        return ""
    with override(language):
        return _("The reason: %(reason)s") % {"reason": _plain(text.reason)}


def recipe(row: Recipe) -> str:
    """Another way to the goal, in the recipe's own language."""
    with override(row.language):
        parts = [_("It can be done in another way: %(goal)s") % {"goal": _plain(row.goal)}, row.steps]
        if row.limits:
            parts.append(_("Please note: %(limits)s") % {"limits": _plain(row.limits)})
        return "\n\n".join(parts)


def checking(until: date, language: str) -> str:
    """What is said while the owner is asked: nothing is guessed, and there is a day. How the owner was asked is a word
    among ourselves."""
    with override(language):
        day = date_format(until, "MONTH_DAY_FORMAT")
        return _("We are checking this and will let you know by %(day)s.") % {"day": day}


def _said(state: str) -> str:
    if state == State.AVAILABLE:
        return _("Yes. “%(name)s” is available.")
    if state == State.FROM_PLAN:
        return _("Yes, with conditions. “%(name)s” comes with this plan: %(plan)s.")
    if state == State.LIMITED:
        return _("Yes, with conditions. “%(name)s” has limits: %(limits)s")
    if state == State.PLANNED:
        return _("No, not yet. “%(name)s” is planned.")
    return _("No. “%(name)s” is not available.")


def _plain(text: str) -> str:
    return text_to_markdown(text.strip())
