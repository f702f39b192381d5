"""What Django and allauth tell about sign-ins, for the audit log.

Elsewhere signals are against the rules of the house; these are the only way in which the two libraries tell it.
Failed attempts are written by a job: it is put down the same way whether the address is known or not, so that
the time of the answer tells nothing.
"""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from madoguchi.base.addresses import mail_key
from madoguchi.core.people.models import User
from madoguchi.faces.desk.account.log import audit_everywhere, client_of
from madoguchi.faces.desk.account.sessions import end_all_sessions
from madoguchi.faces.desk.jobs import note_failure


def connect() -> None:
    """Listen, once, when the models are loaded."""
    for signal, heard in (
        (auth.user_logged_in, signed_in),
        (auth.user_logged_out, signed_out),
        (auth.user_login_failed, failed),
        (mfa.authentication_failed, second_factor_failed),
        (mfa.authenticator_added, factor_added),
        (mfa.authenticator_removed, factor_removed),
        (mfa.authenticator_reset, factor_reset),
        (account.password_changed, password_changed),
        (account.password_set, password_changed),
        (account.password_reset, password_reset),
    ):
        signal.connect(heard)


def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    audit_everywhere("sign_in.succeeded", user.pk, client=client_of(request))


def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        audit_everywhere("sign_in.ended", user.pk, client=client_of(request))


def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    client = client_of(request)
    email = mail_key(str(credentials.get("email") or credentials.get("username") or ""))[:254]
    note_failure.defer(email=email, why="password", address=client.address or "", agent=client.agent)


def second_factor_failed(request: HttpRequest, user: User, **_: Any) -> None:
    client = client_of(request)
    note_failure.defer(email=user.email, why="second_factor", address=client.address or "", agent=client.agent)


def password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    end_all_sessions(user.pk, but=request.session.session_key)
    audit_everywhere("password.changed", user.pk, client=client_of(request))


def password_reset(request: HttpRequest, user: User, **_: Any) -> None:
    end_all_sessions(user.pk)
    audit_everywhere("password.reset", user.pk, client=client_of(request))


def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    audit_everywhere("second_factor.added", user.pk, client=client_of(request), factor=str(authenticator.type))


def factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    audit_everywhere("second_factor.removed", user.pk, client=client_of(request), factor=str(authenticator.type))


def factor_reset(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    audit_everywhere("second_factor.reset", user.pk, client=client_of(request), factor=str(authenticator.type))
