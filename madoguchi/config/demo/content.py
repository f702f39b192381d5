"""Reads `content/`: who there is in a workspace, and what was said. Texts stay as written, times are not known yet."""

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent / "content"
WORKSPACES = ("koyomi", "harbour")
LETTERS = {"r": "resolved", "o": "open", "w": "open", "u": "open", "s": "snoozed", "l": "open"}


@dataclass(frozen=True, slots=True)
class Desk:
    """An inbox; `desk` is what it calls itself in letters."""

    key: str
    name: str
    address: str
    language: str
    charset: str
    team: str
    desk: str
    signature: str


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who works here. `latin` is how they sign in English."""

    key: str
    email: str
    family: list[str]
    given: list[str]
    role: str
    teams: list[str]
    inboxes: list[str] = field(default_factory=list)
    latin: str = ""
    log_in: bool = False

    @property
    def is_japanese(self) -> bool:
        return not self.family[0].isascii()

    @property
    def first_name(self) -> str:
        """As they sign an English letter."""
        return self.latin.split()[0] if self.latin else self.given[0]


@dataclass(frozen=True, slots=True)
class Company:
    key: str
    name: str
    short: str
    kind: str
    plan: str
    shops: int
    prefecture: str

    @property
    def domain(self) -> str:
        return f"{self.key}.example"


@dataclass(frozen=True, slots=True)
class Customer:
    """A contact. `mail` is the program they write with; `number` makes their telephone number."""

    key: str
    family: str
    given: str
    company: Company | None
    title: str
    mail: str
    address: str
    number: int
    family_kana: str = ""
    given_kana: str = ""

    @property
    def is_japanese(self) -> bool:
        return any(letter >= "぀" for letter in self.family)

    @property
    def name(self) -> str:
        return f"{self.family} {self.given}" if self.is_japanese else f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said: `who` is "c", "a", "n" or "auto", with ":key" for somebody other than usual."""

    who: str
    text: str
    gap: str = ""
    hour: int = -1
    attach: str = ""
    cc: tuple[str, ...] = ()
    delivery: str = "sent"
    bounce: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """A conversation without times. `state` adds "merged" and "spam" to the three of a conversation."""

    key: str
    inbox: str
    who: str
    by: str
    subject: str
    lines: tuple[Line, ...]
    state: str = "resolved"
    team: str = ""
    tags: tuple[str, ...] = ()
    priority: str = "normal"
    age: tuple[int, int] | None = None
    month_end: bool = False
    is_short: bool = False
    starts_with_us: bool = False
    merges: str = ""
    links: str = ""
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """All of one workspace."""

    settings: dict[str, Any]
    desks: dict[str, Desk]
    seats: dict[str, Seat]
    companies: dict[str, Company]
    customers: dict[str, Customer]
    stories: tuple[Story, ...]
    aside: tuple[dict[str, Any], ...]
    attachments: dict[str, str]
    beside: dict[str, list[dict[str, Any]]]
    chats: tuple[list[Any], ...]
    replies: tuple[dict[str, Any], ...]
    articles: dict[str, Any]
    product: dict[str, list[dict[str, Any]]]

    @property
    def key(self) -> str:
        return str(self.settings["key"])


def casts() -> list[Cast]:
    """The workspaces in the order in which they are made."""
    return [read(key) for key in WORKSPACES]


