"""A search as it was understood: conditions and words."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from madoguchi.core.people.actor import Actor
from madoguchi.features.search.query.asked import Said, Term, terms_of
from madoguchi.features.search.query.written import Written, written
from madoguchi.features.views.typed import Typed, parse

LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """`number` is that of a conversation, 0 where none was typed."""

    text: str
    typed: Typed
    terms: tuple[Term, ...]
    what: Written
    number: int = 0

    @property
    def has_words(self) -> bool:
        """Whether there is a word that has to be there."""
        return bool(self.what.keys)

    @property
    def narrows(self) -> bool:
        """Whether a list that is narrowed by the same text holds what is found."""
        return not self.number and not self.typed.problems

    @property
    def is_about_spam(self) -> bool:
        return any(one.field == "spam" for one in self.typed.conditions)

    @property
    def says_nothing(self) -> bool:
        """Words were typed, and all of them stand everywhere."""
        return bool(self.typed.words) and not self.terms and not self.typed.conditions


def ask(text: str, *, actor: Actor, zone: ZoneInfo, is_typing: bool = False) -> Asked:
    """Read what was typed; needs a tenant. `is_typing`: its last word may go on. One query for words, beside those of
    the conditions (features/views/typed)."""
    typed = parse(text, actor, zone)
    said = [Said(word.text, word.is_phrase, word.excluded) for word in typed.words]
    is_begun = is_typing and bool(text) and not text[-1].isspace() and bool(said) and text.endswith(said[-1].text)
    terms = terms_of(
        said, workspace_id=actor.workspace_id, reads_personal=actor.may("personal_data.read"), is_typing=is_begun
    )
    return Asked(text, typed, tuple(terms), written(terms), _number(text))


def _number(text: str) -> int:
    digits = text.strip().lstrip("#＃")
    return int(digits) if digits.isdecimal() and len(digits) <= LONGEST_NUMBER else 0
