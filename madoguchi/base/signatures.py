"""Where the signature begins at the end of an answer: `-- ` (RFC 3676), rules (━━, ----), phones, plain blocks."""

from madoguchi.base import quote_patterns as patterns

_MAX_AFTER_DELIMITER = 40
_MAX_BLOCK = 18
_MAX_UNRULED = 12
_MIN_UNRULED = 3


def find_signature(lines: list[str]) -> int | None:
    """Index of the first line of the signature, or None. `lines` is one stretch of the answer."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = _mobile(lines, end)
    rest = start if start is not None else end
    while rest and not lines[rest - 1].strip():
        rest -= 1
    if rest == 0:
        return 0 if end else None
    for find in (_delimited, _ruled, _unruled):
        at = find(lines, rest)
        if at is not None:
            return at
    return start


def _mobile(lines: list[str], end: int) -> int | None:
    """「iPhoneから送信」 and the like as the last lines."""
    found = None
    at = end
    while at and (not lines[at - 1].strip() or patterns.MOBILE.match(lines[at - 1])):
        at -= 1
        if lines[at].strip():
            found = at
        if end - at > 6:
            break
    return found


def _delimited(lines: list[str], end: int) -> int | None:
    for at in range(max(0, end - _MAX_AFTER_DELIMITER), end):
        if patterns.DELIMITER.match(lines[at]) and at + 1 < end:
            return at
    return None


def _ruled(lines: list[str], end: int) -> int | None:
    """The longest block at the end that starts with a rule and reads like a visiting card."""
    first = max(0, end - _MAX_BLOCK)
    for at in range(first, end - 1):
        is_rule = patterns.RULE.match(lines[at]) is not None and _ink(lines[at]) >= 3
        titled = not is_rule and patterns.RULE_WITH_TEXT.match(lines[at]) is not None
        if (is_rule or titled) and _is_card(lines[at:end], closed=patterns.RULE.match(lines[end - 1]) is not None):
            return at
    return None


def _ink(line: str) -> int:
    return len("".join(line.split()))


def _is_card(block: list[str], *, closed: bool) -> bool:
    inside = [line for line in block if line.strip() and not patterns.RULE.match(line)]
    if not inside or _speaks(inside):
        return False
    marks = _marks(inside)
    if marks & patterns.CONTACT_MARKS or "company" in marks:
        return True
    return closed and len(inside) <= 4 and all(len(line.strip()) <= 30 for line in inside)


def _unruled(lines: list[str], end: int) -> int | None:
    """A last paragraph (or two) with a firm or section and a way to reach it, and no sentence in it."""
    best, at = None, end
    while at and end - at < _MAX_UNRULED:
        at -= 1
        if at and lines[at - 1].strip():
            continue
        block = [line for line in lines[at:end] if line.strip()]
        if not block:
            continue
        if _speaks(block):
            break
        marks = _marks(block)
        contacts = marks & patterns.CONTACT_MARKS
        if contacts and (("company" in marks and len(block) > 1) or len(contacts) >= 2 or {"post_of", "place"} & marks):
            best = at
    return best if best and sum(line.strip() != "" for line in lines[best:end]) >= _MIN_UNRULED else None


def _speaks(lines: list[str]) -> bool:
    """Whether somebody says something there, or gives facts that the desk needs."""
    return any(
        len(line) > 120 or patterns.SENTENCE.search(line) or patterns.NO_SIGNATURE.search(line) for line in lines
    )


def _marks(lines: list[str]) -> set[str]:
    return {name for name, mark in patterns.SIGNATURE_MARKS.items() if any(mark.search(line) for line in lines)}
