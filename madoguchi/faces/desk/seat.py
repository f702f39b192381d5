"""Who sits at the desk: every view stands inside their workspace, under their rights, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person, User
from madoguchi.core.people.queries import actor_for, seat_for, seats_of
from madoguchi.core.workspaces.models import LANGUAGES, Workspace
from madoguchi.faces.desk.answers import refusal

WORKSPACE_KEY = "workspace"
NO_SEAT = "no-seat"


@dataclass(frozen=True)
class Seat:
    """One person in one workspace, for the length of a request."""

    person: Person
    workspace: Workspace
    actor: Actor

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that the workspace reckons in (snoozes, due times)."""
        return ZoneInfo(self.workspace.time_zone)

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Of what is kept in both languages: code and own name, the workspace's first."""
        return sorted(LANGUAGES, key=lambda one: one[0] != self.workspace.language)

    def may(self, permission: str) -> bool:
        return self.actor.may(permission)


class DeskRequest(HttpRequest):
    """A request that `seated` let through."""

    seat: Seat
    user: User
    htmx: HtmxDetails


P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponse]


def seated(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let the view run for the signed-in person of a workspace.

    One transaction holds what the view changes and the page it answers with: when the page fails, nothing happened.
    NotAllowed becomes 404, any other Refused its words with 422. Without a seat: 404.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        assert isinstance(request, HttpRequest)
        workspace_id = chosen_workspace(request)
        try:
            with tenant(workspace_id):
                request.seat = _seat(request.user.id, workspace_id)  # type: ignore[attr-defined]
                response = view(request, *args, **kwargs)  # type: ignore[arg-type]
                if isinstance(response, SimpleTemplateResponse):
                    response.render()
        except NotAllowed as error:
            if error.code == NO_SEAT and request.session.pop(WORKSPACE_KEY, None):
                return redirect("desk:home")  # the seat was taken away: another workspace may have one
            raise Http404(error.text) from error
        except Refused as error:
            response = refusal(error)
        patch_vary_headers(response, ("HX-Request", "HX-Target"))
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", guarded)


def chosen_workspace(request: HttpRequest) -> int:
    """The workspace that the session works in; the first of the user's where none was chosen. Http404 without one."""
    chosen = request.session.get(WORKSPACE_KEY)
    if isinstance(chosen, int):
        return chosen
    assert request.user.is_authenticated
    places = seats_of(request.user.id)
    if not places:
        raise Http404(_("You have no seat in any workspace."))
    request.session[WORKSPACE_KEY] = places[0].workspace_id
    return places[0].workspace_id


def _seat(user_id: int, workspace_id: int) -> Seat:
    found = seat_for(user_id, workspace_id)
    if found is None:
        raise NotAllowed(NO_SEAT, _("You have no seat in this workspace."))
    person, workspace = found
    return Seat(person, workspace, actor_for(person))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; a fragment asks its page to go there instead of showing it inside itself."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path())
