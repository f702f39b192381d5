"""Changing a conversation: each state is a resource, POST takes it on and DELETE takes it off."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base.errors import Refused
from madoguchi.core.contacts.queries import definitions_of
from madoguchi.core.conversations.actions import sort, status
from madoguchi.core.conversations.actions.assign import assign, give_to_team
from madoguchi.core.conversations.actions.hand_over import Handing, hand_over
from madoguchi.core.conversations.actions.tags import create_tag
from madoguchi.core.conversations.models import Conversation, ConversationTag, Tag, WaitingOn
from madoguchi.core.conversations.queries.views import tags_on
from madoguchi.core.people.queries import active_people, teams_visible_to
from madoguchi.faces.desk.answers import changed, done, fragments, toast
from madoguchi.faces.desk.attributes import attributes_in, valued
from madoguchi.faces.desk.handing import plan_in, planning_of
from madoguchi.faces.desk.reading import conversation_for
from madoguchi.faces.desk.scopes import word_in
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.snoozing import presets, typed_time
from madoguchi.features.articles.queries.covering import is_bare


@require_http_methods(["GET", "POST"])
@seated
def assignment(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Who owns it: the choice, and the choosing ("" for nobody); a word with it makes it a hand-over."""
    if request.method == "POST":
        person_id, text = number_in(request.POST, "person"), request.POST.get("text", "")
        if person_id is not None and text.strip():
            hand_over(conversation_id, to=Handing(person_id, text=text), actor=request.seat.actor)
        else:
            assign(conversation_id, person_id=person_id, actor=request.seat.actor)
        return moved(request, conversation_id)
    conversation = conversation_for(conversation_id, request.seat)
    people = sorted(active_people(request.seat.actor), key=lambda person: person.id != request.seat.person.id)
    return render(request, "desk/assign_menu.html", {"conversation": conversation, "people": people})


