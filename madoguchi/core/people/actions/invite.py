"""Invitations by mail: good once, for seven days, for the one address."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.secrets import seal
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest, random_name
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.accounts import checked_email
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.events import InvitationRevoked, PersonInvited
from madoguchi.core.people.invitations import key_of, open_invitations
from madoguchi.core.people.jobs import send_invitation
from madoguchi.core.people.models import Invitation, Person
from madoguchi.core.people.policies import require
from madoguchi.core.people.roles import checked_role
from madoguchi.core.people.steps import list_key, unlist_key
from madoguchi.core.workspaces.checks import checked_language

GOOD_FOR = timedelta(days=7)


def invite(email: str, *, role: str, inbox_ids: Sequence[int], language: str, actor: Actor) -> Invitation:
    """Send an invitation in the language of the invited; an open one for the same address ends.

    `inbox_ids` empty means every inbox, for a partner none. The secret exists only in the mail, and sealed
    in the job that sends it. Raises Refused("has-seat") for somebody who is here already.
    """
    require(actor, "person.manage")
    address = checked_email(email)
    secret = random_name(256)
    with tenant(actor.workspace_id):
        if Person.objects.filter(email=address, deactivated_at__isnull=True).exists():
            raise Refused("has-seat", _("This person is a member already."), field="email")
        _end_open(address)
        invitation = Invitation.objects.create(
            workspace_id=actor.workspace_id,
            email=address,
            role=checked_role(role, actor),
            inbox_ids=sorted(set(inbox_ids)),
            digest=digest(secret),
            invited_by_id=actor.person_id,
            expires_at=now() + GOOD_FOR,
        )
        list_key(key_of(invitation.digest), invitation.id)
        record(PersonInvited(invitation.id, invitation.role), actor=actor, about=Subject())
        send_invitation.defer(
            workspace_id=actor.workspace_id,
            invitation_id=invitation.id,
            sealed_secret=seal({"secret": secret}),
            language=checked_language(language),
        )
        return invitation


def revoke_invitation(invitation_id: int, *, actor: Actor) -> None:
    """Its link leads nowhere from now on. Raises NotAllowed when there is no open one."""
    require(actor, "person.manage")
    with tenant(actor.workspace_id):
        invitation = open_invitations().select_for_update().filter(id=invitation_id).first()
        if invitation is None:
            raise NotAllowed("not-found", _("This invitation is no longer open."))
        _end(invitation)
        record(InvitationRevoked(invitation.id), actor=actor, about=Subject())


def _end_open(address: str) -> None:
    for invitation in Invitation.objects.select_for_update().filter(
        email=address, accepted_at__isnull=True, revoked_at__isnull=True
    ):
        _end(invitation)


def _end(invitation: Invitation) -> None:
    invitation.revoked_at = now()
    invitation.save(update_fields=["revoked_at"])
    unlist_key(key_of(invitation.digest))
