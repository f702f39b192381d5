"""The first ten minutes of an administrator, and the health of the installation."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.core.conversations.queries.alarms import alarms_for
from madoguchi.core.inboxes.queries import visible_to
from madoguchi.faces.desk.answers import done
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.views.home import shown
from madoguchi.features.onboarding.actions.steps import skip_step, take_up_step
from madoguchi.features.onboarding.demo import ask_demo_removal, demo_state, is_keeper
from madoguchi.features.onboarding.health import ask_examination, last_examination
from madoguchi.features.onboarding.steps import Checklist, Stand, checklist


@require_safe
@seated
def show(request: DeskRequest) -> HttpResponse:
    """What is still to be done, and what is wrong."""
    actor = request.seat.actor
    has_own_server = settings.MADOGUCHI.smtp_url is not None
    keeps = is_keeper(actor)
    found_last, is_looking = last_examination() if keeps else (None, False)
    found = checklist(actor, has_own_server=has_own_server, has_demo=keeps)
    context = {
        "checklist": found,
        "stands": [(stand, _place(stand, found)) for stand in found.stands],
        "alarms": alarms_for(actor),
        "is_keeper": keeps,
        "chat": visible_to(actor).filter(channel="chat", disabled_at__isnull=True).order_by("id").first(),
        "examination": found_last,
        "is_looking": is_looking,
    }
    return shown(request, "setup", context)


@require_http_methods(["POST", "DELETE"])
@seated
def step(request: DeskRequest, name: str) -> HttpResponse:
    """POST leaves a step out, DELETE takes it up again."""
    if request.method == "DELETE":
        take_up_step(name, actor=request.seat.actor)
    else:
        skip_step(name, actor=request.seat.actor)
    return done("setup")


@require_POST
@seated
def examination(request: DeskRequest) -> HttpResponse:
    """Let the doctor look."""
    ask_examination(actor=request.seat.actor)
    return done("setup")


@require_http_methods(["GET", "POST"])
@seated
def demo(request: DeskRequest) -> HttpResponse:
    """The demo data and how its removal stands; POST begins it."""
    if request.method == "POST":
        ask_demo_removal(actor=request.seat.actor)
    context = {"state": demo_state(), "is_keeper": is_keeper(request.seat.actor)}
    if request.htmx.target == "demo":
        return render(request, "desk/home/demo_state.html", context)
    return render(request, "desk/home/demo.html", {**context, "area": "home"})


def _place(stand: Stand, found: Checklist) -> str:
    """The very place where a step is done."""
    if stand.step.to == "inbox":
        return reverse("desk:inbox", args=[found.inbox_id]) if found.inbox_id else reverse("desk:inboxes")
    name, *given = stand.step.to.split()
    return reverse(name, args=given)
