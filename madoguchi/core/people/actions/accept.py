"""Taking the seat that an invitation offers, with a new account or with one that is there."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.accounts import NewAccount, make_account
from madoguchi.core.people.actor import acting
from madoguchi.core.people.events import InvitationAccepted, PersonReactivated
from madoguchi.core.people.invitations import key_of, open_invitations
from madoguchi.core.people.models import Invitation, Person, Role, User
from madoguchi.core.people.steps import seat, unlist_key
from madoguchi.core.workspaces.models import Directory


def accept_with_new_account(secret: str, *, account: NewAccount) -> Person:
    """Make the account and the seat. The account gets the address that was invited, whatever `account` says.

    Raises Refused: "invitation-over", "has-account" (sign in and accept with it), or what is wrong in a field.
    """
    with _opened(secret) as invitation:
        if account.email != invitation.email:
            raise Refused("other-address", _("The invitation is for another address."), field="email")
        return _take(invitation, make_account(account))


def accept_with_account(secret: str, *, user_id: int) -> Person:
    """Add the seat to an account that is there. Raises Refused("other-account") unless it has the address."""
    with _opened(secret) as invitation:
        user = User.objects.get(id=user_id)
        if user.email != invitation.email:
            raise Refused("other-account", _("This invitation is for another account. Sign in with that one."))
        return _take(invitation, user)


@contextmanager
def _opened(secret: str) -> Iterator[Invitation]:
    """The invitation, locked, inside its workspace."""
    over = Refused("invitation-over", _("This invitation is no longer valid. Ask for a new one."))
    secret_digest = digest(secret)
    with transaction.atomic():
        entry = Directory.objects.filter(key=key_of(secret_digest)).first()
        if entry is None:
            raise over
        with tenant(entry.workspace_id):
            invitation = open_invitations().select_for_update().filter(digest=secret_digest).first()
            if invitation is None:
                raise over
            yield invitation


def _take(invitation: Invitation, user: User) -> Person:
    everywhere = not invitation.inbox_ids and invitation.role != Role.PARTNER
    person = Person.objects.select_for_update().filter(user=user).first()
    if person is None:
        person = seat(user, role=invitation.role, all_inboxes=everywhere)
    else:
        _return(person, invitation, everywhere)
    invitation.accepted_at = now()
    invitation.save(update_fields=["accepted_at"])
    unlist_key(key_of(invitation.digest))
    fact = InvitationAccepted(invitation.id, person.id, list(invitation.inbox_ids))
    record(fact, actor=acting(person, inbox_ids=None), about=Subject())
    return person


def _return(person: Person, invitation: Invitation, everywhere: bool) -> None:
    """Somebody who was here before comes back, with the role they are invited to now."""
    was_away = person.deactivated_at is not None
    person.role, person.all_inboxes, person.deactivated_at = invitation.role, everywhere, None
    person.save(update_fields=["role", "all_inboxes", "deactivated_at"])
    if was_away:
        record(PersonReactivated(person.id), actor=acting(person, inbox_ids=None), about=Subject())
