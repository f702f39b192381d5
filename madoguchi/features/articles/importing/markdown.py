"""Markdown files with front matter as pages.

The folder that a file lies in is its collection; a folder named as a language ("ja", "en"), or an ending such as
"billing.en.md", is its language. Front matter is the part of YAML that such files use: `name: value`, lists in brackets
or as lines with "- ", quotes as anywhere.
"""

import re
from collections.abc import Container, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from madoguchi.features.articles.importing.files import File
from madoguchi.features.articles.importing.pages import Page, Picture
from madoguchi.features.articles.importing.written import text_in
from madoguchi.features.articles.languages import LANGUAGES

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LINE = re.compile(r"([A-Za-z_][\w-]{0,40})[ \t]*:[ \t]*(.*)")
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_PICTURE = re.compile(r"(!\[(?:[^\[\]\\]|\\.)*\]\()<?([^()\s<>]+)>?((?:\s+\"[^\"]*\")?\))")
FALSE = frozenset({"false", "no", "off", "0"})


def page_of(file: File, pictures: Mapping[str, bytes]) -> Page:
    """A file as a page; `pictures` are all of the import by their paths. Raises Refused("not-text")."""
    text = text_in(file.content).replace("\r\n", "\n").replace("\r", "\n")
    about, body = _split(text)
    heading = _HEADING.match(body)
    title = about.get("title", "") or (heading[1] if heading else "") or PurePosixPath(file.path).stem
    if heading and heading[1] == title:
        body = body[heading.end() :]
    language, key = _placed(file.path)
    draft = about.get("draft", "").lower() or ("true" if about.get("published", "").lower() in FALSE else "")
    kept, shown = _pictures(body, file.path, pictures)
    return Page(
        key=about.get("key", "") or about.get("id", "") or key,
        title=title.strip(),
        body=kept.strip(),
        language=about.get("language", about.get("lang", "")).lower() or language,
        collection=about.get("collection", about.get("category", "")) or _folder(key),
        summary=about.get("summary", about.get("description", "")),
        slug=about.get("slug", ""),
        visibility=about.get("visibility", ""),
        published=None if not draft else draft in FALSE,
        pictures=shown,
        path=file.path,
        edition=int(edition) if (edition := about.get("edition", "")).isdecimal() and len(edition) < 10 else None,
    )


def _split(text: str) -> tuple[dict[str, str], str]:
    """The front matter, and what follows it."""
    found = _FRONT.match(text)
    if found is None:
        return {}, text
    about: dict[str, str] = {}
    for line in found[1].split("\n"):
        if given := _LINE.fullmatch(line.rstrip()):
            about[given[1].lower()] = _value(given[2])
    return about, text[found.end() :]


def _value(written: str) -> str:
    value = written.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        quote, value = value[0], value[1:-1]
        return value.replace("''", "'") if quote == "'" else value.replace('\\"', '"').replace("\\\\", "\\")
    return "" if value in ("null", "~") else re.sub(r"\s+#.*$", "", value)


def _placed(path: str) -> tuple[str, str]:
    """The language that a path names, and the path without it."""
    parts = list(PurePosixPath(path).with_suffix("").parts)
    language = next((part.lower() for part in parts[:-1] if part.lower() in LANGUAGES), "")
    if language:
        parts = [part for part in parts if part.lower() != language]
    name, _dot, ending = parts[-1].rpartition(".")
    if name and ending.lower() in LANGUAGES:
        language, parts[-1] = ending.lower(), name
    return language, "/".join(parts)


def _folder(key: str) -> str:
    return PurePosixPath(key).parent.name


def _pictures(body: str, path: str, pictures: Mapping[str, bytes]) -> tuple[str, tuple[Picture, ...]]:
    """The body with the paths of its pictures as they are known in the import, and those."""
    found: dict[str, Picture] = {}

    def named(match: re.Match[str]) -> str:
        known = at(match[2], path, pictures)
        if not known:
            return match[0]
        found[known] = Picture(known, pictures[known])
        return f"{match[1]}{known.replace(' ', '%20')}{match[3]}"

    return _PICTURE.sub(named, body), tuple(found.values())


def at(address: str, path: str, files: Container[str]) -> str:
    """The path of the file that an address in a file means; "" where it is none of `files`."""
    if ":" in address or address.startswith("//"):
        return ""
    plain = unquote(address.partition("?")[0].partition("#")[0])
    steps: list[str] = [] if plain.startswith("/") else list(PurePosixPath(path).parent.parts)
    for step in PurePosixPath(plain.lstrip("/")).parts:
        if step == "..":
            steps = steps[:-1]
        elif step != ".":
            steps.append(step)
    wanted = "/".join(steps)
    return wanted if wanted in files else ""
