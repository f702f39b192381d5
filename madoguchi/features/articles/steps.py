"""Changes of a locked text. No step opens a transaction or asks for permission."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.events.ledger import Fact, Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.events import ArticleReviewWithdrawn
from madoguchi.features.articles.languages import LANGUAGES
from madoguchi.features.articles.models import (
    Article,
    ArticleSlug,
    ArticleText,
    ArticleVersion,
    Collection,
    State,
    Visibility,
)
from madoguchi.features.articles.queries.articles import texts_readable_by
from madoguchi.features.articles.slugs import slug_of
from madoguchi.features.articles.wording import Words

MOST_TRIES = 50


def locked_text(article_id: int, language: str, actor: Actor) -> ArticleText:
    """A text that the actor sees, its row locked, with its article. Raises NotAllowed, Refused("archived")."""
    rows = texts_readable_by(actor).select_related("article__collection").select_for_update(of=("self",))
    text = rows.filter(article_id=article_id, language=language).first()
    if text is None:
        raise NotAllowed("not-found", _("This article does not exist in this language."))
    if text.article.archived_at is not None:
        raise Refused("archived", _("This article is archived. Restore it first."))
    return text


def new_article(collection: Collection, actor: Actor, *, import_key: str = "") -> Article:
    """An article that says nothing yet, last in its collection."""
    last = Article.objects.filter(collection=collection).aggregate(last=Max("position"))["last"]
    return Article.objects.create(
        workspace_id=collection.workspace_id,
        collection=collection,
        visibility=Visibility.AGENTS if collection.is_manual else Visibility.PUBLIC,
        position=0 if last is None else last + 1,
        owner_id=actor.person_id,
        created_by_id=actor.person_id,
        import_key=import_key,
    )


def begin_text(article: Article, language: str, words: Words, actor: Actor) -> ArticleText:
    """An article says something in a language for the first time. Raises Refused("no-such-language")."""
    if language not in LANGUAGES:
        raise Refused("no-such-language", _("Choose a language."), field="language")
    return ArticleText.objects.create(
        workspace_id=article.workspace_id,
        article=article,
        language=language,
        draft_title=words.title,
        draft_body=words.body,
        draft_summary=words.summary,
        draft_by_id=actor.person_id,
        draft_at=now(),
        draft_authors=[actor.person_id] if actor.person_id else [],
    )


def says(text: ArticleText) -> Words:
    """What the draft says."""
    return Words(text.draft_title, text.draft_body, text.draft_summary)


def say(text: ArticleText, words: Words, actor: Actor) -> None:
    """The draft says this now (the row is not saved)."""
    text.draft_title, text.draft_body, text.draft_summary = words.title, words.body, words.summary
    text.draft_by_id, text.draft_at = actor.person_id, now()
    if actor.person_id and actor.person_id not in text.draft_authors:
        text.draft_authors = [*text.draft_authors, actor.person_id]
    text.edition += 1
    end_review(text, actor)
    begin_draft(text)


def keep_version(text: ArticleText, what: str, *, person_id: int | None) -> ArticleVersion:
    """Write down what the draft says as the next version (the text's row is not saved)."""
    text.version += 1
    return ArticleVersion.objects.create(
        workspace_id=text.workspace_id,
        text=text,
        number=text.version,
        what=what,
        title=text.draft_title,
        body=text.draft_body,
        summary=text.draft_summary,
        author_id=person_id,
        at=text.draft_at if what == ArticleVersion.What.SAVED else now(),
    )


def end_review(text: ArticleText, actor: Actor) -> None:
    """Nobody need look at it any more, if somebody was asked to (the row is not saved)."""
    if text.state == State.IN_REVIEW:
        tell(ArticleReviewWithdrawn(text.article_id, text.id, text.language), actor)
        begin_draft(text)


def begin_draft(text: ArticleText) -> None:
    """It is being written: nothing asked for, approved or planned counts any more (the row is not saved)."""
    text.state, text.publish_at, text.approved_edition = State.DRAFT, None, None
    text.review_asked_at, text.review_asked_by_id = None, None


def give_slug(text: ArticleText) -> None:
    """An address of its title, if it has none; the row is saved with it."""
    if text.slug:
        return
    base = slug_of(text.draft_title) or f"article-{text.article_id}"
    for number in range(1, MOST_TRIES):
        slug = base if number == 1 else f"{base}-{number}"
        if take_slug(text, slug):
            return
    take_slug(text, f"{base}-{text.id}")


def take_slug(text: ArticleText, slug: str) -> bool:
    """Save it under an address, which leads on from the one before; False where another text has it. What led on from
    it to another text does so no more."""
    before = text.slug
    text.slug = slug
    try:
        with transaction.atomic():
            text.save(update_fields=["slug"])
    except IntegrityError:
        text.slug = before
        return False
    ArticleSlug.objects.filter(language=text.language, slug=slug).delete()
    if before and text.first_published_at is not None:
        ArticleSlug.objects.create(workspace_id=text.workspace_id, text=text, language=text.language, slug=before)
    return True


def tell(fact: Fact, actor: object) -> None:
    """A fact of the house."""
    record(fact, actor=actor, about=Subject())
