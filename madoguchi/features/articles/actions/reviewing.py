"""Having a draft looked at by a second person."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.core.people.policies import PERMISSIONS, require
from madoguchi.features.articles.events import ArticleReviewed, ArticleReviewRequested
from madoguchi.features.articles.models import ArticleText, State
from madoguchi.features.articles.steps import begin_draft, end_review, locked_text, tell

LONGEST_NOTE = 1000


def request_review(
    article_id: int, language: str, *, edition: int, reviewer_id: int | None = None, actor: Actor
) -> ArticleText:
    """Ask a person, or (None) anybody who may publish, to look at the draft.

    Raises Refused (changed-meanwhile, nothing-to-review, no-such-reviewer, own-review), NotAllowed.
    """
    require(actor, "article.write")
    with tenant(actor.workspace_id):
        text = locked_text(article_id, language, actor)
        _check(text, edition)
        _check_reviewer(reviewer_id, text, actor)
        begin_draft(text)
        text.state, text.reviewer_id, text.review_note = State.IN_REVIEW, reviewer_id, ""
        text.review_asked_by_id, text.review_asked_at = actor.person_id, now()
        text.save()
        tell(ArticleReviewRequested(article_id, text.id, language, edition, reviewer_id), actor)
        return text


def approve(article_id: int, language: str, *, edition: int, note: str = "", actor: Actor) -> ArticleText:
    """A second person says that the draft may be published. Raises Refused("own-review") for who wrote it, and
    "changed-meanwhile" for another edition than the one that they read."""
    return _review(article_id, language, (edition, note), is_approved=True, actor=actor)


def give_back(article_id: int, language: str, *, edition: int, note: str, actor: Actor) -> ArticleText:
    """A second person wants it changed, and says what. Raises Refused("no-note") and as approve()."""
    if not note.strip():
        raise Refused("no-note", _("Say what is to be changed."), field="note")
    return _review(article_id, language, (edition, note), is_approved=False, actor=actor)


def withdraw_review(article_id: int, language: str, *, actor: Actor) -> ArticleText:
    """Nobody need look at it after all."""
    require(actor, "article.write")
    with tenant(actor.workspace_id):
        text = locked_text(article_id, language, actor)
        if text.state == State.IN_REVIEW:
            end_review(text, actor)
            text.save()
        return text


def _review(article_id: int, language: str, read: tuple[int, str], *, is_approved: bool, actor: Actor) -> ArticleText:
    require(actor, "article.publish")
    edition, note = read
    with tenant(actor.workspace_id):
        text = locked_text(article_id, language, actor)
        _check(text, edition)
        if text.state != State.IN_REVIEW:
            raise Refused("not-in-review", _("Nobody has asked for a review of this text."))
        if actor.person_id is None or actor.person_id in text.draft_authors:
            raise Refused("own-review", _("Nobody reviews what they wrote themselves."))
        asked_by = text.review_asked_by_id
        begin_draft(text)
        text.approved_edition = edition if is_approved else None
        text.reviewer_id, text.review_note = actor.person_id, note.strip()[:LONGEST_NOTE]
        text.save()
        tell(ArticleReviewed(article_id, text.id, language, edition, is_approved, asked_by), actor)
        return text


def _check(text: ArticleText, edition: int) -> None:
    if text.edition != edition:
        raise Refused(
            "changed-meanwhile", _("Somebody else has changed this text meanwhile. Look at it again."), field="edition"
        )
    if not text.has_draft:
        raise Refused("nothing-to-review", _("There is no draft of this text."))


def _check_reviewer(reviewer_id: int | None, text: ArticleText, actor: Actor) -> None:
    if reviewer_id is None:
        return
    person = Person.objects.filter(id=reviewer_id, deactivated_at__isnull=True).first()
    if person is None or "article.publish" not in PERMISSIONS.get(person.role, frozenset()):
        raise Refused("no-such-reviewer", _("Choose somebody who may publish articles."), field="reviewer_id")
    if reviewer_id in text.draft_authors or reviewer_id == actor.person_id:
        raise Refused("own-review", _("Nobody reviews what they wrote themselves."), field="reviewer_id")
