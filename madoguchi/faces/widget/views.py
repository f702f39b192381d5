"""The script, the panel, and what the panel asks for."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.queries.timeline import with_files
from madoguchi.core.conversations.steps import LARGEST_FILE
from madoguchi.faces.widget.answering import choices_of
from madoguchi.faces.widget.articles import visit_in
from madoguchi.faces.widget.forms import kind_told
from madoguchi.faces.widget.rating import asked_of
from madoguchi.faces.widget.serving import Asked, inbox_of, is_name, number_in, own_chat, served
from madoguchi.faces.widget.shapes import chat_shown, message_shown
from madoguchi.faces.widget.speaking import direction, panel_words, words
from madoguchi.features.answers.expecting import expect_a_question
from madoguchi.features.chat.actions.enter import Entering, enter, tell_where
from madoguchi.features.chat.actions.read import read_up_to
from madoguchi.features.chat.actions.say import check, say
from madoguchi.features.chat.actions.uploads import MOST_WAITING
from madoguchi.features.chat.asking import ask_of
from madoguchi.features.chat.identity import verified
from madoguchi.features.chat.look import LANGUAGES, look_of
from madoguchi.features.chat.models import Chat, Visitor
from madoguchi.features.chat.queries import chats_of, messages_of
from madoguchi.features.chat.telling import typed_told
from madoguchi.features.deflection.actions.contacted import contacted
from madoguchi.features.deflection.in_chat import centre_in, is_offered

KEPT = "public, max-age=300"
FRAME = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "media-src blob:; frame-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self' {sites}"
)


@require_GET
def loader(request: HttpRequest, key: str) -> HttpResponse:
    """The one script that a site names. It stores nothing and asks nobody until the chat is opened."""
    inbox = inbox_of(key)
    look = look_of(inbox)
    config = {
        "key": key,
        "colour": look.colour,
        "ink": look.ink,
        "position": look.position,
        "language": inbox.language,
        "launcher": {language: look.launcher.get(language) or words(language)["launcher"] for language in LANGUAGES},
        "title": {language: words(language)["title"] for language in LANGUAGES},
    }
    script = _loader().replace('"{CONFIG}"', json.dumps(config, ensure_ascii=False).replace("<", "\\u003c"))
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = KEPT
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_GET
def panel(request: HttpRequest, key: str) -> HttpResponse:
    """The chat itself, in a frame that only the sites of the chat may hold, and we ourselves (to try it)."""
    inbox = inbox_of(key)
    asked = request.GET.get("lang", "")
    language = asked if asked in LANGUAGES else inbox.language
    look, texts = look_of(inbox), panel_words(language)
    with tenant(inbox.workspace_id):
        offers_help = centre_in(inbox) is not None
    expect_a_question(inbox.workspace_id)
    context = {
        "language": language,
        "direction": direction(language),
        "name": inbox.sender_name or inbox.name,
        "greeting": look.greeting.get(language) or texts["greeting"],
        "look": look,
        "help": offers_help,
        "texts": texts,
        "spoken": json.dumps(texts, ensure_ascii=False),
        "largest": LARGEST_FILE,
        "most": MOST_WAITING,
    }
    response = render(request, "widget/panel.html", context)
    sites = " ".join(inbox.settings.get("sites", []))
    response["Content-Security-Policy"] = FRAME.format(sites=sites)
    response.xframe_options_exempt = True  # what it can say is said better above
    return response


@require_GET
@served
def chats(asked: Asked) -> dict[str, Any]:
    """The visitor's conversations, the newest first; of whom a site signs for, also before they have said anything."""
    if asked.visitor is None and asked.identity and asked.mark():
        return {"chats": []}
    visitor = asked.known()
    with tenant(visitor.workspace_id):
        return {"chats": [chat_shown(chat) for chat in chats_of(visitor)]}


@require_http_methods(["GET", "POST"])
@served
def messages(asked: Asked) -> dict[str, Any]:
    """What was said in a chat after a message; POST says something, and a stranger is a visitor from then on."""
    if asked.request.method == "POST":
        return _say(asked)
    visitor = asked.known()
    after = asked.request.GET.get("after", "0")
    with tenant(visitor.workspace_id):
        chat = own_chat(visitor, asked.request.GET.get("chat"))
        found = messages_of(chat, visitor, after=number_in(after))
        said = [message_shown(message, asked.inbox) for message in found]
        return {"messages": said, "read": chat.read_id, "rate": asked_of(chat, asked.inbox), **choices_of(chat, found)}


@require_POST
@served
def read(asked: Asked) -> dict[str, Any]:
    """They have seen everything up to a message."""
    visitor = asked.known()
    message_id = asked.said.get("message")
    with tenant(visitor.workspace_id):
        chat = own_chat(visitor, asked.said.get("chat"))
    return {"read": read_up_to(chat, message_id if isinstance(message_id, int) else 0)}


def _say(asked: Asked) -> dict[str, Any]:
    text, once, files = (asked.said.get(name, usual) for name, usual in (("text", ""), ("once", None), ("files", [])))
    if not isinstance(text, str) or not is_name(once) or not isinstance(files, list) or not all(map(is_name, files)):
        raise Refused("bad-request", _("Something in the request is not right."))
    check(text, files)
    given = asked.said.get("form")
    told = typed_told(given if isinstance(given, dict) else {}, ask_of(asked.inbox))
    visitor = asked.visitor or _entered(asked)
    with tenant(visitor.workspace_id):
        chat = own_chat(visitor, asked.said["chat"]) if asked.said.get("chat") else None
    facts = asked.said.get("facts")
    if asked.visitor and chat is None and isinstance(facts, dict):
        tell_where(visitor, facts)
    of = chat.conversation_id if chat else None
    message = say(visitor, text, once=once, conversation_id=of, files=files, told=told)
    if of is None:
        kind_told(asked, message.conversation_id, told.topic)
    message.has_files = bool(files)
    if of is None and is_offered(asked.inbox):
        contacted(message.conversation_id, visit=visit_in(asked))
    with tenant(visitor.workspace_id):
        chat = chat or Chat.objects.get(visitor=visitor, conversation_id=message.conversation_id)
        with_files([message])
    return {"chat": chat.id, "message": message_shown(message, asked.inbox)}


def _entered(asked: Asked) -> Visitor:
    """A stranger says something: from now on they are known by what their site has signed, or else their device by the
    token that it made for itself."""
    facts, told = asked.said.get("facts"), dict[str, str]()
    for name in ("site", "language", "token"):
        value = asked.said.get(name)
        told[name] = value if isinstance(value, str) else ""
    with tenant(asked.inbox.workspace_id):
        person = verified(asked.identity, asked.inbox)
    if (asked.identity and person is None) or not (person or told["token"]):
        raise NotAllowed("not-signed-in", _("This conversation is not open on this device any more."))
    entering = Entering(told["site"], told["language"], facts if isinstance(facts, dict) else None, told["token"])
    return enter(asked.inbox.id, entering, workspace_id=asked.inbox.workspace_id, person=person)[0]


@cache
def _loader() -> str:
    return files(__package__).joinpath("loader.js").read_text(encoding="utf-8")
