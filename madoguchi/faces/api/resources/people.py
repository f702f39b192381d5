"""People, invitations, teams, tokens, and the workspace itself."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from madoguchi.core.conversations.actions.teams import delete_team
from madoguchi.core.inboxes.actions import access
from madoguchi.core.people import queries
from madoguchi.core.people.actions import invite, seats, teams, tokens
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.core.people.policies import PERMISSIONS, require
from madoguchi.core.workspaces.actions.change import change_workspace as change
from madoguchi.core.workspaces.models import Workspace
from madoguchi.faces.api.answers import Call, SecretAnswer, answer, done, one, whole
from madoguchi.faces.api.fields import Given, Id, Language, Name, Role, Time
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.shapes.settings import (
    InvitationPage,
    InvitationShown,
    Me,
    PersonPage,
    PersonShown,
    TeamPage,
    TeamShown,
    TokenMade,
    TokenPage,
    WorkspaceShown,
    invitation_of,
    person_of,
    team_of,
    token_of,
    workspace_of,
)

router = Router(tags=["people"])
PERSON = "/people/{int:person_id}"
TEAM = "/teams/{int:team_id}"
Scope = Literal["read", "conversations", "contacts", "articles", "settings"]
Ids = Annotated[list[Id], Field(max_length=1000)]


class PersonChanges(Given):
    role: Role = "agent"
    all_inboxes: bool = True
    active: Annotated[bool, Field(description="A seat that is closed sees nothing; its tokens end.")] = True


class NewInvitation(Given):
    """`inbox_ids` empty means every inbox, for a partner none."""

    email: Annotated[str, Field(max_length=254)]
    role: Role
    inbox_ids: Ids = []
    language: Language = "ja"


class NewTeam(Given):
    name: Annotated[Name, Field(min_length=1, max_length=60)]
    person_ids: Ids = []


class TeamChanges(Given):
    name: Annotated[Name, Field(min_length=1, max_length=60)] = "-"
    person_ids: Ids = []


class NewToken(Given):
    name: Annotated[Name, Field(min_length=1, max_length=80)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=10)]
    expires_at: Time | None = None


class WorkspaceChanges(Given):
    name: Annotated[Name, Field(min_length=1, max_length=120)] = "-"
    language: Language = "ja"
    time_zone: Name = "Asia/Tokyo"
    unseen_watching: Annotated[bool, Field(description="Supervisors may look on without being shown.")] = False
    tracks_promises: Annotated[bool, Field(description="A time that a reply promises becomes the due time.")] = True
    long_wait_minutes: Annotated[int, Field(ge=1, description="A customer who waited so long waits long.")] = 30
    too_long_wait_minutes: Annotated[int, Field(ge=2, description="And one who waited so long, too long.")] = 120
    unanswered_minutes: Annotated[int, Field(ge=1, description="What was owed for so long counts as unanswered.")] = (
        1440
    )


@router.get("/me", response=Me, summary="Read whom the token speaks for")
def read_me(request: Call) -> HttpResponse:
    actor = request.actor
    return answer(
        {
            "workspace": workspace_of(Workspace.objects.get(id=actor.workspace_id)),
            "person": person_of(Person.objects.get(id=actor.own_id)),
            "token_id": actor.id,
            "scopes": sorted(actor.scopes or ()),
            "permissions": sorted(one for one in PERMISSIONS[actor.role] if actor.may(one)),
        }
    )


@router.get("/people", response=PersonPage, summary="List people")
def list_people(request: Call) -> HttpResponse:
    require(request.actor, "person.read")
    return whole(queries.people_visible_to(request.actor).prefetch_related("inbox_access"), person_of)


@router.get(PERSON, response=PersonShown, summary="Read a person")
def read_person(request: Call, person_id: Id) -> HttpResponse:
    return one(request, _person(person_id, request.actor))


@router.patch(PERSON, response=PersonShown, summary="Change a person's role, inboxes or seat")
def change_person(request: Call, person_id: Id, changes: PersonChanges) -> HttpResponse:
    given, actor = changes.changes(), request.actor
    if given.get("active") is True:
        seats.reactivate(person_id, actor=actor)
    if "role" in given:
        seats.change_role(person_id, role=changes.role, actor=actor)
    if "all_inboxes" in given:
        show = access.show_all_inboxes if changes.all_inboxes else access.show_named_inboxes
        show(person_id, actor=actor)
    if given.get("active") is False:
        seats.deactivate(person_id, actor=actor)
    return answer(_person(person_id, actor))


@router.put(f"{PERSON}/inboxes/{{int:inbox_id}}", response=PersonShown, summary="Let a person see an inbox")
def grant_inbox(request: Call, person_id: Id, inbox_id: Id) -> HttpResponse:
    access.grant_access(person_id, inbox_id=inbox_id, actor=request.actor)
    return answer(_person(person_id, request.actor))


@router.delete(f"{PERSON}/inboxes/{{int:inbox_id}}", response=PersonShown, summary="Take an inbox from a person")
def withdraw_inbox(request: Call, person_id: Id, inbox_id: Id) -> HttpResponse:
    access.withdraw_access(person_id, inbox_id=inbox_id, actor=request.actor)
    return answer(_person(person_id, request.actor))


@router.get("/invitations", response=InvitationPage, summary="List the open invitations")
def list_invitations(request: Call) -> HttpResponse:
    require(request.actor, "person.manage")
    return whole(queries.invitations_visible_to(request.actor), invitation_of)


@router.post("/invitations", response={201: InvitationShown}, summary="Invite somebody by mail")
def create_invitation(request: Call, new: NewInvitation) -> HttpResponse:
    made = invite.invite(new.email, role=new.role, inbox_ids=new.inbox_ids, language=new.language, actor=request.actor)
    return answer(invitation_of(made), 201)


@router.post(
    "/invitations/{int:invitation_id}/renewal", response={201: InvitationShown}, summary="Send an invitation again"
)
def renew_invitation(request: Call, invitation_id: Id) -> HttpResponse:
    """A new one takes its place: the link of the mail before ends."""
    return answer(invitation_of(invite.invite_again(invitation_id, actor=request.actor)), 201)


@router.delete("/invitations/{int:invitation_id}", response={204: None}, summary="Take an invitation back")
def revoke_invitation(request: Call, invitation_id: Id) -> HttpResponse:
    invite.revoke_invitation(invitation_id, actor=request.actor)
    return done()


@router.get("/teams", response=TeamPage, summary="List teams", tags=["teams"])
def list_teams(request: Call) -> HttpResponse:
    return whole(queries.teams_visible_to(request.actor).prefetch_related("teammember_set"), team_of)


@router.post("/teams", response={201: TeamShown}, summary="Make a team", tags=["teams"])
def create_team(request: Call, new: NewTeam) -> HttpResponse:
    team = teams.create_team(new.name, actor=request.actor)
    if new.person_ids:
        teams.set_team_people(team.id, person_ids=new.person_ids, actor=request.actor)
    return answer(_team(team.id, request.actor), 201, location=f"{request.path}/{team.id}")


@router.get(TEAM, response=TeamShown, summary="Read a team", tags=["teams"])
def read_team(request: Call, team_id: Id) -> HttpResponse:
    return one(request, _team(team_id, request.actor))


@router.patch(TEAM, response=TeamShown, summary="Change a team and who is in it", tags=["teams"])
def change_team(request: Call, team_id: Id, changes: TeamChanges) -> HttpResponse:
    given = changes.changes()
    if "name" in given:
        teams.rename_team(team_id, name=changes.name, actor=request.actor)
    if "person_ids" in given:
        teams.set_team_people(team_id, person_ids=changes.person_ids, actor=request.actor)
    return answer(_team(team_id, request.actor))


@router.delete(TEAM, response={204: None}, summary="Delete a team; its conversations stay", tags=["teams"])
def remove_team(request: Call, team_id: Id) -> HttpResponse:
    delete_team(team_id, actor=request.actor)
    return done()


@router.get("/tokens", response=TokenPage, summary="List tokens", tags=["tokens"])
def list_tokens(request: Call) -> HttpResponse:
    """One's own; everybody's with the right to manage them."""
    require(request.actor, "token.own")
    return whole(queries.tokens_visible_to(request.actor), token_of)


@router.post("/tokens", response={201: TokenMade}, summary="Make a token for oneself", tags=["tokens"])
def create_token(request: Call, new: NewToken) -> HttpResponse:
    token, clear = tokens.create_token(new.name, scopes=new.scopes, expires_at=new.expires_at, actor=request.actor)
    token.refresh_from_db()
    return answer(token_of(token) | {"token": clear}, 201, kind=SecretAnswer)


@router.delete("/tokens/{int:token_id}", response={204: None}, summary="End a token", tags=["tokens"])
def revoke_token(request: Call, token_id: Id) -> HttpResponse:
    tokens.revoke_token(token_id, actor=request.actor)
    return done()


@router.get("/workspace", response=WorkspaceShown, summary="Read the workspace", tags=["workspace"])
def read_workspace(request: Call) -> HttpResponse:
    return one(request, workspace_of(Workspace.objects.get(id=request.actor.workspace_id)))


@router.patch("/workspace", response=WorkspaceShown, summary="Change the workspace", tags=["workspace"])
def change_workspace(request: Call, changes: WorkspaceChanges) -> HttpResponse:
    return answer(workspace_of(change(changes.changes(), actor=request.actor)))


def _person(person_id: int, actor: Actor) -> dict[str, Any]:
    person = queries.people_visible_to(actor).prefetch_related("inbox_access").filter(id=person_id).first()
    if person is None:
        raise not_found()
    return person_of(person)


def _team(team_id: int, actor: Actor) -> dict[str, Any]:
    team = queries.teams_visible_to(actor).prefetch_related("teammember_set").filter(id=team_id).first()
    if team is None:
        raise not_found()
    return team_of(team)
