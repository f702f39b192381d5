"""The REST API: its operations, and the document that describes them."""

from typing import Any, NoReturn

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.operation import Operation

from madoguchi import __version__
from madoguchi.faces.api.bodies import StrictParser
from madoguchi.faces.api.resources import (
    aims,
    announcements,
    answers,
    article_imports,
    article_lists,
    article_opinions,
    article_texts,
    articles,
    bulks,
    changes,
    chat_seats,
    chats,
    chatting,
    companies,
    contacts,
    conversations,
    csat,
    drafts,
    drivers,
    feature_questions,
    features,
    figures,
    following,
    help_centre,
    hours,
    inbox_tests,
    inboxes,
    kinds,
    language_model,
    leaving,
    mailboxes,
    messages,
    notifications,
    people,
    playbooks,
    preferences,
    profiles,
    records,
    saved_replies,
    saved_views,
    scenarios,
    search,
    styles,
    tags,
    terms,
    together,
    transcripts,
)
from madoguchi.faces.api.serving import served


class Api(NinjaAPI):
    """Errors go up to serving.py, where the transaction is undone and every one becomes a problem."""

    def on_exception(self, request: HttpRequest, exc: Any) -> NoReturn:
        raise exc

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(
    title="Madoguchi",
    version=__version__,
    description="Everything that the desk can do. Conventions: docs/reference/api.md.",
    openapi_url=None,
    docs_url=None,
    parser=StrictParser(),
    urls_namespace="api",
)
api.add_decorator(served, mode="view")
modules = (
    *(conversations, messages, changes, bulks, following, together, transcripts, chatting),
    *(contacts, companies, profiles, drafts),
    *(
        inboxes,
        chats,
        chat_seats,
        hours,
        inbox_tests,
        mailboxes,
        people,
        preferences,
        figures,
        csat,
        drivers,
        kinds,
        scenarios,
        styles,
        tags,
        saved_views,
        saved_replies,
        records,
    ),
    *(notifications, announcements, search),
    *(help_centre, articles, article_texts, article_lists, article_imports, article_opinions),
    *(features, feature_questions, terms, answers, language_model, aims, leaving, playbooks),
)
for router in dict.fromkeys(module.router for module in modules):
    api.add_router("", router)
