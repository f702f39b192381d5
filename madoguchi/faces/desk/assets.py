"""Addresses of static files: the fingerprint of all of them stands in the path, so that a browser may keep each for
ever, and modules that import one another by relative addresses come from one release."""

import re
from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.templatetags.static import static

from madoguchi.faces.desk.styling import SHEETS

VERSIONED = re.compile(r"^(?P<prefix>/static/)v-[0-9a-f]{16}/")
PIECES = "pieces/"
FOR_EVER = "public, max-age=31536000, immutable"


@cache
def address_of(path: str) -> str:
    """The address of a static file, changed whenever any static file has changed."""
    prefix = settings.STATIC_URL
    return f"{prefix}v-{_fingerprint()}/{static(path).removeprefix(prefix)}"


@cache
def script_of(path: str) -> str:
    """The address of a module, in one piece with all that it imports; where bin/environment could not make that piece,
    or a module has changed since, of the module as it is: a browser then asks for each of them."""
    pieces = {name: Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])}
    piece = f"{PIECES}{path.rpartition('/')[2]}"
    if piece not in pieces:
        return address_of(path)
    made_at = pieces[piece].stat().st_mtime
    is_old = any(
        name.endswith(".js") and not name.startswith(PIECES) and file.stat().st_mtime > made_at
        for name, file in pieces.items()
    )
    return address_of(path if is_old else piece)


def unversioned(path: str) -> str:
    """The path of a request without the fingerprint: a page of the release before is still given its files."""
    return VERSIONED.sub(r"\g<prefix>", path)


@cache
def _fingerprint() -> str:
    seen = blake2b(" ".join(SHEETS).encode(), digest_size=8)
    files = {path: storage for finder in get_finders() for path, storage in finder.list([])}
    for path in sorted(files):
        with files[path].open(path) as file:
            seen.update(path.encode())
            seen.update(file.read())
    return seen.hexdigest()
