"""Taking a seat by an invitation, and the very first workspace."""

from allauth.account.utils import perform_login
from allauth.account.views import login as allauth_login
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base.errors import Refused
from madoguchi.core.people.actions.accept import accept_with_account, accept_with_new_account
from madoguchi.core.people.actions.set_up import set_up_first
from madoguchi.core.people.models import Person, User
from madoguchi.core.people.queries import Invited, invited_by_secret, seats_of
from madoguchi.core.workspaces.checks import time_zones
from madoguchi.faces.desk.account.first_run import code_fits, forget_code, is_first_run, needs_code
from madoguchi.faces.desk.account.forms import AccountForm, WelcomeForm
from madoguchi.faces.desk.seat import WORKSPACE_KEY


def login(request: HttpRequest) -> HttpResponseBase:
    """allauth's page; while nobody can have an account, the page that makes the first."""
    if request.method == "GET" and is_first_run():
        return redirect("account_welcome")
    answer: HttpResponseBase = allauth_login(request)
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """The page behind the link: with a new account, or with the one that the address has."""
    invited = invited_by_secret(secret)
    if invited is None:
        return render(request, "account/invitation_over.html", status=404)
    if request.user.is_authenticated or invited.has_account:
        return _with_account(request, secret, invited)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        language, zone = translation.get_language() or invited.language, invited.time_zone
        account = form.account(invited.email, language=language, time_zone=zone)
        try:
            return _enter(request, accept_with_new_account(secret, account=account))
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, error.text)
    return render(request, "account/invitation.html", {"form": form, "invited": invited}, status=_status(form))


def _with_account(request: HttpRequest, secret: str, invited: Invited) -> HttpResponse:
    if not request.user.is_authenticated:
        messages.info(request, _("Sign in to take your seat at %(workspace)s.") % {"workspace": invited.workspace})
        return redirect_to_login(request.path)
    refusal = ""
    if request.method == "POST":
        try:
            person = accept_with_account(secret, user_id=request.user.pk)
            request.session[WORKSPACE_KEY] = person.workspace_id
            return redirect("/desk/")
        except Refused as error:
            refusal = error.text
    context = {"invited": invited, "refusal": refusal, "is_other": request.user.email != invited.email}
    return render(request, "account/invitation_join.html", context, status=422 if refusal else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """The first workspace and its administrator; once there is one, the old address leads to the desk."""
    if not is_first_run():
        return redirect("/desk/")
    initial = {
        "code": request.GET.get("code", ""),
        "language": translation.get_language(),
        "time_zone": "Asia/Tokyo" if translation.get_language() == "ja" else "UTC",
    }
    form = WelcomeForm(request.POST or None, initial=initial)
    if not needs_code(request):
        del form.fields["code"]
    if request.method == "POST" and form.is_valid():
        if "code" in form.fields and not code_fits(form.cleaned_data["code"]):
            form.add_error("code", _("This is not the code that the server printed when it started."))
        else:
            try:
                return _enter(request, _set_up(form))
            except Refused as error:
                form.add_error(error.field if error.field in form.fields else None, error.text)
    context = {"form": form, "time_zones": sorted(time_zones())}
    return render(request, "account/welcome.html", context, status=_status(form))


def _set_up(form: WelcomeForm) -> Person:
    given = form.cleaned_data
    language, zone = given["language"], given["time_zone"]
    account = form.account(given["email"], language=language, time_zone=zone)
    _workspace, person = set_up_first(given["workspace"], language=language, time_zone=zone, administrator=account)
    forget_code()
    return person


def _enter(request: HttpRequest, person: Person) -> HttpResponse:
    """Sign in whoever has just chosen a password."""
    user = User.objects.get(id=person.user_id or 0)
    response: HttpResponse = perform_login(request, user, email_verification="none", redirect_url="/desk/")
    request.session[WORKSPACE_KEY] = person.workspace_id
    return response


def _status(form: AccountForm) -> int:
    return 422 if form.errors else 200


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out one of one's own sessions."""
    session = get_object_or_404(UserSession, id=session_id, user_id=request.user.pk)
    get_adapter().end_sessions([session])
    return redirect("usersessions_list")


@require_POST
def choose_workspace(request: HttpRequest) -> HttpResponse:
    """Work in another workspace from now on."""
    chosen = request.POST.get("workspace", "")
    places = seats_of(request.user.pk) if request.user.is_authenticated else []
    for place in places:
        if str(place.workspace_id) == chosen:
            request.session[WORKSPACE_KEY] = place.workspace_id
            return redirect("/desk/")
    raise Http404
