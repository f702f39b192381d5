"""What a text said before: the list, what differs between two, and bringing one back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madoguchi.base.paging import page_of
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.articles.actions.writing import restore_version
from madoguchi.features.articles.differences import differences
from madoguchi.features.articles.models import ArticleText, ArticleVersion
from madoguchi.features.articles.queries.articles import text_for, versions_of

NOW = 0  # the number that stands for what is being written


@require_safe
@seated
def show(request: DeskRequest, article_id: int, language: str) -> HttpResponse:
    """The versions, the newest first; `before` and `after` are compared (0: what is being written)."""
    require(request.seat.actor, "article.write")
    text = text_for(article_id, language, request.seat.actor)
    page = page_of(versions_of(text), order=("-number",), cursor=request.GET.get("older", ""))
    asked = number_in(request.GET.get("before", "")), number_in(request.GET.get("after", ""))
    before = _version(text, asked[0]) if asked[0] is not None else _usual(text)
    after = _version(text, NOW if asked[1] is None else asked[1])
    context: dict[str, Any] = {
        "area": "articles",
        "text": text,
        "language": language,
        "page": page,
        "before": before,
        "after": after,
    }
    if before is not None and after is not None:
        context["titles"] = differences(before.title, after.title)
        context["summaries"] = differences(before.summary, after.summary)
        context["pieces"] = differences(before.body, after.body)
    return render(request, "desk/articles/versions.html", context)


@require_POST
@seated
def restore(request: DeskRequest, article_id: int, language: str, number: int) -> HttpResponse:
    """It becomes the draft; what stood there is kept."""
    restore_version(article_id, language, number=number, actor=request.seat.actor)
    words = _("Version %(number)d is the draft again.") % {"number": number}
    return saved(request, words, to=reverse("desk:article_text", args=[article_id, language]))


def _usual(text: ArticleText) -> ArticleVersion | None:
    """What a draft is compared with first: what readers see, or its newest version; and that with the one before."""
    number = text.published_version or text.version if text.has_draft else text.version - 1
    return _version(text, number) if number > NOW else None


def _version(text: ArticleText, number: int) -> ArticleVersion | None:
    if number == NOW:
        said = {"title": text.draft_title, "body": text.draft_body, "summary": text.draft_summary}
        return ArticleVersion(number=NOW, at=text.draft_at, author=text.draft_by, **said)
    return ArticleVersion.objects.select_related("author").filter(text=text, number=number).first()
