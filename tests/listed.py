"""What a list of the desk holds."""

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.views import Scope
from madoguchi.core.people.actor import Actor
from madoguchi.features.views.listing import Listing
from madoguchi.features.views.pages import page


def rows_in(actor: Actor, scope: Scope) -> list[Conversation]:
    """The first rows of a list, as the desk shows them; needs a tenant."""
    return page(Listing(actor, scope), limit=200).rows
