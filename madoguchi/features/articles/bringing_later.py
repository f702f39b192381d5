"""An import by its job. What becomes of a page, its line in the report and the count are one transaction: killed at any
point, it goes on with the next page. Each is done under the rights that its person has now."""

import time

import structlog
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.base.errors import Refused
from madoguchi.base.jobs import close_at_last
from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.steps import content_of
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.queries import acting_now
from madoguchi.features.articles.actions.importing import import_page
from madoguchi.features.articles.actions.recognising import recognise
from madoguchi.features.articles.bringing import in_order, link
from madoguchi.features.articles.importing.files import files_in
from madoguchi.features.articles.importing.pages import Page, Read, Wishes
from madoguchi.features.articles.importing.reading import read
from madoguchi.features.articles.importing_steps import end_import, tell_progress
from madoguchi.features.articles.jobs import TRIES
from madoguchi.features.articles.models import ArticleImport, ArticleImportItem

log = structlog.get_logger(__name__)

TOLD_EACH = 0.5  # seconds
Outcome = ArticleImportItem.Outcome


def try_to_bring_in(import_id: int, *, workspace_id: int, tried: int) -> None:
    """Do it, after so many tries; at last it is closed, and says why."""
    close_at_last(
        tried,
        TRIES,
        do=lambda: bring_in_all(import_id, workspace_id=workspace_id),
        close=lambda error: give_up(import_id, workspace_id=workspace_id, error=error),
    )


def bring_in_all(import_id: int, *, workspace_id: int) -> None:
    """Do it, or what is left of it. May run twice."""
    with tenant(workspace_id):
        row = ArticleImport.objects.select_related("person__user", "blob").filter(id=import_id).first()
        if row is None or not row.is_running or row.blob is None:
            return
        content = content_of(row.blob)
    wishes = Wishes(row.language, publish=row.publish, collection=row.into)
    with override(_language_of(row)):
        try:
            found = read(files_in(row.file_name, content))
        except Refused as refusal:
            _end(row, ArticleImport.State.FAILED, failure=refusal.text)
            return
        pages = in_order(found, wishes)
        _begin(row, found, len(pages))
        _recognise(row, pages, wishes)
        if _bring_each(row, pages, wishes):
            _link(row, pages, wishes)
            _end(row, ArticleImport.State.DONE)


def give_up(import_id: int, *, workspace_id: int, error: Exception | None = None) -> None:
    """Close what broke off each time it was tried, and say by what (`error` None: the worker ended with it each time).
    What came in stays. May run twice."""
    with tenant(workspace_id):
        row = ArticleImport.objects.select_related("person__user").filter(id=import_id).first()
    if row is None:
        return
    with override(_language_of(row)):
        if error is None:
            why = _("The worker ended each time it was tried; there may be too little memory for this file.")
        else:
            said = " ".join(f"{type(error).__name__}: {error}".split())
            why = _("It broke off each time it was tried: %(error)s") % {"error": said}
        _end(row, ArticleImport.State.FAILED, failure=why)


def _begin(row: ArticleImport, found: Read, pages: int) -> None:
    """How much there is, and what was no article; once."""
    with tenant(row.workspace_id):
        here = ArticleImport.objects.select_for_update().get(id=row.id)
        if here.total or not here.is_running:
            return
        others = [(Outcome.REFUSED, one) for one in found.problems] + [
            (Outcome.LEFT_OUT, one) for one in found.left_out
        ]
        ArticleImportItem.objects.bulk_create(
            [
                ArticleImportItem(
                    workspace_id=row.workspace_id,
                    article_import=here,
                    number=pages + place,
                    path=path[:300],
                    outcome=outcome,
                    reason=reason[:300],
                )
                for place, (outcome, (path, reason)) in enumerate(others)
            ],
            batch_size=500,
        )
        here.total = pages + len(others)
        here.refused, here.left_out = len(found.problems), len(found.left_out)
        here.save(update_fields=["total", "refused", "left_out"])
        tell_progress(here)


def _bring_each(row: ArticleImport, pages: list[Page], wishes: Wishes) -> bool:
    """False when it was stopped."""
    told = time.monotonic()
    for number, page in enumerate(pages):
        if not _bring(row, number, page, wishes):
            return False
        if time.monotonic() - told >= TOLD_EACH:
            told = time.monotonic()
            with tenant(row.workspace_id):
                tell_progress(row)
    return True


def _bring(row: ArticleImport, number: int, page: Page, wishes: Wishes) -> bool:
    """One page, unless it is through already. False when it was stopped."""
    with tenant(row.workspace_id):
        here = ArticleImport.objects.select_for_update(of=("self",)).select_related("person").get(id=row.id)
        if not here.is_running:
            return False
        if here.items.filter(number=number).exists():
            return True
        item = ArticleImportItem(
            workspace_id=row.workspace_id,
            article_import=here,
            number=number,
            path=(page.path or page.key)[:300],
            title=page.title.replace("\x00", "")[:200],
            language=(page.language or wishes.language)[:10],
        )
        _take(item, page, wishes, acting_now(here.person, here.token_id))
        item.save()
        setattr(here, item.outcome, getattr(here, item.outcome) + 1)
        here.save(update_fields=[item.outcome])
        return True


def _take(item: ArticleImportItem, page: Page, wishes: Wishes, actor: Actor | None) -> None:
    """An expected no in its words; anything else is logged, and said."""
    try:
        if actor is None:
            raise Refused("not-allowed", _("Your role does not allow this."))
        with tenant(item.workspace_id):
            taken = import_page(page, wishes=wishes, actor=actor)
        item.outcome, item.article_id = taken.outcome, taken.article_id
    except (OperationalError, InterfaceError):
        raise  # it is away: the job is done again
    except Refused as refusal:
        item.outcome, item.reason = Outcome.REFUSED, refusal.text[:300]
    except Exception as error:
        log.error("a page could not be brought in", article_import=item.article_import_id, exc_info=error)
        item.outcome, item.reason = Outcome.REFUSED, _("Something went wrong")


def _recognise(row: ArticleImport, pages: list[Page], wishes: Wishes) -> None:
    with tenant(row.workspace_id):
        actor = acting_now(row.person, row.token_id)
    if actor is not None and actor.may("article.publish"):
        recognise(pages, wishes=wishes, actor=actor)


def _link(row: ArticleImport, pages: list[Page], wishes: Wishes) -> None:
    with tenant(row.workspace_id):
        actor = acting_now(row.person, row.token_id)
        here = set(row.items.filter(article__isnull=False).values_list("number", flat=True))
    if actor is not None:
        link((page for number, page in enumerate(pages) if number in here), wishes=wishes, actor=actor)


def _end(row: ArticleImport, state: str, *, failure: str = "") -> None:
    with tenant(row.workspace_id):
        here = ArticleImport.objects.select_for_update().get(id=row.id)
        if here.is_running:
            end_import(here, state, f"person:{here.person_id}", failure=failure)


def _language_of(row: ArticleImport) -> str:
    """In which its person reads the report."""
    return row.person.user.language if row.person.user else "ja"
