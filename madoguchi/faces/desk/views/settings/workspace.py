"""The workspace: its name and time zone, teams, tags, custom attributes, the audit log."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.base.paging import page_of
from madoguchi.core.contacts.actions.attributes import change_attribute, define_attribute, delete_attribute
from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.core.conversations.actions.tags import change_tag, create_tag, delete_tag
from madoguchi.core.conversations.actions.teams import delete_team
from madoguchi.core.conversations.models import Tag
from madoguchi.core.people.actions.teams import create_team, rename_team, set_team_people
from madoguchi.core.people.models import TeamMember
from madoguchi.core.people.policies import require
from madoguchi.core.people.queries import active_people, audit_visible_to, teams_visible_to
from madoguchi.core.workspaces.actions.change import SWITCHES, change_workspace
from madoguchi.core.workspaces.checks import time_zones
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.auditing import lines_of
from madoguchi.faces.desk.seat import DeskRequest, seated

# What a tag may look like: hues of tokens.css by their names. Any other, which the API may give, is shown as none.
COLOURS = (
    ("", pgettext_lazy("colour", "No colour")),
    ("indigo", pgettext_lazy("colour", "Indigo")),
    ("bamboo", pgettext_lazy("colour", "Green")),
    ("kerria", pgettext_lazy("colour", "Yellow")),
    ("vermilion", pgettext_lazy("colour", "Vermilion")),
    ("ink", pgettext_lazy("colour", "Grey")),
)


@require_http_methods(["GET", "POST"])
@seated
def general(request: DeskRequest) -> HttpResponse:
    """Name, language, time zone, and what is switched on."""
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("name", "language", "time_zone")}
        switches = {name: name in request.POST for name in SWITCHES}
        change_workspace(given | switches, actor=request.seat.actor)
        return saved(request, _("Saved."))
    require(request.seat.actor, "workspace.manage")
    context = {"area": "settings", "page": "workspace", "languages": LANGUAGES, "time_zones": sorted(time_zones())}
    return render(request, "desk/settings/workspace.html", context)


@require_http_methods(["GET", "POST"])
@seated
def teams(request: DeskRequest) -> HttpResponse:
    """The teams and who is in them; POST makes one."""
    if request.method == "POST":
        create_team(request.POST.get("name", ""), actor=request.seat.actor)
        return saved(request, _("Created."))
    require(request.seat.actor, "team.manage")
    members: dict[int, set[int]] = {}
    for team_id, person_id in TeamMember.objects.values_list("team_id", "person_id"):
        members.setdefault(team_id, set()).add(person_id)
    shown = [(team, members.get(team.id, set())) for team in teams_visible_to(request.seat.actor)]
    context = {"area": "settings", "page": "teams", "teams": shown, "people": list(active_people(request.seat.actor))}
    return render(request, "desk/settings/teams.html", context)


@require_http_methods(["POST", "DELETE"])
@seated
def team(request: DeskRequest, team_id: int) -> HttpResponse:
    """Rename a team and say who is in it; DELETE throws it away, and not its conversations."""
    if request.method == "DELETE":
        delete_team(team_id, actor=request.seat.actor)
        return saved(request, _("Deleted."))
    rename_team(team_id, name=request.POST.get("name", ""), actor=request.seat.actor)
    people = [int(key) for key in request.POST.getlist("person") if key.isdigit()]
    set_team_people(team_id, person_ids=people, actor=request.seat.actor)
    return saved(request, _("Saved."))


@require_http_methods(["GET", "POST"])
@seated
def tags(request: DeskRequest) -> HttpResponse:
    """The tags; POST makes one."""
    if request.method == "POST":
        colour = request.POST.get("colour", "")
        create_tag(request.POST.get("name", ""), colour=colour, actor=request.seat.actor)
        return saved(request, _("Created."))
    require(request.seat.actor, "tag.manage")
    rows = Tag.objects.filter(workspace_id=request.seat.actor.workspace_id).order_by("name")
    context = {"area": "settings", "page": "tags", "tags": rows, "colours": COLOURS}
    return render(request, "desk/settings/tags.html", context)


@require_http_methods(["POST", "DELETE"])
@seated
def tag(request: DeskRequest, tag_id: int) -> HttpResponse:
    """Rename or recolour a tag everywhere; DELETE takes it off everything."""
    if request.method == "DELETE":
        delete_tag(tag_id, actor=request.seat.actor)
        return saved(request, _("Deleted."))
    colour = request.POST.get("colour", "")
    change_tag(tag_id, name=request.POST.get("name", ""), colour=colour, actor=request.seat.actor)
    return saved(request, _("Saved."))


@require_http_methods(["GET", "POST"])
@seated
def attributes(request: DeskRequest) -> HttpResponse:
    """The custom attributes; POST defines one."""
    if request.method == "POST":
        given = request.POST
        fields = {"label": given.get("label", ""), "choices": given.get("choices", "").splitlines()}
        on, key, kind = given.get("on", ""), given.get("key", ""), given.get("type", "")
        define_attribute(on, key=key, type=kind, fields=fields, actor=request.seat.actor)
        return saved(request, _("Created."))
    require(request.seat.actor, "attribute.manage")
    rows = AttributeDefinition.objects.filter(workspace_id=request.seat.actor.workspace_id).order_by("on", "label")
    context = {
        "area": "settings",
        "page": "attributes",
        "rows": rows,
        "places": AttributeDefinition.On.choices,
        "types": AttributeDefinition.Type.choices,
    }
    return render(request, "desk/settings/attributes.html", context)


@require_http_methods(["POST", "DELETE"])
@seated
def attribute(request: DeskRequest, definition_id: int) -> HttpResponse:
    """Change label or choices; DELETE shows it no longer."""
    if request.method == "DELETE":
        delete_attribute(definition_id, actor=request.seat.actor)
        return saved(request, _("Deleted."))
    changes = {"label": request.POST.get("label", "")}
    if "choices" in request.POST:
        changes["choices"] = request.POST["choices"].splitlines()  # type: ignore[assignment]
    change_attribute(definition_id, changes, actor=request.seat.actor)
    return saved(request, _("Saved."))


@require_safe
@seated
def audit(request: DeskRequest) -> HttpResponse:
    """Who did what, the newest first."""
    require(request.seat.actor, "audit.read")
    page = page_of(audit_visible_to(request.seat.actor), order=("-id",), cursor=request.GET.get("after", ""))
    lines = lines_of(page.rows, request.seat)
    return render(
        request, "desk/settings/audit.html", {"area": "settings", "page": "audit", "lines": lines, "after": page.next}
    )
