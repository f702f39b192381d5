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
    with tenant(actor.workspace_id):
        if Person.objects.filter(email=address, deactivated_at__isnull=True).exists():
            raise Refused("has-seat", _("This person is a member already."), field="email")
        role = checked_role(role, actor)
        asked = Invitation(
            email=address, role=role, inbox_ids=sorted(set(inbox_ids)), language=checked_language(language)
        )
        return _sent(asked, actor)


def invite_again(invitation_id: int, *, actor: Actor) -> Invitation:
    """Send an open invitation anew, good for as long as a new one: the link of the mail before ends, for nobody knows
    it but the mail. Raises NotAllowed when there is no open one."""
    require(actor, "person.manage")
    with tenant(actor.workspace_id):
        before = open_invitations().filter(id=invitation_id).first()
        if before is None:
            raise NotAllowed("not-found", _("This invitation is no longer open."))
        checked_role(before.role, actor)
        again = Invitation(email=before.email, role=before.role, inbox_ids=before.inbox_ids, language=before.language)
        return _sent(again, actor)


def revoke_invitation(invitation_id: int, *, actor: Actor) -> None:
    """Its link leads nowhere from now on. Raises NotAllowed when there is no open one."""
    require(actor, "person.manage")
    with tenant(actor.workspace_id):
        invitation = open_invitations().select_for_update().filter(id=invitation_id).first()
        if invitation is None:
            raise NotAllowed("not-found", _("This invitation is no longer open."))
        _end(invitation)
        record(InvitationRevoked(invitation.id), actor=actor, about=Subject())


def _sent(invitation: Invitation, actor: Actor) -> Invitation:
    """Kept, in the place of any that is open for this address, and on its way."""
    secret = random_name(256)
    _end_open(invitation.email)
    invitation.workspace_id, invitation.digest = actor.workspace_id, digest(secret)
    invitation.invited_by_id, invitation.expires_at = actor.person_id, now() + GOOD_FOR
    invitation.save(force_insert=True)
    invitation.refresh_from_db(fields=["created_at"])
    list_key(key_of(invitation.digest), invitation.id)
    record(PersonInvited(invitation.id, invitation.role), actor=actor, about=Subject())
    send_invitation.defer(
        workspace_id=actor.workspace_id,
        invitation_id=invitation.id,
        sealed_secret=seal({"secret": secret}),
        language=invitation.language,
    )
    return invitation


def _end_open(address: str) -> None:
    for invitation in Invitation.objects.select_for_update().filter(
        email=address, accepted_at__isnull=True, revoked_at__isnull=True
    ):
        _end(invitation)


def _end(invitation: Invitation) -> None:
    invitation.revoked_at = now()
    invitation.save(update_fields=["revoked_at"])
    unlist_key(key_of(invitation.digest))
