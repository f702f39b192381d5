"""Work of this app that is done later. Each job may run twice."""

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy

from madoguchi.base.clock import now
from madoguchi.base.errors import DeliveryError
from madoguchi.base.jobs import job
from madoguchi.base.secrets import unseal
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import system
from madoguchi.core.people.events import PersonChanged
from madoguchi.core.people.invitations import open_invitations
from madoguchi.core.people.models import Invitation, User
from madoguchi.core.people.steps import kana_of, locked_person
from madoguchi.core.workspaces.models import Workspace

# Waits 1, 2, 4 ... minutes: a mail server that is away for a night has the mail in the morning.
LATER = RetryStrategy(max_attempts=10, wait=30, exponential_wait=2)


@job("send_invitation", retry=LATER)
def send_invitation(workspace_id: int, invitation_id: int, sealed_secret: str, language: str) -> None:
    """Mail the link, unless the invitation is over meanwhile. What keeps it from going stands with the invitation."""
    with tenant(workspace_id):
        invitation = open_invitations().select_related("invited_by").filter(id=invitation_id).first()
        if invitation is None:
            return
        workspace = Workspace.objects.get(id=workspace_id)
        account = User.objects.filter(email=invitation.email).first()
        inviter = invitation.invited_by.name if invitation.invited_by else workspace.name
    secret = unseal(sealed_secret)["secret"]
    with translation.override(account.language if account else language or workspace.language):
        mail = _invitation_mail(invitation.email, workspace.name, inviter, secret)
        mail.connection = get_connection(workspace_id=workspace_id)
        try:
            mail.send()
        except DeliveryError as problem:
            _note(workspace_id, invitation_id, problem=str(problem)[:300])
            raise
    _note(workspace_id, invitation_id, sent_at=now(), problem="")


def _note(workspace_id: int, invitation_id: int, **became: object) -> None:
    with tenant(workspace_id):
        Invitation.objects.filter(id=invitation_id).update(**became)


def _invitation_mail(to: str, workspace: str, inviter: str, secret: str) -> EmailMessage:
    # The address is the one of the settings, never that of a request: a Host header can be anybody's.
    link = f"{settings.MADOGUCHI.public_url}/invitation/{secret}/"
    one_line = {"workspace": " ".join(workspace.split()), "inviter": " ".join(inviter.split()), "link": link}
    subject = _("%(inviter)s invites you to %(workspace)s on Madoguchi") % one_line
    body = _(
        "%(inviter)s invites you to work at the desk of %(workspace)s.\n\n"
        "Open this link to take your seat:\n%(link)s\n\n"
        "It works once, for seven days. If you did not expect this mail, you can ignore it.\n"
    )
    return EmailMessage(subject, body % one_line, settings.DEFAULT_FROM_EMAIL, [to])


@job("copy_name", retry=LATER)
def copy_name(workspace_id: int, person_id: int) -> None:
    """Bring a seat's name up to date with its account."""
    with tenant(workspace_id):
        person = locked_person(person_id)
        if person.user is None or person.name == person.user.name:
            return
        person.name, person.name_kana = person.user.name, kana_of(person.user)
        person.save(update_fields=["name", "name_kana"])
        record(PersonChanged(person.id, ["name"]), actor=system(workspace_id), about=Subject())
