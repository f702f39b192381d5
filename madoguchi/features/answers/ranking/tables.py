"""Tables of texts in files: tab-separated, UTF-8, a header line, columns by name.

A field in quotation marks, with those inside it doubled, is read as spreadsheets write it and may hold tabs and lines.
Every other quotation mark is a letter like any other: people write 5" and "please".
"""

import re
from collections.abc import Iterator
from pathlib import Path

from madoguchi.features.answers.ranking.shapes import Article, Past

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\r\n]|\Z)')
_PLAIN = re.compile(r"[^\t\r\n]*")
_END = re.compile(r"\r\n|\r|\n")


class BadTable(Exception):
    """`reason`: encoding, columns (names in `detail`), row (more fields than the header has), id (empty)."""

    def __init__(self, path: Path, reason: str, *, line: int = 0, detail: str = "") -> None:
        super().__init__(f"{path}:{line}: {reason} {detail}")
        self.path, self.reason, self.line, self.detail = path, reason, line, detail


def articles_in(path: Path) -> list[Article]:
    rows = read(path, ("id", "title", "body"), ("lang",))
    for line, row in rows:
        if not row["id"]:
            raise BadTable(path, "id", line=line)
    return [Article(row["id"], row["title"], row["body"], row["lang"]) for _line, row in rows]


def history_in(path: Path) -> list[Past]:
    """An empty file is an empty history."""
    rows = read(path, ("question", "article_id"), may_be_empty=True)
    return [Past(row["question"], row["article_id"] or None) for _line, row in rows if row["question"]]


def questions_in(path: Path) -> list[tuple[str, str]]:
    """Ids and questions, in the order given."""
    return [(row["id"], row["question"]) for _line, row in read(path, ("id", "question"))]


def read(
    path: Path, needed: tuple[str, ...], allowed: tuple[str, ...] = (), *, may_be_empty: bool = False
) -> list[tuple[int, dict[str, str]]]:
    """Rows with the numbers of their lines, other columns passed over. Raises BadTable, OSError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadTable(path, "encoding", detail=str(problem.start)) from problem
    records = _records(text)
    _line, header = next(records, (0, []))
    names = [name.strip().lower() for name in header]
    if may_be_empty and not names:
        return []
    missing = [name for name in needed if name not in names]
    if missing:
        raise BadTable(path, "columns", line=1, detail=", ".join(missing))
    found = []
    for line, fields in records:
        if len(fields) > len(names):
            raise BadTable(path, "row", line=line, detail=f"{len(fields)} > {len(names)}")
        row = dict(zip(names, fields, strict=False))
        found.append((line, {name: row.get(name, "").strip() for name in (*needed, *allowed)}))
    return found


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Number of the line and fields of each record; empty lines are none."""
    place, line, width = 0, 1, 0
    while place < len(text):
        fields, end = _record(text, place, quoted=True)
        if width and (len(fields) != width or _are_lines(text[place:end], width)):  # what looked quoted was not
            fields, end = _record(text, place, quoted=False)
        if fields != [""]:
            yield line, fields
            width = width or len(fields)
        line += len(_END.findall(text, place, end))
        place = end


def _are_lines(span: str, width: int) -> bool:
    """Whether a field of several lines would swallow whole records."""
    lines = _END.split(span.rstrip("\r\n"))
    return len(lines) > 1 and all(line.count("\t") == width - 1 for line in lines)


def _record(text: str, place: int, *, quoted: bool) -> tuple[list[str], int]:
    fields = []
    while True:
        found = (_QUOTED.match(text, place) if quoted and text.startswith('"', place) else None) or _PLAIN.match(
            text, place
        )
        assert found is not None
        fields.append(found[1].replace('""', '"') if found.re is _QUOTED else found[0])
        place = found.end()
        if not text.startswith("\t", place):
            ending = _END.match(text, place)
            return fields, ending.end() if ending else place
        place += 1