@require_http_methods(["GET", "POST"])
@seated
def team(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Whose view it stands in; a word with it makes it a hand-over."""
    if request.method == "POST":
        team_id, text = number_in(request.POST, "team"), request.POST.get("text", "")
        if team_id is not None and text.strip():
            hand_over(conversation_id, to=Handing(team_id=team_id, text=text), actor=request.seat.actor)
        else:
            give_to_team(conversation_id, team_id=team_id, actor=request.seat.actor)
        return moved(request, conversation_id)
    conversation = conversation_for(conversation_id, request.seat)
    return render(
        request, "desk/team_menu.html", {"conversation": conversation, "teams": teams_visible_to(request.seat.actor)}
    )


@require_POST
@seated
def priority(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """How urgent it is."""
    sort.set_priority(conversation_id, priority=number_in(request.POST, "priority") or 0, actor=request.seat.actor)
    return moved(request, conversation_id)


@require_http_methods(["GET", "POST"])
@seated
def tags(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The tags to choose from; POST puts one on, by id or as a new word."""
    if request.method == "POST":
        word = request.POST.get("name", "").strip()
        known = Tag.objects.filter(name__iexact=word).first() if word else None
        tag_id = (
            known.id
            if known
            else create_tag(word, actor=request.seat.actor).id
            if word
            else number_in(request.POST, "tag")
        )
        sort.tag(conversation_id, tag_id=tag_id or 0, actor=request.seat.actor)
        return moved(request, conversation_id)
    conversation = conversation_for(conversation_id, request.seat)
    worn = ConversationTag.objects.filter(conversation=conversation).values("tag_id")
    choice = Tag.objects.filter(workspace_id=conversation.workspace_id).exclude(id__in=worn).order_by("name")
    return render(request, "desk/tag_menu.html", {"conversation": conversation, "tags": choice})


@require_http_methods(["DELETE"])
@seated
def tagging(request: DeskRequest, conversation_id: int, tag_id: int) -> HttpResponse:
    """Take a tag off."""
    sort.untag(conversation_id, tag_id=tag_id, actor=request.seat.actor)
    return moved(request, conversation_id)


@require_http_methods(["GET", "POST"])
@seated
def snooze(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Until when it is put away."""
    zone = request.seat.zone
    if request.method == "POST":
        until = typed_time(request.POST.get("until", ""), zone)
        if until is None:
            raise Refused("bad-time", _("Choose a time in the future."), field="until")
        snoozed = status.snooze(conversation_id, until=until, actor=request.seat.actor)
        return left(request, snoozed, _("Snoozed."), undo_url=reverse("desk:reopening", args=[conversation_id]))
    conversation = conversation_for(conversation_id, request.seat)
    context = {"conversation": conversation, "presets": presets(zone), "zone": str(zone)}
    return render(request, "desk/snooze_menu.html", context)


@require_http_methods(["POST", "DELETE"])
@seated
def resolution(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Done; DELETE opens it again."""
    if request.method == "DELETE":
        status.reopen(conversation_id, actor=request.seat.actor)
        return moved(request, conversation_id)
    resolved = status.resolve(conversation_id, actor=request.seat.actor)
    more = {"undo_url": reverse("desk:reopening", args=[conversation_id])}
    if request.seat.may("article.write") and is_bare(resolved):
        more["article_url"] = reverse("desk:conversation_articles", args=[conversation_id])
    return left(request, resolved, _("Resolved."), **more)


@require_POST
@seated
def reopening(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """What the toast after resolving and snoozing offers: open again. The toast goes, in exchange for nothing."""
    status.reopen(conversation_id, actor=request.seat.actor)
    return changed(fragments([]), f"conversation:{conversation_id}", "conversations")


@require_http_methods(["POST", "DELETE"])
@seated
def spam(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Spam; DELETE says that it is none."""
    is_spam = request.method == "POST"
    conversation = sort.mark_spam(conversation_id, spam=is_spam, actor=request.seat.actor)
    if not is_spam:
        return moved(request, conversation_id)
    undo_url = reverse("desk:not_spam", args=[conversation_id])
    return left(request, conversation, _("Marked as spam."), undo_url=undo_url)


@require_POST
@seated
def not_spam(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """What the toast after it offers: no spam after all. The toast goes, in exchange for nothing."""
    sort.mark_spam(conversation_id, spam=False, actor=request.seat.actor)
    return changed(fragments([]), f"conversation:{conversation_id}", "conversations")


@require_http_methods(["GET", "POST"])
@seated
def subject(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """What it is called here; the mails keep their own subject."""
    if request.method == "POST":
        sort.rename(conversation_id, subject=request.POST.get("subject", "").strip(), actor=request.seat.actor)
        return done(f"conversation:{conversation_id}", "conversations")
    conversation = conversation_for(conversation_id, request.seat)
    return render(request, "desk/subject_dialog.html", {"conversation": conversation})


@require_http_methods(["GET", "POST"])
@seated
def plan(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """What happens next, until when, and whose turn it is; and the attributes of the conversation."""
    definitions = list(definitions_of("conversation", actor=request.seat.actor))
    if request.method == "POST":
        sort.plan(conversation_id, to=plan_in(request.POST, request.seat.zone), actor=request.seat.actor)
        if given := attributes_in(request.POST, definitions):
            sort.set_attributes(conversation_id, values=given, actor=request.seat.actor)
        return done(f"conversation:{conversation_id}")
    conversation = conversation_for(conversation_id, request.seat)
    context = {
        "conversation": conversation,
        "planning": planning_of(conversation.due_at, request.seat),
        "waiting_on": WaitingOn.choices,
        "attributes": valued(definitions, "conversation", conversation.attributes),
    }
    return render(request, "desk/plan_dialog.html", context)


def moved(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The head of the conversation as it is now, and the rest asked for again."""
    conversation: Conversation = conversation_for(conversation_id, request.seat, tags_on=tags_on)
    context = {"conversation": conversation, "word": word_in(request.htmx.current_url_abs_path or "")}
    head = render_to_string("desk/head_of_work.html", context, request)
    return changed(fragments([head]), f"conversation:{conversation_id}", "conversations")


def left(request: DeskRequest, conversation: Conversation, text: str, **more: str) -> HttpResponse:
    """The conversation has left its list, and these words say which: the page has opened the next one (leaving.js).
    `more` is what the toast offers: `undo_url`, `article_url`."""
    about = conversation.subject or _("(no subject)")
    said = toast(request, text, about=about, **more)
    return changed(fragments([said]), f"conversation:{conversation.id}", "conversations")


def number_in(data: QueryDict, name: str) -> int | None:
    value = data.get(name, "")
    return int(value) if value.isascii() and value.isdigit() else None
