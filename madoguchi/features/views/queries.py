"""Which saved views somebody sees: their own, and the shared ones."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.core.people.actor import Actor
from madoguchi.features.views.models import SavedView


def saved_visible_to(actor: Actor) -> QuerySet[SavedView]:
    """One's own first, then the shared ones, each in its order."""
    found = SavedView.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("conversation.read"):
        return found.none()
    return found.filter(Q(person_id=actor.own_id) | Q(is_shared=True)).order_by("is_shared", "position", "id")


def saved_for(view_id: int, actor: Actor, *, lock: bool = False) -> SavedView:
    """One of them. Raises NotAllowed when it is not there for this actor."""
    rows = saved_visible_to(actor).select_related("person")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(id=view_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This view does not exist."))
    return found


def may_change(view: SavedView, actor: Actor) -> bool:
    """A shared one is changed by those who may share; the others are their owner's alone."""
    return actor.may("view.share") if view.is_shared else view.person_id == actor.own_id
