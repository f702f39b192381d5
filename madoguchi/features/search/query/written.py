"""Terms as tsqueries: by which volumes are searched, what has to stand exactly, and by what is ranked."""

from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.features.search.document import quoted
from madoguchi.features.search.query.asked import Lexeme, Term, Way

VOLUME = "\ue000"  # stands for the number of the volume (search_found); no text has it (base/words/folding.py)


@dataclass(frozen=True, slots=True)
class Written:
    """`keys` for the index of a volume, without order and negation; `exactly` for the entry itself, "" where the keys
    say it all; `ranked` for the rank."""

    keys: str
    exactly: str
    ranked: str

    @property
    def whole(self) -> str:
        """All of it, for an entry that is at hand."""
        return f"{self.ranked} & {self.exactly}" if self.exactly else self.ranked


def written(terms: Iterable[Term]) -> Written:
    """Terms that have to be there, all of them; and those that must not."""
    wanted = [term for term in terms if not term.is_excluded]
    exact = [_exact(term) for term in terms if term.is_phrase or term.is_excluded]
    return Written(
        keys=" & ".join(_any(term, VOLUME) for term in wanted),
        exactly=" & ".join(exact),
        ranked=" & ".join(_exact(term) if term.is_phrase else _any(term, "") for term in wanted),
    )


def one_of(terms: Iterable[Term]) -> str:
    """Any of them, for the rank of what has not all."""
    return " | ".join(_any(term, "") for term in terms if not term.is_excluded)


def _any(term: Term, mark: str) -> str:
    return "(" + " | ".join(_all(way, mark) for way in term.ways) + ")"


def _all(way: Way, mark: str) -> str:
    return "(" + " & ".join(_lexeme(one, mark) for one in way) + ")"


def _exact(term: Term) -> str:
    first, *others = term.ways[0]
    row = _lexeme(first) + "".join(f" <{one.gap}> {_lexeme(one)}" for one in others)
    return f"!({row})" if term.is_excluded else f"({row})"


def _lexeme(one: Lexeme, mark: str = "") -> str:
    return quoted(mark + one.form) + (":*" if one.is_begun else "")