def read(key: str) -> Cast:
    """One workspace of the content. Raises KeyError for a name that nobody bears."""
    folder = HERE / key
    settings = _toml(folder / "workspace.toml")
    companies = {row["key"]: Company(**row) for row in _rows(folder / "companies.toml")}
    desks = {row["key"]: Desk(**row) for row in settings.pop("inbox")}
    cast = Cast(
        settings=settings,
        desks=desks,
        seats={row["key"]: Seat(**row) for row in settings.pop("seat")},
        companies=companies,
        customers=_customers(folder / "contacts.toml", companies, first=1000 if key == "koyomi" else 0),
        stories=(*_threads(folder), *_shorts(folder)),
        aside=tuple(_toml(folder / "aside.toml")["item"]),
        attachments=_toml(folder / "attachments.toml"),
        beside=_toml(folder / "beside.toml"),
        chats=tuple(_toml(folder / "chats.toml")["rows"]),
        replies=tuple(_toml(folder / "replies.toml")["reply"]),
        articles=_toml(folder / "articles.toml"),
        product=_toml(folder / "product.toml"),
    )
    for story in cast.stories:
        _check(cast, story)
    return cast


def _check(cast: Cast, story: Story) -> None:
    assert story.inbox in cast.desks, story
    assert story.who in cast.customers, (story.key, story.who)
    assert not story.by or story.by in cast.seats, (story.key, story.by)
    known = {tag["name"] for tag in cast.settings["tag"]}
    assert known.issuperset(story.tags), (story.key, story.tags)


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    table = _toml(path)
    for row in table["rows"]:
        yield dict(zip(table["columns"], row, strict=True))


def _customers(path: Path, companies: dict[str, Company], *, first: int) -> dict[str, Customer]:
    made = {}
    for number, row in enumerate(_rows(path), first):
        company = companies.get(row["company"])
        domain = row.pop("domain", "") or (company.domain if company else "example.jp")
        local = row["key"] if company or not row["given"].isalpha() else f"{_plain(row['given'])}.{row['key']}"
        if any(letter >= "぀" for letter in row["family"]):
            local = row["key"].split("-")[0]
        made[row["key"]] = Customer(**{**row, "company": company}, address=f"{local}@{domain}", number=number)
    return made


def _plain(name: str) -> str:
    """A name as it stands in a mail address: no marks, small letters."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def _threads(folder: Path) -> Iterator[Story]:
    for path in sorted((folder / "threads").glob("*.toml")):
        for thread in _toml(path)["thread"]:
            lines = tuple(_line(*said) for said in thread.pop("say"))
            starts_with_us = thread.pop("start", "c") == "a"
            default = "support" if folder.name == "koyomi" else "hello"
            age = tuple(thread.pop("age", ())) or None
            tags = tuple(thread.pop("tags", ()))
            fields = {"inbox": default, **thread, "tags": tags, "age": age, "starts_with_us": starts_with_us}
            yield Story(lines=lines, **fields)


def _line(who: str, text: str, more: dict[str, Any] | None = None) -> Line:
    return Line(who, text.strip(), **{**(more or {}), "cc": tuple((more or {}).get("cc", ()))})


def _shorts(folder: Path) -> Iterator[Story]:
    for path in sorted((folder / "shorts").glob("*.toml")):
        table = _toml(path)
        for number, (who, by, state, tag, subject, *texts) in enumerate(table["rows"], 1):
            yield Story(
                key=f"{folder.name}-{path.stem}-{number}",
                inbox=table["inbox"] if tag != "英語" else "english",
                who=who,
                by=by,
                subject=subject,
                lines=tuple(_short_line(index, text, subject) for index, text in enumerate(texts)),
                state=LETTERS[state[0]],
                tags=(tag,) if tag else (),
                age=_age(state),
                is_short=True,
            )


def _age(state: str) -> tuple[int, int] | None:
    """How many days ago it began: "r3-20" says so itself, else the letter does."""
    if len(state) > 1:
        newest, oldest = state[1:].split("-")
        return int(newest), int(oldest)
    return {"w": (1, 5), "u": (0, 2), "o": (0, 3), "l": (5, 9)}.get(state)


def _short_line(index: int, text: str, subject: str) -> Line:
    """Customer and desk in turn; where the desk says that it attached something, there it is."""
    who = "ca"[index % 2]
    says_so = who == "a" and any(mark in text for mark in ("添付", " attached"))
    return Line(who, text, attach=f"{subject}.pdf" if says_so else "")
