"""A ranker as bytes and back: arrays of numbers and JSON in an npz, nothing that could run."""

import io
import json
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from madoguchi.features.answers.ranking.classing import Classes
from madoguchi.features.answers.ranking.confidence import Calibration
from madoguchi.features.answers.ranking.evidence import Centre, Coverage, Texts
from madoguchi.features.answers.ranking.fusing import Weights
from madoguchi.features.answers.ranking.lexical import Synonyms, Vocabulary
from madoguchi.features.answers.ranking.outside import Meanings
from madoguchi.features.answers.ranking.second import Second, Tried
from madoguchi.features.answers.ranking.training import Learnt

FORMAT = 8  # goes up when what is kept, or what its numbers mean, changes: with what is learnt from the phrasebook, too
CLASSES = ("landmarks", "values", "leverage")
KINDS = ("wholes", "sentences", "past")
OUTSIDE = ("middle", "basis", "sections", "past")  # of Meanings
PARTS = (("weights", ("values", "spread")), ("calibration", ("middle", "spread", "values")))

Arrays = dict[str, NDArray[Any]]


class Outdated(ValueError):
    """Written by another version of the engine: fit anew."""


def to_bytes(
    ids: tuple[str, ...],
    centre: Centre,
    first: Learnt,
    read_with: str,
    outside: tuple[Tried | None, Second | None],
) -> bytes:
    tried, second = outside
    arrays: Arrays = {"covered": centre.covered.shares.astype(np.float16)}
    for kind in KINDS:
        arrays |= _of_texts(kind, getattr(centre, kind))
    for name, vocabulary in (("words", centre.word_vocabulary), ("pieces", centre.piece_vocabulary)):
        arrays |= {f"{name} weights": vocabulary.weights, f"{name} tokens": _text(json.dumps(list(vocabulary.places)))}
    arrays |= {f"classes {name}": getattr(centre.classes, name).astype(np.float16) for name in CLASSES}
    facts = {
        "format": FORMAT,
        "ids": ids,
        "first": asdict(first),
        "read with": read_with,
        "synonyms": centre.synonyms.groups,
        "tried": asdict(tried) if tried else None,
        "second": asdict(second.learnt) if second else None,
    }
    if second:
        arrays |= {f"outside {name}": getattr(second.meanings, name).astype(np.float16) for name in OUTSIDE}
        arrays["outside known"] = second.meanings.known.astype(np.int32)
    arrays["facts"] = _text(json.dumps(facts, default=lambda numbers: numbers.tolist()))
    target = io.BytesIO()
    np.savez_compressed(target, allow_pickle=False, **arrays)
    return target.getvalue()


def from_bytes(kept: bytes) -> tuple[tuple[str, ...], Centre, Learnt, str, Tried | None, Second | None]:
    """Raises Outdated."""
    with np.load(io.BytesIO(kept), allow_pickle=False) as arrays:
        facts = json.loads(arrays["facts"].tobytes())
        if facts["format"] != FORMAT:
            raise Outdated(f"format {facts['format']}, not {FORMAT}")
        vocabularies = [_vocabulary(arrays, name) for name in ("words", "pieces")]
        centre = Centre(
            len(facts["ids"]),
            **{kind: _texts(kind, arrays) for kind in KINDS},
            covered=Coverage.of(arrays["covered"].astype(np.float32)),
            classes=_classes(arrays),
            word_vocabulary=vocabularies[0],
            piece_vocabulary=vocabularies[1],
            synonyms=Synonyms(tuple(map(tuple, facts["synonyms"]))),
        )
        tried = Tried(**facts["tried"]) if facts["tried"] else None
        second = Second(_learnt(facts["second"]), _meanings(arrays)) if facts["second"] else None
        return tuple(facts["ids"]), centre, _learnt(facts["first"]), facts["read with"], tried, second


def _learnt(kept: dict[str, Any]) -> Learnt:
    of_weights, of_calibration = ({name: np.array(kept[part][name]) for name in names} for part, names in PARTS)
    calibration = Calibration(**of_calibration, base=kept["calibration"]["base"])
    return Learnt(Weights(**of_weights), calibration, kept["threshold"])


def _meanings(arrays: Any) -> Meanings:
    found = {name: arrays[f"outside {name}"].astype(np.float32) for name in OUTSIDE}
    return Meanings(**found, known=arrays["outside known"].astype(np.intp))


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _vocabulary(arrays: Any, name: str) -> Vocabulary:
    tokens = json.loads(arrays[f"{name} tokens"].tobytes())
    return Vocabulary({token: place for place, token in enumerate(tokens)}, arrays[f"{name} weights"])


def _classes(arrays: Any) -> Classes:
    landmarks, values, leverage = (arrays[f"classes {name}"].astype(np.float32) for name in CLASSES)
    return Classes(landmarks, values, leverage, np.zeros((0, values.shape[1]), dtype=np.float32))


def _of_texts(kind: str, texts: Texts) -> Arrays:
    kept: Arrays = {f"{kind} owners": texts.owners.astype(np.int32), f"{kind} points": texts.points.astype(np.float16)}
    for name, rows in (("words", texts.words), ("pieces", texts.pieces)):
        kept |= {
            f"{kind} {name} data": rows.data.astype(np.float16),
            f"{kind} {name} columns": rows.indices.astype(np.int32),
            f"{kind} {name} ends": rows.indptr.astype(np.int32),
            f"{kind} {name} shape": np.array(rows.shape),
        }
    return kept


def _texts(kind: str, arrays: Any) -> Texts:
    return Texts(
        arrays[f"{kind} owners"].astype(np.intp),
        arrays[f"{kind} points"].astype(np.float32),
        *(_rows(f"{kind} {name}", arrays) for name in ("words", "pieces")),
    )


def _rows(name: str, arrays: Any) -> sparse.csr_matrix:
    parts = (arrays[f"{name} data"].astype(np.float32), arrays[f"{name} columns"], arrays[f"{name} ends"])
    return sparse.csr_matrix(parts, shape=tuple(arrays[f"{name} shape"]))
