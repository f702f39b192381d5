"""Rules for files of any kind, read from their path and their text."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

Rule = Callable[[str, str], Iterator[tuple[int, str]]]

LONGEST_FILE = {".py": 400, ".html": 400, ".css": 400, ".js": 150, ".md": 800}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "stuff"}
MACHINE = re.compile(r"(?<![\w.])/(?:home|Users)/(?!user\b|you\b)[a-z]\w*/|(?<![\w.])/root/\w|(?<![\w.])/work/\w")
UNFINISHED = re.compile(r"\b(TODO|FIXME|HACK|XXX)\b")
ADDRESS = re.compile(r"https?://|--index-url|--extra-index-url|--find-links")
INLINE = (
    (
        re.compile(
            r"<script(?![^>]*\bsrc=)(?![^>]*\btype=[\"'](?:application/(?:ld\+)?json|speculationrules))", re.IGNORECASE
        ),
        "a script",
    ),
    (re.compile(r"<style\b", re.IGNORECASE), "a style sheet"),
    (re.compile(r"\sstyle=[\"']", re.IGNORECASE), "a style attribute"),
    (re.compile(r"\son[a-z]+=[\"']", re.IGNORECASE), "an event handler"),
    (re.compile(r"(?:href|src|action)=[\"']\s*javascript:", re.IGNORECASE), "a javascript: address"),
)


def file_size(path: str, text: str) -> Iterator[tuple[int, str]]:
    most = LONGEST_FILE.get(PurePosixPath(path).suffix)
    length = text.count("\n")
    if most and length > most and "/locale/" not in path and "/migrations/" not in path and "/vendor/" not in path:
        yield 1, f"{length} lines; {most} at most: part it by verb or noun"


def vague_name(path: str, text: str) -> Iterator[tuple[int, str]]:
    pure = PurePosixPath(path)
    for part in (*pure.parts[:-1], pure.stem):
        if part.lower() in VAGUE:
            yield 1, f"{part!r} names nothing: part it by verb or noun"


def machine_path(path: str, text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if MACHINE.search(line):
            yield number, "a path of somebody's machine"


def unfinished(path: str, text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if UNFINISHED.search(line):
            yield number, "finish it, or open an issue"


def download_address(path: str, text: str) -> Iterator[tuple[int, str]]:
    if path.startswith("requirements/"):
        for number, line in enumerate(text.splitlines(), 1):
            if ADDRESS.search(line):
                yield number, "lock files carry hashes, and no download addresses"


def inline(path: str, text: str) -> Iterator[tuple[int, str]]:
    if "/templates/" not in path or not path.endswith(".html"):
        return
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, what in INLINE:
            if pattern.search(line):
                yield number, f"{what} inside a page: the content security policy forbids it"


RULES: dict[str, Rule] = {
    "file-size": file_size,
    "vague-name": vague_name,
    "machine-path": machine_path,
    "unfinished": unfinished,
    "download-address": download_address,
    "inline": inline,
}
