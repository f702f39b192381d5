"""An import as a whole: every page by its own action, so that one that is refused keeps no other from coming in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from madoguchi.base.errors import Refused
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.articles.actions.importing import ADDED, CHANGED, KEPT, UNCHANGED, import_page
from madoguchi.features.articles.actions.recognising import recognise
from madoguchi.features.articles.importing.files import File
from madoguchi.features.articles.importing.pages import Page, Read, Wishes
from madoguchi.features.articles.importing.reading import read

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Brought:
    """How many texts were added, changed, unchanged and kept; `problems` and `left_out` by path or title."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((ADDED, CHANGED, UNCHANGED, KEPT), 0))
    problems: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def bring_in(
    files: Iterable[File], *, wishes: Wishes, actor: Actor, progress: Progress = lambda _done, _total: None
) -> Brought:
    """Bring in what some files hold, at once. Raises Refused for a zip that cannot be read or is too large,
    NotAllowed."""
    require(actor, "article.publish")
    found = read(files)
    pages = in_order(found, wishes)
    recognise(pages, wishes=wishes, actor=actor)
    made = Brought(problems=list(found.problems), left_out=list(found.left_out))
    for number, page in enumerate(pages, 1):
        try:
            made.counts[import_page(page, wishes=wishes, actor=actor).outcome] += 1
        except Refused as refusal:
            made.problems.append((page.key, refusal.text))
        progress(number, len(pages))
    refused = {path for path, _why in made.problems}
    link([page for page in pages if page.key not in refused], wishes=wishes, actor=actor)
    return made


def in_order(found: Read, wishes: Wishes) -> list[Page]:
    """The default language first: what stands in others are translations of it."""
    return sorted(found.pages, key=lambda page: page.language not in ("", wishes.language))


def link(pages: Iterable[Page], *, wishes: Wishes, actor: Actor) -> None:
    """Let those that came in lead to each other, now that all are here."""
    for page in pages:
        if page.links:
            import_page(page, wishes=wishes, actor=actor)
