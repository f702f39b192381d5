"""What a reader of an import hands over."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture beside the pages: `path` is as the body of a page names it."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """One article in one language, in Markdown. `key` is the same for its texts in other languages, and the same when
    it is read again. `language` "": that of the import. `published` None: as the import says. `path` is the file that
    it came from, `edition` the one of a text of this house that was taken out. [text](page:0) in the body leads to the
    page whose key is links[0]."""

    key: str
    title: str
    body: str
    language: str = ""
    collection: str = ""
    summary: str = ""
    slug: str = ""
    visibility: str = ""
    published: bool | None = None
    pictures: tuple[Picture, ...] = ()
    path: str = ""
    links: tuple[str, ...] = ()
    edition: int | None = None


@dataclass(slots=True)
class Read:
    """All that could be read; what could not, and what is no article, each with the reason, by path."""

    pages: list[Page] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How pages come in that do not say it themselves: their language, whether they are published at once, and the
    collection of those that stand in none."""

    language: str
    publish: bool = False
    collection: str = ""
