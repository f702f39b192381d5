"""The body of an article as its page shows it; what was rendered once is kept."""

from collections.abc import Mapping
from functools import lru_cache

from madoguchi.faces.portal.asked import Asked
from madoguchi.features.articles.finding import snippets_of
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.queries.pages import slugs_in
from madoguchi.features.articles.rendering import Places, Rendered, render

KEPT = 512  # bodies, in each process


def rendered(asked: Asked, text: ArticleText) -> Rendered:
    """Reusable parts and the addresses of other articles are asked for only where the body names some."""
    parts = snippets_of(text.workspace_id, text.language) if "{{" in text.body else {}
    slugs = slugs_in(text.workspace_id, text.language, (text.body, *parts.values()))
    addresses = {str(key): asked.address("article", slug) for key, slug in slugs.items()}
    pictures = asked.address("picture", "NAME").removesuffix("NAME/")
    return _rendered(text.body, pictures, tuple(sorted(parts.items())), tuple(sorted(addresses.items())))


@lru_cache(KEPT)
def _rendered(
    body: str, pictures: str, parts: tuple[tuple[str, str], ...], addresses: tuple[tuple[str, str], ...]
) -> Rendered:
    found: Mapping[str, str] = dict(addresses)
    return render(body, Places(lambda name: f"{pictures}{name}/", found.get, dict(parts)))
