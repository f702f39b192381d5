"""Japanese words by Sudachi.

The dictionary is mapped from its file when it is first needed, shared between threads and processes, and let go when
nobody has asked for a while: who rests holds nothing of it. Sudachi takes at most 49,149 bytes at once, and its
normalised forms keep case (STACK.md, trap 11): callers hand over lower case.
"""

import re
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

import structlog

from madoguchi.base.memory import give_back
from madoguchi.base.words.folding import hiragana

if TYPE_CHECKING:  # loaded with the dictionary: most processes never need it
    from sudachipy import Dictionary, Morpheme

log = structlog.get_logger(__name__)

REST = 300.0  # seconds without a question until the dictionary is let go
MOST_LETTERS = 8_000  # three bytes each, far below what Sudachi takes
RUNS_KEPT = 4_096  # greetings, signatures and phrases come again and again
LONGEST_KEPT = 60
WORDS_KEPT = 16_384
LONGEST = 64  # letters of a form

# What says nothing alone: whole kinds of words, normalised forms, and surfaces of which the form says something.
_SILENT_KINDS = {"助詞", "助動詞", "補助記号", "空白", "記号"}
_SILENT = """
御 様 さん 殿 為る 居る 有る 成る 呉れる 下さる 頂く 致す 御座る 参る 仰る 事 物 為 所 此れ 其れ 此の 其の 何卒 良い
無い
"""
_SILENT_SURFACES = "お ご 御 する ある いる なる こと もの ため よう ところ これ それ この その ない"
_SILENT_WORDS = frozenset(_SILENT.split())
_SILENT_LETTERS = frozenset(_SILENT_SURFACES.split())
_UNSPLIT = {"動詞", "形容詞"}  # 申し込む stays one, so that it is the word of 申し込み
_KANJI = re.compile("[々〆〇一-鿿㐀-䶿豈-﫿\U00020000-\U0003134f]")
_OKURIGANA = re.compile("(?<=[々〆〇一-鿿㐀-䶿豈-﫿])[ぁ-ゖー]+$")
_SAME_NAME = str.maketrans("斉", "斎")


class Piece(NamedTuple):
    """One word of a run: its letters from `start` to `end`, the form by which it is found ("": it says nothing alone),
    and its reading in hiragana, where that is another."""

    start: int
    end: int
    form: str
    reading: str


def pieces(run: str) -> tuple[Piece, ...]:
    """The words of an unbroken run of Japanese letters, compounds in their shortest parts (Sudachi's mode A)."""
    known = _runs.get(run)
    if known is not None:
        return known
    found: list[Piece] = []
    for start in range(0, len(run), MOST_LETTERS):
        found += _read_safely(run[start : start + MOST_LETTERS], start)
    made = tuple(found)
    if len(run) <= LONGEST_KEPT:
        _keep(run, made)
    return made


def form_of(word: str) -> str:
    """The form by which a normalised word is found: kana as hiragana, without a last long vowel (サーバー, サーバ), and
    without okurigana (申し込み, 申込, 申し込む)."""
    form = hiragana(word).translate(_SAME_NAME)
    if len(form) > 2:
        form = form.rstrip("ー") or form
    return _OKURIGANA.sub("", form)


def has_kanji(word: str) -> bool:
    return _KANJI.search(word) is not None


def _read_safely(run: str, offset: int) -> list[Piece]:
    """A bug of Sudachi comes as a BaseException, which would end a thread of the worker: the run is one word then."""
    try:
        return _read(run, offset)
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        log.error("Sudachi panicked", letters=len(run))
        return [Piece(offset, offset + len(run), form_of(run)[:LONGEST], "")]


def _read(run: str, offset: int) -> list[Piece]:
    found = []
    for morpheme in _dictionary().tokenizer(mode="C").tokenize(run):
        start, end = offset + morpheme.begin(), offset + morpheme.end()
        *parts, last = _known(morpheme)
        for length, form, reading in parts:
            until = min(start + length, end)  # ーー is read as ー
            found.append(Piece(start, until, form, reading))
            start = until
        found.append(Piece(start, end, last[1], last[2]))
    return found


Parts = tuple[tuple[int, str, str], ...]  # letters, form, reading


def _known(morpheme: "Morpheme") -> Parts:
    """The parts of one word of the dictionary; what is not in it is read anew each time."""
    if morpheme.is_oov():
        return (_part(morpheme),)
    number = morpheme.word_id()
    parts = _words.get(number)
    if parts is None:
        is_split = morpheme.part_of_speech()[0] not in _UNSPLIT
        # begin() of what was split panics in SudachiPy 0.7.0, and so does all of it with add_single=True.
        parts = tuple(map(_part, (list(morpheme.split("A")) if is_split else []) or [morpheme]))
        if len(_words) >= WORDS_KEPT:
            _words.clear()
        _words[number] = parts
    return parts


def _part(one: "Morpheme") -> tuple[int, str, str]:
    word, surface = one.normalized_form(), one.surface()
    form = form_of(surface if one.is_oov() else word)[:LONGEST]
    if one.part_of_speech()[0] in _SILENT_KINDS or word in _SILENT_WORDS or surface in _SILENT_LETTERS:
        form = ""
    reading = hiragana(one.reading_form())[:LONGEST]
    return len(surface), form, "" if reading == form else reading


class _Held:
    """The dictionary while it is held, and when it was last asked."""

    dictionary: "Dictionary | None" = None
    asked_at = 0.0


_held = _Held()
_lock = threading.Lock()
_runs: OrderedDict[str, tuple[Piece, ...]] = OrderedDict()
_words: dict[int, Parts] = {}


def _dictionary() -> "Dictionary":
    _held.asked_at = time.monotonic()
    return _held.dictionary or _load()


def _load() -> "Dictionary":
    from sudachipy import Dictionary  # 5 MB that a process without searches does without

    with _lock:
        if _held.dictionary is None:
            _held.dictionary = Dictionary(dict="core")
            threading.Thread(target=_let_go, name="dictionary", daemon=True).start()
        return _held.dictionary


def _let_go() -> None:
    while (left := _held.asked_at + REST - time.monotonic()) > 0:
        time.sleep(left)
    with _lock:
        _held.dictionary = None
        _runs.clear()
        _words.clear()
    give_back()


def _keep(run: str, made: tuple[Piece, ...]) -> None:
    with _lock:
        _runs[run] = made
        if len(_runs) > RUNS_KEPT:
            _runs.popitem(last=False)
