"""A new password from whoever runs the installation, for somebody who cannot sign in any more."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import system
from madoguchi.core.people.models import User
from madoguchi.core.people.queries import seats_of
from madoguchi.core.people.steps import audit


def set_password(email: str, *, password: str) -> None:
    """Ends the account's sessions too. Every workspace of the person finds it in its audit log. Raises Refused."""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(email=email.lower()).first()
        if user is None:
            raise Refused("no-account", _("There is no account with this address."), field="email")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Refused("weak-password", " ".join(error.messages), field="password") from error
        user.set_password(password)
        user.save(update_fields=["password"])
        for place in seats_of(user.id):
            with tenant(place.workspace_id):
                audit("password.set_by_console", actor=system(place.workspace_id), subject=f"person:{place.person_id}")
