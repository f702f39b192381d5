"""Chats of sites: where they may stand, how they look, and the script that puts them there."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.core.inboxes.actions.chat import create_chat
from madoguchi.core.inboxes.queries import visible_to
from madoguchi.core.people.models import Team
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.answers import fragments, saved, toast
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.faces.desk.views.settings import chat_forms
from madoguchi.faces.desk.views.settings.inboxes import inbox_on
from madoguchi.features.chat.actions.change import change_chat
from madoguchi.features.chat.actions.keys import make_key, revoke_key
from madoguchi.features.chat.escalation import MOST, Step, alarm_times, steps_of
from madoguchi.features.chat.keys import ALGORITHMS, keys_of
from madoguchi.features.chat.look import LANGUAGES as SPOKEN
from madoguchi.features.chat.look import LONGEST, Look, look_of, words_in

DOES = {
    "tell_responsible": gettext_lazy("tell whose chat it is, of nobody's all who take chats"),
    "tell_takers": gettext_lazy("tell all who take chats"),
    "tell_team": gettext_lazy("tell everybody in the team"),
    "tell_supervisors": gettext_lazy("tell the supervisors"),
    "hand_to_team": gettext_lazy("hand it to the team"),
    "hand_to_free": gettext_lazy("hand it to whoever else has the most room"),
}
PLAIN = ("name", "sender_name", "language", "hand_out")


@require_POST
@seated
def create(request: DeskRequest) -> HttpResponse:
    """A new chat."""
    given = request.POST
    language = given.get("language", request.seat.workspace.language)
    sites = given.get("sites", "").splitlines()
    made = create_chat(given.get("name", ""), sites=sites, language=language, actor=request.seat.actor)
    return saved(request, _("Made. Now put it on your site."), to=reverse("desk:chat", args=[made.id]))


@require_http_methods(["GET", "POST"])
@seated
def show(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """One chat; POST changes what its form holds."""
    if request.method == "POST":
        change_chat(inbox_id, changes=changes_in(request.POST), actor=request.seat.actor)
        return saved(request, _("Saved."))
    inbox = inbox_on("chat", request, inbox_id)
    look = look_of(inbox)
    context = {
        "area": "settings",
        "page": "inboxes",
        "inbox": inbox,
        "sites": inbox.settings.get("sites", []),
        "languages": LANGUAGES,
        "look": look,
        "texts": [_text_in(look, code, name) for code, name in SPOKEN.items()],
        **chat_forms.shown(inbox),
        "longest": LONGEST,
        "steps": [*steps_of(inbox), Step(0, "")][:MOST],
        "does": DOES,
        "too_long": alarm_times(inbox.settings)[1],
        "teams": Team.objects.order_by("name", "id"),
        "keys": keys_of(inbox),
        "algorithms": ALGORITHMS,
        "script": script_of(inbox.address),
        "house": settings.MADOGUCHI.public_url,
    }
    return render(request, "desk/settings/chat.html", context)


def _text_in(look: Look, code: str, name: str) -> dict[str, Any]:
    """What the chat shows in one language: as it was typed, and its own words where nothing was."""
    typed = {"launcher": look.launcher.get(code, ""), "greeting": look.greeting.get(code, "")}
    return {"code": code, "name": name, **typed, "own": words_in(code)}


@require_safe
@seated
def trial(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """A page as any of a site: who opens it is a visitor, and can see both sides without a site of their own."""
    inbox = visible_to(request.seat.actor).filter(id=inbox_id, channel="chat").first()
    if inbox is None:
        raise Http404
    return render(request, "desk/settings/chat_try.html", {"inbox": inbox})


@require_POST
@seated
def make(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """A new key for signed identity; shown this once."""
    key, clear = make_key(
        inbox_id,
        alg=request.POST.get("alg", ""),
        public_key=request.POST.get("public_key", ""),
        actor=request.seat.actor,
    )
    inbox = inbox_on("chat", request, inbox_id)
    context = {"inbox": inbox, "keys": keys_of(inbox), "made": key, "clear": clear}
    return render(request, "desk/settings/chat_keys.html", context)


@require_http_methods(["DELETE"])
@seated
def revoke(request: DeskRequest, inbox_id: int, kid: str) -> HttpResponse:
    """What is signed with it counts no longer. Only the rows are shown anew: above them another may stand this once."""
    revoke_key(inbox_id, kid=kid, actor=request.seat.actor)
    inbox = inbox_on("chat", request, inbox_id)
    rows = render_to_string("desk/settings/chat_key_rows.html", {"inbox": inbox, "keys": keys_of(inbox)}, request)
    return fragments((rows, toast(request, _("The key was revoked."))))


def changes_in(data: QueryDict) -> dict[str, Any]:
    """What a form of the page changes."""
    changes: dict[str, Any] = {name: data[name] for name in PLAIN if name in data}
    if "next_word_minutes" in data:
        typed = data.get("next_word_minutes", "").strip()
        changes["next_word_minutes"] = (int(typed) if typed.isdecimal() else 0) if typed else None
    if "too_long" in data:
        changes["too_long"] = number_in(data.get("too_long", "")) or 0
        rows = zip(*(data.getlist(f"step_{name}") for name in ("after", "does", "team")), strict=False)
        changes["steps"] = [
            {"after": number_in(after) or 0, "does": does, "team_id": number_in(team) or None}
            for after, does, team in rows
            if does
        ]
    changes |= {name: data[name] == "1" for name in ("tell_wait", "help") if name in data}
    if "sites" in data:
        changes["sites"] = data.get("sites", "").splitlines()
    changes |= chat_forms.changes_in(data)
    if "colour" in data:
        texts = {name: {code: data.get(f"{name}_{code}", "") for code in SPOKEN} for name in LONGEST}
        changes["look"] = {"colour": data["colour"], "position": data.get("position", ""), **texts}
    return changes


def script_of(key: str) -> str:
    """The one line that a site adds to its pages."""
    return f'<script src="{settings.MADOGUCHI.public_url}{reverse("widget:loader", args=[key])}" async></script>'
