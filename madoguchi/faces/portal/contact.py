"""Writing to us: what may answer it is offered first, and what was read before goes along."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.limits import Limiter
from madoguchi.base.text import digest, random_name, sign, signature_fits
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.steps import LARGEST_FILE
from madoguchi.faces.portal.asked import Asked
from madoguchi.faces.portal.pages import Place, missing, page, takes_messages
from madoguchi.faces.portal.serving import Undone, served
from madoguchi.features.articles.actions.reading import note_read
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.models.reading import Place as At
from madoguchi.features.articles.queries.public import public
from madoguchi.features.articles.queries.searching import search
from madoguchi.features.deflection.actions.contact import Question, write
from madoguchi.features.deflection.actions.trial import begin
from madoguchi.features.deflection.queries import trail_of
from madoguchi.features.kinds.actions.of_conversations import choose_kind
from madoguchi.features.kinds.queries import asked_in, offered

OFFERED = 3
QUICKEST = 2  # seconds in which a person fills a form
writing = Limiter(6)  # messages of strangers of one address, a minute


@served("GET", "POST")
def contact(asked: Asked) -> HttpResponse:
    """The form; POST opens a conversation."""
    if not takes_messages(asked.centre):
        return missing(asked)
    if asked.request.method == "GET":
        return _form(asked)
    try:
        _write(asked)
    except Refused as refused:
        raise Undone(_form(asked, refused)) from refused
    return HttpResponseRedirect(asked.address("sent"), status=303)


@served("GET")
def sent(asked: Asked) -> HttpResponse:
    """It has arrived."""
    return page(asked, "portal/sent.html", Place("contact"))


@served("POST")
def answers(asked: Asked) -> HttpResponse:
    """Articles that may answer what somebody is writing; nothing for those by whom it is told what articles do."""
    text = asked.request.POST.get("text", "")
    found = search(asked.workspace_id, text, language=asked.language, limit=OFFERED)
    if not found or not begin(asked.visit(At.FORM), held_out_percent=asked.centre.held_out_percent):
        return HttpResponse(status=204)
    return HttpResponse(render_to_string("portal/answers.html", {"asked": asked, "found": [one.text for one in found]}))


def _write(asked: Asked) -> None:
    given, visit = asked.request.POST, asked.visit()
    if wait := writing.take(digest(f"write:{asked.request.META.get('REMOTE_ADDR')}")).wait:
        raise Refused("too-many", _("Too many requests. Wait %(seconds)d seconds.") % {"seconds": wait})
    if text := _origin(asked, given):  # of a browser without scripts, which has told nothing yet
        note_read(text, visit=visit)
    question = Question(
        text=given.get("text", ""),
        mail=given.get("mail", ""),
        name=given.get("name", ""),
        language=asked.language if asked.language in ("ja", "en") else "",
        once=given.get("once", ""),
        looks_like_spam=bool(given.get("website")) or not _took_a_while(given.get("stamp", "")),
        files=_files(asked),
    )
    message = write(asked.centre.contact_inbox_id or 0, question, visit=visit)
    if given.get("kind", "").isdecimal():
        told = {int(name[5:]): given[name] for name in given if name[:5] == "kind_" and name[5:].isdecimal()}
        choose_kind(message.conversation_id, kind_id=int(given["kind"]), values=told, workspace_id=asked.workspace_id)


def _origin(asked: Asked, given: QueryDict) -> ArticleText | None:
    """The article that led here."""
    slug = given.get("from", "")
    return public(asked.workspace_id, asked.language).filter(slug=slug).first() if slug else None


def _files(asked: Asked) -> tuple[Piece, ...]:
    """Raises Refused("file-too-large") before anything of them is in memory; what was typed stays."""
    sent = asked.request.FILES.getlist("files")
    if sum(one.size or 0 for one in sent) > LARGEST_FILE:
        raise Refused("file-too-large", _("Files may have 25 MB at most."), field="files")
    return tuple(Piece(one.name or "file", one.content_type or "", one.read()) for one in sent)


def _form(asked: Asked, refused: Refused | None = None) -> HttpResponse:
    """Empty, or with what was typed and why it was not taken."""
    given = asked.request.POST if refused else asked.request.GET
    before = trail_of(asked.visit())
    if (text := _origin(asked, given)) and text.title not in before.read:
        before.read.insert(0, text.title)
    response = page(
        asked,
        "portal/contact.html",
        Place("contact"),
        status=422 if refused else 200,
        wrong=refused.text if refused else "",
        field=refused.field if refused else "",
        typed={name: given.get(name, "") for name in ("text", "mail", "name")},
        kinds=_kinds(asked, given),
        before=before,
        origin=given.get("from", ""),
        stamp=given.get("stamp", "") if refused else _stamp(),
        once=given.get("once", "") if refused else random_name(),
    )
    response["Cache-Control"] = "no-store"
    return response


def _kinds(asked: Asked, given: QueryDict) -> list[dict[str, Any]]:
    """The types to choose from, each with its fields and what was typed in them."""
    return [
        {
            "id": kind.id,
            "name": kind.called,
            "is_typed": given.get("kind", "") == str(kind.id),
            "typed": [
                (one, asked_in(one, asked.language, asked.centre.language), given.get(f"kind_{one.id}", ""))
                for one in kind.fields.all()
            ],
        }
        for kind in offered(asked.workspace_id)
    ]


def _stamp() -> str:
    """When the form was given out, signed."""
    at = str(int(now().timestamp()))
    return f"{at}.{sign('help-form', at)}"


def _took_a_while(stamp: str) -> bool:
    at, _dot, signature = stamp.partition(".")
    return at.isdecimal() and signature_fits("help-form", at, signature) and now().timestamp() - int(at) >= QUICKEST
