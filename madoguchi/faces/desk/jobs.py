"""Mails about accounts, and lines about failed sign-ins. Each job may run twice."""

from datetime import datetime
from zoneinfo import ZoneInfo

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from procrastinate import RetryStrategy

from madoguchi.base.jobs import job
from madoguchi.core.people.models import User
from madoguchi.faces.desk.account.log import Client, audit_everywhere
from madoguchi.faces.desk.templatetags.devices import device

LATER = RetryStrategy(max_attempts=6, wait=20, exponential_wait=2)

# allauth's names for what happened to an account, and what its owner is told.
NOTICES = {
    "password_changed": gettext_noop("Your password was changed."),
    "password_set": gettext_noop("A password was set for your account."),
    "password_reset": gettext_noop("Your password was replaced by a new one."),
    "totp_activated": gettext_noop("An authenticator app was added to your account."),
    "totp_deactivated": gettext_noop("The authenticator app was removed from your account."),
    "recovery_codes_generated": gettext_noop("New recovery codes were made for your account."),
    "webauthn_added": gettext_noop("A passkey or security key was added to your account."),
    "webauthn_removed": gettext_noop("A passkey or security key was removed from your account."),
}


@job("send_password_link", retry=LATER)
def send_password_link(email: str) -> None:
    """Mail a link for a new password, if the address has an account; nothing tells whether it has."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    # The host is the one of the settings: that of a request could be anybody's.
    link = settings.MADOGUCHI.public_url + reverse("account_reset_password_from_key", kwargs=key)
    with translation.override(user.language):
        body = _(
            "%(name)s,\n\nopen this link to choose a new password:\n%(link)s\n\n"
            "It works once, for one hour. If you did not ask for it, you can ignore this mail: nothing was changed.\n"
        )
        _mail(user, _("Choose a new password"), body % {"name": user.name, "link": link})


@job("send_notice", retry=LATER)
def send_notice(user_id: int, kind: str, at: str, address: str, agent: str) -> None:
    """Tell somebody that their account was changed, so that they notice if it was not them."""
    user = User.objects.filter(id=user_id).first()
    if user is None or kind not in NOTICES:
        return
    when = datetime.fromisoformat(at).astimezone(ZoneInfo(user.time_zone))
    with translation.override(user.language):
        what = _(NOTICES[kind])
        body = _(
            "%(name)s,\n\n%(what)s\n\nTime: %(when)s\nAddress: %(address)s\nBrowser: %(agent)s\n\n"
            "If this was not you, choose a new password at once and tell your administrator:\n%(link)s\n"
        )
        told = {
            "name": user.name,
            "what": what,
            "when": f"{when:%Y-%m-%d %H:%M}",
            "address": address,
            "agent": device(agent),
            "link": settings.MADOGUCHI.public_url + reverse("account_reset_password"),
        }
        _mail(user, what.rstrip(".。"), body % told)


def _mail(user: User, subject: str, body: str) -> None:
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email]).send()


@job("note_failure")
def note_failure(email: str, why: str, address: str, agent: str) -> None:
    """Write a failed sign-in into the audit logs of whoever it was tried for."""
    user = User.objects.filter(email=email).first()
    if user is not None:
        audit_everywhere("sign_in.failed", user.id, client=Client(address or None, agent), why=why)
