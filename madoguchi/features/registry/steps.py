"""Writing a feature with its texts and its history. No step opens a transaction."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.core.workspaces.models import LANGUAGES, Workspace
from madoguchi.features.registry.finding import forms_of, words_of_feature
from madoguchi.features.registry.models import Feature, FeatureChange, FeatureText, State

REVIEWED_EACH = timedelta(days=180)
MOST = 5000  # features of a workspace
LONGEST_TEXT = 5000  # letters
LINES = {"name": 120, "plan": 200}
PARTS = ("name", "aliases", "plan", "limits", "reason")
IN_LANGUAGES = tuple(f"{part}_{code}" for code, _name in LANGUAGES for part in PARTS)
OF_FEATURE = ("area", "state", "since", "owner_id", "review_due_on")
FIELDS = (*OF_FEATURE, *IN_LANGUAGES)


def write(feature: Feature, given: Mapping[str, Any], actor: Actor) -> list[str]:
    """Set the fields that are given, keep the feature and its history; returns which fields changed.

    `given`: any of FIELDS; aliases one to a line. Raises Refused (unknown-field, empty, too-long, no-such-state,
    no-such-person, bad-day, name-taken, too-many).
    """
    before = values_of(feature)
    wanted = before | {name: _checked(name, value) for name, value in given.items()}
    wanted["review_due_on"] = wanted["review_due_on"] or localdate() + REVIEWED_EACH
    changed = [name for name in FIELDS if wanted[name] != before[name]]
    if feature.name and not changed:
        return []
    if not feature.name and Feature.objects.count() >= MOST:
        raise Refused("too-many", _("There are too many features already. Delete one first."))
    _check_whole(wanted)
    texts = [_text(feature, code, wanted) for code, _name in LANGUAGES if wanted[f"name_{code}"]]
    _set(feature, wanted, texts)
    if feature.review_due_on <= localdate() and "review_due_on" not in given:
        feature.review_due_on = localdate() + REVIEWED_EACH
    _keep(feature, texts)
    if before["state"]:
        FeatureChange.objects.bulk_create(_change(feature, name, before, wanted, actor) for name in changed)
    return changed


def values_of(feature: Feature) -> dict[str, Any]:
    """All of FIELDS as they are."""
    texts = {text.language: text for text in feature.texts.all()} if feature.id else {}
    values: dict[str, Any] = {name: getattr(feature, name) for name in OF_FEATURE}
    for code, _name in LANGUAGES:
        values |= {f"{part}_{code}": getattr(texts.get(code), part, "") for part in PARTS}
    return values


def _checked(name: str, value: Any) -> Any:
    if name not in FIELDS:
        raise Refused("unknown-field", _("There is no such field: %(name)s.") % {"name": name}, field=name)
    if name in CHECKS:
        return CHECKS[name](value)
    part = name.rpartition("_")[0]
    if part in LINES:
        return _line(value, LINES[part], name)
    text = "\n".join(line.rstrip() for line in str(value).replace("\r\n", "\n").split("\n")).strip()
    if part == "aliases":
        lines = dict.fromkeys(" ".join(line.split()) for line in text.splitlines())
        text = "\n".join(line for line in lines if line)
    if len(text) > LONGEST_TEXT:
        raise Refused("too-long", _("At most %(number)d letters.") % {"number": LONGEST_TEXT}, field=name)
    return text


def _line(value: Any, longest: int, field: str) -> str:
    line = " ".join(str(value).split())
    if len(line) > longest:
        raise Refused("too-long", _("At most %(number)d letters.") % {"number": longest}, field=field)
    return line


def _state(value: Any) -> str:
    if value not in State.values:
        raise Refused("no-such-state", _("Choose how far it can be done."), field="state")
    return str(value)


def _owner(value: Any) -> int | None:
    if value in (None, ""):
        return None
    if not Person.objects.filter(id=value, deactivated_at__isnull=True).exists():
        raise Refused("no-such-person", _("This person has no seat here."), field="owner_id")
    return int(value)


def _day(value: Any) -> date:
    if value in (None, ""):
        return localdate() + REVIEWED_EACH
    if not isinstance(value, date):
        raise Refused("bad-day", _("Enter a date."), field="review_due_on")
    return value


CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "area": lambda value: _line(value, 60, "area"),
    "since": lambda value: _line(value, 40, "since"),
    "state": _state,
    "owner_id": _owner,
    "review_due_on": _day,
}


def _check_whole(wanted: Mapping[str, Any]) -> None:
    """A name in one language at least, nothing said in a language without one, and what its state needs."""
    codes = [code for code, _name in LANGUAGES if wanted[f"name_{code}"]]
    if not codes:
        raise Refused("empty", _("Give the feature a name in one language at least."), field="name_ja")
    _state(wanted["state"])
    needs = {
        State.FROM_PLAN: ("plan", _("Say from which plan on.")),
        State.LIMITED: ("limits", _("Say what limits it.")),
    }
    for code, _name in LANGUAGES:
        said = [part for part in PARTS if wanted[f"{part}_{code}"]]
        if said and code not in codes:
            raise Refused("empty", _("Give it a name in this language too."), field=f"name_{code}")
        if said and wanted["state"] in needs:
            part, text = needs[wanted["state"]]
            if not wanted[f"{part}_{code}"]:
                raise Refused("empty", text, field=f"{part}_{code}")


def _text(feature: Feature, code: str, wanted: Mapping[str, Any]) -> FeatureText:
    values = {part: wanted[f"{part}_{code}"] for part in PARTS}
    return FeatureText(workspace_id=feature.workspace_id, feature=feature, language=code, **values)


def _set(feature: Feature, wanted: Mapping[str, Any], texts: list[FeatureText]) -> None:
    for name in OF_FEATURE:
        setattr(feature, name, wanted[name])
    first = Workspace.objects.values_list("language", flat=True).get(id=feature.workspace_id)
    feature.name = next((text.name for text in texts if text.language == first), texts[0].name)
    feature.words = words_of_feature(feature.area, texts)
    feature.forms = forms_of(line for text in texts for line in (text.name, *text.aliases.splitlines()))
    feature.changed_at = feature.reviewed_at = now()


def _keep(feature: Feature, texts: list[FeatureText]) -> None:
    try:
        with transaction.atomic():
            feature.save()
            feature.texts.all().delete()
            FeatureText.objects.bulk_create(texts)
    except IntegrityError as error:
        if "feature_texts_name_once" not in str(error):
            raise
        text = _("There is a feature of this name already.")
        raise Refused("name-taken", text, field=f"name_{_taken(texts, feature)}") from error


def _taken(texts: list[FeatureText], feature: Feature) -> str:
    """The language in which another one has the name."""
    others = FeatureText.objects.exclude(feature_id=feature.id)
    taken = (text.language for text in texts if others.filter(language=text.language, name__iexact=text.name).exists())
    return next(taken, texts[0].language)


def _change(
    feature: Feature, name: str, before: Mapping[str, Any], after: Mapping[str, Any], actor: Actor
) -> FeatureChange:
    told = [
        Person.objects.filter(id=one[name]).values_list("name", flat=True).first() if name == "owner_id" else one[name]
        for one in (before, after)
    ]
    return FeatureChange(
        workspace_id=feature.workspace_id,
        feature=feature,
        person_id=actor.person_id,
        field=name,
        before=str(told[0] or ""),
        after=str(told[1] or ""),
    )
