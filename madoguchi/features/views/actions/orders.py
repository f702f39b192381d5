"""In which order somebody reads a list."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.features.views.orders import ORDERS

MOST = 200  # lists; then another one is forgotten


def choose_order(word: str, *, order: str, actor: Actor) -> None:
    """Remember the order of a list (as addresses name it) for one person; "" for its own. Raises
    Refused("no-such-order")."""
    if actor.person_id is None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    if order and order not in ORDERS:
        raise Refused("no-such-order", _("There is no such order."), field="order")
    with tenant(actor.workspace_id):
        person = Person.objects.select_for_update().get(id=actor.person_id)
        kept = {name: value for name, value in person.list_orders.items() if name != word}
        if order:
            kept[word[:40]] = order
        person.list_orders = dict(list(kept.items())[-MOST:])
        person.save(update_fields=["list_orders"])
