"""What somebody looks for, as terms: each a few ways to say the same, made of words as the entries hold them.

A word is found by its stem, its normal form, or its reading; a code as a whole, by its beginning, or by its parts. What
a word may stand for beside itself (kanji for a reading, the rest of a word that is begun) is looked up among the words
that the workspace knows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from madoguchi.base.words.folding import fold, hiragana
from madoguchi.base.words.japanese import has_kanji
from madoguchi.base.words.taking import Word, words
from madoguchi.features.search.document import PERSONAL
from madoguchi.features.search.query.known import Known, Wanted, known_words

MOST_TERMS = 16  # a pasted letter is found by its beginning
MOST_WAYS = 24
LONGEST_KANA = 16  # letters of a run of kana that is put together from readings
SHORTEST_BEGUN = 3
_KANA = re.compile("[ぁ-ゖァ-ヺー]{2,}")


@dataclass(frozen=True, slots=True)
class Said:
    """A word that was typed, or a phrase of which all stands together; `is_excluded`: it must not be there."""

    text: str
    is_phrase: bool = False
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word of the entries; `is_begun`: any that begins so. In a phrase it stands `gap` places behind the last."""

    form: str
    is_begun: bool = False
    gap: int = 1


Way = tuple[Lexeme, ...]  # all of these


@dataclass(frozen=True, slots=True)
class Term:
    """Something that has to be there (`is_excluded`: must not), in any of its ways. `text` is what was typed."""

    text: str
    ways: tuple[Way, ...]
    is_phrase: bool = False
    is_excluded: bool = False


def terms_of(said: Sequence[Said], *, workspace_id: int, reads_personal: bool, is_typing: bool) -> list[Term]:
    """The terms. `is_typing`: the last word may still be begun. One query where words are looked up."""
    tokens = [token for one in said for token in _tokens(one)][:MOST_TERMS]
    wanted = Wanted()
    for token in tokens:
        token.ask(wanted, is_begun=is_typing and token is tokens[-1])
    known = known_words(workspace_id, wanted)
    return [token.term(known, reads_personal=reads_personal) for token in tokens]


@dataclass(slots=True)
class _Token:
    """One word on its way to a term."""

    text: str
    own: Way  # what it is itself
    others: tuple[Way, ...] = ()  # without looking anything up
    kana: str = ""
    latin: str = ""
    kanji: str = ""
    is_begun: bool = False
    is_phrase: bool = False
    is_excluded: bool = False
    is_address: bool = False  # may stand in an address or a number

    def ask(self, wanted: Wanted, *, is_begun: bool) -> None:
        if self.is_phrase or self.is_excluded:
            return
        self.is_begun = is_begun
        wanted.held |= {self.kanji} - {""}
        wanted.typed |= set(_parts(self.kana)) | ({self.latin} - {""})
        if is_begun and (self.kana or len(self.latin) >= SHORTEST_BEGUN):
            wanted.begun.add(self.kana or self.latin)

    def term(self, known: Known, *, reads_personal: bool) -> Term:
        ways = [self.own, *self.others]
        ways += _put_together(self.kana, known.typed)
        looked_up = known.typed.get(self.latin, []) + known.held.get(self.kanji, [])
        if self.is_begun:
            looked_up += known.begun.get(self.kana or self.latin, [])
        ways += [tuple(Lexeme(form) for form in word.split(" ")) for word in looked_up]
        kept = list(dict.fromkeys(way for way in ways if way))[:MOST_WAYS]
        if reads_personal and self.is_address:
            kept += [
                tuple(Lexeme(PERSONAL + one.form, one.is_begun) for one in way) for way in [self.own, *self.others]
            ]
        return Term(self.text, tuple(kept), self.is_phrase, self.is_excluded)


def _tokens(said: Said) -> Iterator[_Token]:
    if said.is_phrase or said.is_excluded:
        if way := _in_a_row(words(said.text)):
            is_row = len(way) > 1
            yield _Token(said.text, way, is_phrase=is_row, is_excluded=said.is_excluded, is_address=not is_row)
        return
    folded = fold(said.text).text
    if _KANA.fullmatch(folded) and len(folded) <= LONGEST_KANA:
        yield _of_kana(said.text, hiragana(folded))
        return
    taken = words(said.text)
    for word in taken:
        if not word.form or word.part_of:
            continue
        text = said.text[word.start : word.end]
        parts = [part for part in taken if part.part_of == word.form and part.start >= word.start and part.form]
        yield _of_code(text, word, parts) if _is_code(word, taken) else _of_word(text, word, taken)


def _of_word(text: str, word: Word, beside: Sequence[Word]) -> _Token:
    own = (Lexeme(word.form),)
    if word.form.isdigit():
        return _Token(text, own, ((Lexeme(word.form, is_begun=True),),) if len(word.form) > 2 else (), is_address=True)
    if word.form.isascii():
        return _Token(text, own, latin=fold(text).text, is_address=True)
    if len(text) == 1 and has_kanji(text) and not _is_joined(word, beside):
        return _Token(text, own, ((Lexeme(word.form, is_begun=True),),), kanji=word.form)
    return _Token(text, own)


def _of_code(text: str, whole: Word, parts: Sequence[Word]) -> _Token:
    begun = (Lexeme(whole.form, is_begun=True),)
    return _Token(text, begun, (tuple(Lexeme(part.form) for part in parts),) if parts else (), is_address=True)


def _of_kana(text: str, kana: str) -> _Token:
    taken = tuple(Lexeme(word.form) for word in words(text) if word.form)
    begun = ((Lexeme(kana, is_begun=True),),) if len(kana) >= SHORTEST_BEGUN else ()
    return _Token(text, taken, begun, kana=kana)


def _is_joined(word: Word, beside: Iterable[Word]) -> bool:
    """Whether it is part of a compound: 書 of 請求書 asks for no 書店."""
    others = [one for one in beside if one.form and one is not word]
    return any(one.end == word.start or one.start == word.end for one in others)


def _is_code(word: Word, taken: Iterable[Word]) -> bool:
    return any(part.part_of == word.form for part in taken)


def _in_a_row(taken: Sequence[Word]) -> Way:
    """The words of a phrase with the places between them; pieces of a code stand where the code stands."""
    row: list[Lexeme] = []
    place = None
    for word in taken:
        if word.form and not word.part_of:
            row.append(Lexeme(word.form, gap=word.place - place if place is not None else 1))
            place = word.place
    return tuple(row)


def _parts(kana: str) -> Iterator[str]:
    for start in range(len(kana)):
        for end in range(start + 1, len(kana) + 1):
            yield kana[start:end]


def _put_together(kana: str, typed: dict[str, list[str]]) -> list[Way]:
    """The run as words that are read so, in as few as possible: へんぴんそうりょう is 返品 送料."""
    best: list[list[str] | None] = [[]] + [None] * len(kana)
    for end in range(1, len(kana) + 1):
        for start in range(end):
            before, part = best[start], kana[start:end]
            if before is not None and part in typed and (best[end] is None or len(before) + 1 < len(best[end] or [])):
                best[end] = [*before, part]
    found = best[-1] if kana else None
    if not found:
        return []
    if len(found) == 1:
        return [tuple(Lexeme(form) for form in word.split(" ")) for word in typed[found[0]]]
    return [tuple(Lexeme(form) for part in found for form in typed[part][0].split(" "))]
