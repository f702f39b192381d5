"""Who may give which role. Nobody gives more than they have."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Role
from madoguchi.core.people.policies import PERMISSIONS


def roles_to_give(actor: Actor) -> list[Role]:
    """The roles whose every permission the actor has."""
    return [role for role in Role if all(actor.may(permission) for permission in PERMISSIONS[role.value])]


def checked_role(role: str, actor: Actor) -> Role:
    """Raises Refused("role-too-high") for a role that is unknown or beyond the actor's own."""
    for known in roles_to_give(actor):
        if known.value == role:
            return known
    raise Refused("role-too-high", _("You cannot give this role."), field="role")
