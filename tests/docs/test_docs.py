"""The papers hold: commands parse, links lead somewhere, and both languages say the same in the same places."""

import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from madoguchi.config.cli.main import madoguchi
from madoguchi.core.events.ledger import FACTS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("README*.md")])
ENGLISH = sorted(path for path in DOCS.rglob("*.md") if not {"ja", "adr"} & set(path.relative_to(DOCS).parts))
MADE_LATER = DOCS / "images"  # pictures of the desk, taken by a browser
BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#{1,4}) ", re.MULTILINE)
SCRIPTS = {path.name for path in (ROOT / "bin").iterdir() if path.is_file()}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def commands(path: Path) -> Iterator[list[str]]:
    """What the blocks marked `sh` ask a person to type, continued lines joined."""
    for _indent, kind, text in BLOCK.findall(path.read_text(encoding="utf-8")):
        if kind == "sh":
            for line in text.replace("\\\n", " ").splitlines():
                words = shlex.split(line, comments=True)
                if words and words[0] == ".venv/bin/madoguchi":  # where bin/run puts it
                    words[0] = "madoguchi"
                if words and (words[0] == "madoguchi" or words[0].startswith("bin/")):
                    yield words


def without_blocks(path: Path) -> str:
    return BLOCK.sub("", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_commands_parse(page: Path) -> None:
    for words in commands(page):
        if words[0].startswith("bin/"):
            assert words[0].removeprefix("bin/") in SCRIPTS, words
            continue
        assert parses(words[1:]), words


def parses(words: list[str]) -> bool:
    """Whether the real command line takes these words; nothing is run."""
    group: click.Command = madoguchi
    context = click.Context(madoguchi, info_name="madoguchi")
    while isinstance(group, click.Group):
        name, found, words = group.resolve_command(context, words)
        assert found is not None
        group, context = found, click.Context(found, parent=context, info_name=name)
    try:
        group.parse_args(context, list(words))
    except click.BadParameter as problem:  # a file that is not on this machine
        return isinstance(problem.param and problem.param.type, click.Path | click.File)
    return True


def test_a_command_that_does_not_exist_is_noticed() -> None:
    with pytest.raises(click.UsageError):
        parses(["demo", "--delete"])
    with pytest.raises(click.UsageError):
        parses(["frobnicate"])


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(without_blocks(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path = (page.parent / target.partition("#")[0]).resolve()
        assert path.is_relative_to(ROOT), target
        assert path.exists() or MADE_LATER in path.parents, target


@pytest.mark.parametrize("page", ENGLISH, ids=named)
def test_each_page_has_its_japanese(page: Path) -> None:
    twin = DOCS / "ja" / page.relative_to(DOCS)
    assert twin.exists(), named(twin)
    ours, theirs = page.read_text(encoding="utf-8"), twin.read_text(encoding="utf-8")
    assert [len(mark) for mark in HEADING.findall(ours)] == [len(mark) for mark in HEADING.findall(theirs)]
    assert [kind for _i, kind, _t in BLOCK.findall(ours)] == [kind for _i, kind, _t in BLOCK.findall(theirs)]
    assert re.search("[ぁ-ん]", theirs)


def test_no_japanese_page_stands_alone() -> None:
    pages = {path.relative_to(DOCS / "ja") for path in (DOCS / "ja").rglob("*.md")}
    assert pages == {path.relative_to(DOCS) for path in ENGLISH}


@pytest.mark.parametrize("language", ["", "ja"])
def test_every_page_can_be_found_from_the_index(language: str) -> None:
    index = DOCS / language / "README.md"
    linked = {(index.parent / target).resolve() for target in LINK.findall(index.read_text(encoding="utf-8"))}
    pages = {(DOCS / language / path.relative_to(DOCS)).resolve() for path in ENGLISH} - {index.resolve()}
    assert pages <= linked


@pytest.mark.parametrize("page", ["events.md", "../ja/reference/events.md"])
def test_the_reference_of_events_knows_every_event(page: str) -> None:
    for module in sorted((ROOT / "madoguchi").glob("*/*/events.py")):
        importlib.import_module(".".join(module.relative_to(ROOT).with_suffix("").parts))
    told = re.findall(r"^\| `([a-z_.]+)` \|", (DOCS / "reference" / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(set(told))
    assert set(told) == {kind for kind in FACTS if not kind.startswith("test.")}


def test_decisions_are_numbered_and_listed() -> None:
    index = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    for path in (DOCS / "adr").glob("0*.md"):
        assert path.name in index
        assert path.read_text(encoding="utf-8").startswith(f"# {path.name[:4]} ")
