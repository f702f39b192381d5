"""Writing down what the product can do, looking whether it is still true, and throwing an entry away."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.registry.events import FeatureChanged, FeatureCreated, FeatureDeleted, FeatureReviewed
from madoguchi.features.registry.models import Feature
from madoguchi.features.registry.queries import features_visible_to
from madoguchi.features.registry.steps import REVIEWED_EACH, write


def save_feature(fields: Mapping[str, Any], *, actor: Actor) -> Feature:
    """Write one down. `fields`: any of steps.FIELDS, a name and a state at least. Raises as steps.write()."""
    require(actor, "registry.write")
    with tenant(actor.workspace_id):
        feature = Feature(workspace_id=actor.workspace_id)
        write(feature, fields, actor)
        record(FeatureCreated(feature.id, feature.state), actor=actor, about=Subject())
        return feature


def change_feature(feature_id: int, changes: Mapping[str, Any], *, actor: Actor) -> Feature:
    """Change any of its fields; what they were before is kept. Raises as steps.write()."""
    require(actor, "registry.write")
    with tenant(actor.workspace_id):
        feature = locked(feature_id, actor)
        if changed := write(feature, changes, actor):
            record(FeatureChanged(feature.id, feature.state, changed), actor=actor, about=Subject())
        return feature


def review_feature(feature_id: int, *, until: date | None = None, actor: Actor) -> Feature:
    """It is still true; it is looked at again on a day, half a year from now unless another is named.

    Raises Refused("bad-day").
    """
    require(actor, "registry.write")
    if until is not None and until <= localdate():
        raise Refused("bad-day", _("Choose a day in the future."), field="review_due_on")
    with tenant(actor.workspace_id):
        feature = locked(feature_id, actor)
        feature.reviewed_at, feature.review_due_on = now(), until or localdate() + REVIEWED_EACH
        feature.save(update_fields=["reviewed_at", "review_due_on"])
        record(FeatureReviewed(feature.id, feature.review_due_on.isoformat()), actor=actor, about=Subject())
        return feature


def delete_feature(feature_id: int, *, actor: Actor) -> None:
    """Throw it away with its history. What is not done any more is better said than thrown away."""
    require(actor, "registry.write")
    with tenant(actor.workspace_id):
        locked(feature_id, actor).delete()
        record(FeatureDeleted(feature_id), actor=actor, about=Subject())


def locked(feature_id: int, actor: Actor) -> Feature:
    """Raises NotAllowed."""
    found = features_visible_to(actor).select_for_update(of=("self",)).filter(id=feature_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This feature does not exist."))
    return found
