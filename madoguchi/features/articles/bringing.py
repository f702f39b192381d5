"""An import as a whole: every page by its own action, so that one that is refused keeps no other from coming in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from madoguchi.base.errors import Refused
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.articles.actions.importing import ADDED, CHANGED, KEPT, UNCHANGED, Wishes, import_page
from madoguchi.features.articles.importing.files import File
from madoguchi.features.articles.importing.reading import read

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Brought:
    """How many texts were added, changed, unchanged and kept; `problems` by path or title."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((ADDED, CHANGED, UNCHANGED, KEPT), 0))
    problems: list[tuple[str, str]] = field(default_factory=list)


def bring_in(
    files: Iterable[File], *, wishes: Wishes, actor: Actor, progress: Progress = lambda _done, _total: None
) -> Brought:
    """Bring in what some files hold, the default language first. Raises Refused for a zip that cannot be read or is too
    large, NotAllowed."""
    require(actor, "article.publish")
    found = read(files)
    pages = sorted(found.pages, key=lambda page: page.language not in ("", wishes.language))
    made = Brought(problems=list(found.problems))
    for number, page in enumerate(pages, 1):
        try:
            made.counts[import_page(page, wishes=wishes, actor=actor)] += 1
        except Refused as refusal:
            made.problems.append((page.key, refusal.text))
        progress(number, len(pages))
    for page in pages:
        if page.links and page.key not in dict(made.problems):
            import_page(page, wishes=wishes, actor=actor)  # now that what it links to is here
    return made
