"""Tables as CSV files, for spreadsheets: written so that no cell is run as a formula, read as they write them.

A cell that begins like a formula (= + - @, a tab) gets an apostrophe before it, which spreadsheets show as text (OWASP,
CSV Injection); reading takes it off again, so that what was written is read.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
LARGEST = 5 * 1024 * 1024
MEDIA_TYPE = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the lines of a table that was taken in."""

    added: int
    changed: int
    same: int


def written(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """UTF-8 with a byte order mark, by which Excel knows it; lines end in CRLF (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_harmless(row.get(name, "")) for name in columns] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def read(content: bytes, *, columns: Sequence[str], most: int) -> list[dict[str, str]]:
    """The rows by the names of the first line, in UTF-8 or Shift_JIS (CP932); columns may be missing and in any order.

    Raises Refused("bad-file", "too-large", "too-many", "no-such-column").
    """
    if len(content) > LARGEST:
        raise Refused("too-large", _("This file is too large."), field="file")
    try:
        lines = list(csv.reader(io.StringIO(_text(content), newline=""), strict=True))
    except (csv.Error, UnicodeError) as error:
        raise Refused("bad-file", _("This is no CSV file that can be read."), field="file") from error
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if not lines:
        raise Refused("bad-file", _("This file is empty."), field="file")
    if len(lines) - 1 > most:
        raise Refused("too-many", _("At most %(number)d lines at once.") % {"number": most}, field="file")
    names = [name.strip() for name in lines[0]]
    unknown = [name for name in names if name and name not in columns]
    if unknown or not any(names):
        values = {"name": ", ".join(unknown[:5]), "columns": ", ".join(columns)}
        text = _("There is no column %(name)s. The first line may name these: %(columns)s") % values
        raise Refused("no-such-column", text, field="file")
    return [{name: _as_typed(cell) for name, cell in zip(names, line, strict=False) if name} for line in lines[1:]]


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp932")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


def _as_typed(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell
