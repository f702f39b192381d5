"""Knowing articles again that were written here, taken out and perhaps changed elsewhere, before they come in."""

from collections.abc import Iterable

from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat

from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.articles.exporting import PART, UNNAMED
from madoguchi.features.articles.importing.pages import Page, Wishes
from madoguchi.features.articles.models import Article, ArticleText

Named = tuple[str, str]  # language, and an address or a title


def recognise(pages: Iterable[Page], *, wishes: Wishes, actor: Actor) -> None:
    """Give articles the keys under which they were taken out, which import_page() knows them by. Another installation
    counts its articles alike: it is the same only if it has the same address or title in some language."""
    require(actor, "article.publish")
    wanted: dict[int, set[Named]] = {}
    for page in pages:
        number = page.key.removeprefix(UNNAMED)
        if number != page.key and number.isdecimal() and len(number) < 19:
            said = {(page.language or wishes.language, name) for name in (page.slug, page.title) if name}
            wanted.setdefault(int(number), set()).update(said)
    ids = sorted(wanted)
    with tenant(actor.workspace_id):
        for start in range(0, len(ids), PART):
            _name(ids[start : start + PART], wanted)


def _name(ids: list[int], wanted: dict[int, set[Named]]) -> None:
    keys = [f"{UNNAMED}{number}" for number in ids]
    taken = {int(key.removeprefix(UNNAMED)) for key in _taken(keys)}
    texts = ArticleText.objects.filter(article_id__in=ids, article__import_key="")
    same = {
        number
        for number, language, *names in texts.values_list("article_id", "language", "slug", "title", "draft_title")
        if number not in taken and not wanted[number].isdisjoint((language, name) for name in names)
    }
    key = Concat(Value(UNNAMED), Cast("id", TextField()))
    Article.objects.filter(id__in=same).update(import_key=key)


def _taken(keys: list[str]) -> list[str]:
    return list(Article.objects.filter(import_key__in=keys).values_list("import_key", flat=True))
