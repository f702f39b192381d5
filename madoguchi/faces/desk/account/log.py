"""Sign-ins in the audit logs of every workspace that the account has a seat in."""

from dataclasses import dataclass

from django.http import HttpRequest

from madoguchi.base.tenancy import tenant
from madoguchi.core.people.queries import seats_of
from madoguchi.core.people.steps import audit

AGENT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Client:
    """From where somebody asks: IP address and browser."""

    address: str | None
    agent: str


def client_of(request: HttpRequest | None) -> Client:
    """The client of a request; config/observe.py has put the right address into it."""
    if request is None:
        return Client(None, "")
    return Client(request.META.get("REMOTE_ADDR") or None, request.META.get("HTTP_USER_AGENT", "")[:AGENT_LENGTH])


def audit_everywhere(kind: str, user_id: int, *, client: Client, **detail: str) -> None:
    """One line in each workspace where the user has an active seat; no tenant may be open."""
    for place in seats_of(user_id):
        with tenant(place.workspace_id):
            audit(
                kind,
                actor=f"person:{place.person_id}",
                subject=f"person:{place.person_id}",
                detail={"agent": client.agent, **detail},
                address=client.address,
            )
