"""How a text comes before its readers, and which publication of the default language a translation follows. Steps: no
transaction, no permission."""

from madoguchi.base.clock import now
from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.events import ArticlePublished
from madoguchi.features.articles.finding import index
from madoguchi.features.articles.models import ArticleText, ArticleVersion, State
from madoguchi.features.articles.queries.centre import centre_of
from madoguchi.features.articles.steps import begin_draft, end_review, give_slug, keep_version, tell


def bring_out(text: ArticleText, *, minor: bool, actor: Actor) -> None:
    """The draft of a locked text becomes what is read."""
    if text.state == State.PUBLISHED:
        return
    give_slug(text)
    keep_version(text, ArticleVersion.What.PUBLISHED, person_id=text.draft_by_id)
    text.title, text.body, text.summary = text.draft_title, text.draft_body, text.draft_summary
    end_review(text, actor)
    begin_draft(text)
    text.state = State.PUBLISHED
    is_first = text.first_published_at is None
    text.published_at = now()
    text.first_published_at = text.first_published_at or text.published_at
    text.published_version, text.draft_authors, text.review_note = text.version, [], ""
    if text.language == centre_of(text.workspace_id).language:
        text.source_version = text.source_version if minor and not is_first else text.version
    elif is_first:
        text.source_version = source_of(text)
    text.save()
    index(text)
    tell(ArticlePublished(text.article_id, text.id, text.language, text.version, minor), actor)


def source_of(text: ArticleText) -> int:
    """The publication in the default language that a translation has to follow; 0 for none."""
    default = centre_of(text.workspace_id).language
    source = ArticleText.objects.filter(article_id=text.article_id, language=default).exclude(id=text.id)
    return source.values_list("source_version", flat=True).first() or 0
