"""Who a session is of (settings.AUTHENTICATION_BACKENDS)."""

from allauth.account.auth_backends import AuthenticationBackend

from madoguchi.base.rows import common_row_by_id
from madoguchi.core.people.models import User


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth's; every page begins with a look at the user, so the plan of that is kept."""

    def get_user(self, user_id: int) -> User | None:
        user = common_row_by_id(User, user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
