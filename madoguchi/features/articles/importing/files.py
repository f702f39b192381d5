"""The files of an import: a folder, a zip, or one file; bounded, whatever they say they are."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused

MOST_FILES = 20_000
LARGEST_FILE = 10 * 1024 * 1024  # bytes
LARGEST = 500 * 1024 * 1024  # of all files, unpacked
MOST_PACKED = 200  # times that a file may be larger than it is packed: what is packed tighter is a bomb
SMALL = 1024 * 1024  # a file up to here may be packed as tight as it likes
WANTED = frozenset((".md", ".markdown", ".csv", ".tsv", ".html", ".htm", ".png", ".jpg", ".jpeg", ".gif", ".webp"))

DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, OSError)  # RuntimeError: a password

Reading = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class File:
    """`path` is relative, with /, without .. in it. `problem`: why its content is not here."""

    path: str
    content: bytes
    problem: str = ""

    @property
    def ending(self) -> str:
        return PurePosixPath(self.path).suffix.lower()


def files_at(path: Path) -> Iterator[File]:
    """The files of a folder, of a zip, or the one that it is. Raises Refused("too-large", "too-many-files",
    "bad-zip")."""
    if path.is_dir():
        yield from _bounded(_in_folder(path))
    elif path.suffix.lower() == ".zip":
        with path.open("rb") as opened:
            yield from files_in_zip(opened)
    else:
        yield from _bounded(iter([(path.name, path.stat().st_size, path.read_bytes)]))


def files_in(name: str, content: bytes) -> Iterator[File]:
    """The same of bytes that were uploaded under a name."""
    if content[:4] == b"PK\x03\x04" or name.lower().endswith(".zip"):
        yield from files_in_zip(io.BytesIO(content))
    else:
        yield from _bounded(iter([(PurePosixPath(name).name, len(content), lambda: content)]))


def files_in_zip(opened: "io.BufferedIOBase | io.BufferedReader") -> Iterator[File]:
    """The files of a zip. Raises as files_at()."""
    try:
        with zipfile.ZipFile(opened) as packed:
            yield from _bounded(_in_zip(packed))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Refused("bad-zip", _("This zip file cannot be read."), field="file") from error


def _bounded(found: Iterator[tuple[str, int, Reading]]) -> Iterator[File]:
    """All but hidden ones, in their order, none of them larger than it may be; what nobody can read stays unread."""
    total = 0
    for number, (path, size, read) in enumerate(found):
        if number >= MOST_FILES:
            raise Refused("too-many-files", _("At most %(number)d files at once.") % {"number": MOST_FILES})
        parts = PurePosixPath(path.replace("\\", "/")).parts
        is_hidden = any(part.startswith((".", "__MACOSX")) or part in ("..", "/") for part in parts)
        if is_hidden:
            continue
        if PurePosixPath(path).suffix.lower() not in WANTED:
            yield File("/".join(parts), b"")
            continue
        total += size
        if size > LARGEST_FILE or total > LARGEST:
            raise Refused(
                "too-large", _("“%(name)s” is too large to be imported.") % {"name": path[:100]}, field="file"
            )
        yield _file("/".join(parts), read)


def _file(path: str, read: Reading) -> File:
    """One that is damaged keeps no other from being read."""
    try:
        return File(path, read())
    except DAMAGED:
        return File(path, b"", _("This file is damaged, or locked by a password."))


def _in_folder(folder: Path) -> Iterator[tuple[str, int, Reading]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix(), path.stat().st_size, path.read_bytes


def _in_zip(packed: zipfile.ZipFile) -> Iterator[tuple[str, int, Reading]]:
    for info in sorted(packed.infolist(), key=lambda info: info.filename):
        if info.is_dir():
            continue
        if info.file_size > SMALL and info.file_size > MOST_PACKED * max(info.compress_size, 1):
            raise Refused("too-large", _("“%(name)s” is too large to be imported.") % {"name": info.filename[:100]})
        yield info.filename, info.file_size, _reading(packed, info)


def _reading(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> Reading:
    """No more than it says that it holds is ever unpacked."""

    def read() -> bytes:
        with packed.open(info) as opened:
            content = opened.read(info.file_size + 1)
        if len(content) > info.file_size:
            raise zipfile.BadZipFile("longer than it says")
        return content

    return read
