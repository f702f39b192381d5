"""Where allauth asks how this product does it."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import qrcode  # type: ignore[import-untyped]
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from madoguchi.base.clock import now
from madoguchi.base.secrets import seal, unseal
from madoguchi.core.people.models import User
from madoguchi.faces.desk.account.log import audit_everywhere, client_of
from madoguchi.faces.desk.jobs import send_notice


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts come from invitations alone; mails go out by jobs; links name the host of the settings."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the account's own address: there are no others here."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the owner of an account what was changed in it, in their language."""
        client = client_of(self.request)
        send_notice.defer(
            user_id=user.pk,
            kind=template_prefix.rpartition("/")[2],
            at=now().isoformat(),
            address=client.address or "",
            agent=client.agent,
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing of allauth's own: what is to be sent is written in faces/desk/jobs.py."""

    def get_reset_password_from_key_url(self, key: str) -> str:
        raise NotImplementedError  # the job makes the link, from the address of the settings


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets are sealed at rest; passkeys belong to the host of the settings, whatever a request calls it."""

    def encrypt(self, text: str) -> str:
        return seal({"secret": text})

    def decrypt(self, encrypted_text: str) -> str:
        return str(unseal(encrypted_text)["secret"])

    def build_totp_svg(self, url: str) -> str:
        """Black on white in every theme: cameras want it so."""
        image = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(image)
        return image.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002  # its name there
        """What a key is called that its owner gave no name."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def validation_error(self, code: str, *arguments: object) -> ValidationError:
        """A passkey that is not accepted is no wrong code, as which allauth has both."""
        if code == "incorrect_code" and "credential" in self.request.POST:
            return ValidationError(_("The passkey was not accepted. Try again."), code=code)
        refusal: ValidationError = super().validation_error(code, *arguments)
        return refusal

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.MADOGUCHI.public_url).hostname or "", "name": "Madoguchi"}


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]  # allauth has no types
    """Ending a session is a line in the audit log."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        ended = list(sessions)
        super().end_sessions(ended)
        for session in ended:
            audit_everywhere("session.ended", session.user_id, client=client_of(self.request), ended=str(session.ip))
