"""People and invitations."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.inboxes.actions.access import grant_access, show_all_inboxes, show_named_inboxes, withdraw_access
from madoguchi.core.inboxes.models import InboxAccess
from madoguchi.core.people.actions.invite import invite, invite_again, revoke_invitation
from madoguchi.core.people.actions.seats import change_role, deactivate, reactivate
from madoguchi.core.people.models import Role
from madoguchi.core.people.policies import DUTIES, PERMISSIONS, require
from madoguchi.core.people.queries import invitations_visible_to, people_visible_to
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.seat import DeskRequest, seated


@require_http_methods(["GET", "POST"])
@seated
def people(request: DeskRequest) -> HttpResponse:
    """Everybody with a seat, and who is invited; POST invites."""
    actor = request.seat.actor
    if request.method == "POST":
        given = request.POST
        chosen = [int(key) for key in given.getlist("inbox") if key.isdigit()]
        role, language = given.get("role", ""), given.get("language", "")
        invite(given.get("email", ""), role=role, inbox_ids=chosen, language=language, actor=actor)
        return saved(request, _("The invitation is on its way."))
    require(actor, "person.manage")
    access: dict[int, set[int]] = {}
    for person_id, inbox_id in InboxAccess.objects.values_list("person_id", "inbox_id"):
        access.setdefault(person_id, set()).add(inbox_id)
    invitations = list(invitations_visible_to(actor))
    context = {
        "area": "settings",
        "page": "people",
        "people": [(person, access.get(person.id, set())) for person in people_visible_to(actor)],
        "invitations": invitations,
        "are_going_out": any(one.sent_at is None and not one.problem for one in invitations),
        "inboxes": list(inboxes.visible_to(actor).order_by("name")),
        "roles": Role.choices,
        "duties": [(words, [needed <= PERMISSIONS[role] for role in Role.values]) for words, needed in DUTIES],
        "languages": LANGUAGES,
    }
    return render(request, "desk/settings/people.html", context)


@require_POST
@seated
def role(request: DeskRequest, person_id: int) -> HttpResponse:
    """Give somebody another role."""
    change_role(person_id, role=request.POST.get("role", ""), actor=request.seat.actor)
    return saved(request, _("Saved."))


@require_http_methods(["POST", "DELETE"])
@seated
def person_seat(request: DeskRequest, person_id: int) -> HttpResponse:
    """DELETE closes a seat, POST opens it again."""
    if request.method == "DELETE":
        deactivate(person_id, actor=request.seat.actor)
        return saved(request, _("The seat is closed. Sessions and tokens have ended."))
    reactivate(person_id, actor=request.seat.actor)
    return saved(request, _("The seat is open again."))


@require_POST
@seated
def access(request: DeskRequest, person_id: int) -> HttpResponse:
    """Which inboxes somebody sees: all of them, or those that are ticked."""
    actor = request.seat.actor
    if request.POST.get("all") == "1":
        show_all_inboxes(person_id, actor=actor)
        return saved(request, _("Saved."))
    show_named_inboxes(person_id, actor=actor)
    wanted = {int(key) for key in request.POST.getlist("inbox") if key.isdigit()}
    before = set(InboxAccess.objects.filter(person_id=person_id).values_list("inbox_id", flat=True))
    for inbox_id in sorted(wanted - before):
        grant_access(person_id, inbox_id=inbox_id, actor=actor)
    for inbox_id in sorted(before - wanted):
        withdraw_access(person_id, inbox_id=inbox_id, actor=actor)
    return saved(request, _("Saved."))


@require_http_methods(["POST", "DELETE"])
@seated
def invitation(request: DeskRequest, invitation_id: int) -> HttpResponse:
    """POST sends it anew; DELETE: its link leads nowhere from now on."""
    if request.method == "POST":
        invite_again(invitation_id, actor=request.seat.actor)
        return saved(request, _("The invitation is on its way."))
    revoke_invitation(invitation_id, actor=request.seat.actor)
    return saved(request, _("The invitation was withdrawn."))
