"""Which part of a plain text is the answer, which is quoted, and which is the signature. Pure and linear.

Nothing is cut away: the spans cover the whole text, so that a screen can fold what is not the answer and unfold it
again. Two laws come before tidiness: an answer between quoted lines is never folded, and a text that would leave
nothing to read (only a quotation, only a signature) is not folded at all.
"""

from dataclasses import dataclass

from madoguchi.base import quote_patterns as patterns
from madoguchi.base.quotes_html import split_html
from madoguchi.base.signatures import find_signature

__all__ = ["Span", "Split", "split_html", "split_reply", "woven"]

REPLY, QUOTED, SIGNATURE = "reply", "quoted", "signature"
MAX_TEXT = 500_000
MAX_LINES = 10_000
ANSWERED_LINES = 4
_MAX_LABEL_LINES = 14
_SHARE_OF_PREFIXED = 0.3


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` is of that kind: reply, quoted or signature."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Split:
    """The three texts without blank lines around them, and the spans, which cover the whole text in order."""

    reply: str
    quoted: str
    signature: str
    spans: tuple[Span, ...]


def split_reply(text: str) -> Split:
    """Split a text whose lines end in `\\n`.

    Of a text beyond `MAX_TEXT` characters or `MAX_LINES` lines the rest is of the kind that it would have under an
    Outlook separator, else reply: nothing of it is looked at, nothing of it is hidden without a reason.
    """
    lines = text[:MAX_TEXT].split("\n", MAX_LINES)
    is_cut = len(text) > MAX_TEXT or len(lines) > MAX_LINES
    if is_cut:
        seen = sum(len(line) + 1 for line in lines[:-1])
        lines[-1] = text[seen:]
    short = [line[: patterns.MAX_LINE + 1] for line in lines]
    if is_cut:
        short[-1] = ""
    kinds = _quoted_lines(short)
    if not _has(REPLY, kinds, lines):
        kinds = [REPLY] * len(lines)
    if not is_cut:
        _mark_signatures(short, kinds)
    return _build(text, lines, kinds)


def woven(text: str) -> list[tuple[str, str]]:
    """An answer in pieces, each below what it answers: (kind, text) in order, of kinds reply and quoted.

    Of a quotation the last `ANSWERED_LINES` marked lines are kept, without their marks. Empty where the answer is in
    one piece.
    """
    pieces, answered = list[tuple[str, str]](), list[str]()
    for span in split_reply(text).spans:
        part = text[span.start : span.end].strip("\n").rstrip()
        if span.kind == QUOTED:
            answered = _last_marked(part)
        elif span.kind == REPLY and part.strip():
            pieces += [(QUOTED, "\n".join(answered))] if answered else []
            pieces.append((REPLY, part))
            answered = []
    answers = sum(kind == REPLY for kind, _text in pieces)
    return pieces if 1 < answers < len(pieces) else []


def _last_marked(quoted: str) -> list[str]:
    lines = [(line, patterns.PREFIX.match(line)) for line in quoted.split("\n")]
    bare = [line[mark.end() :].strip() for line, mark in lines if mark]
    return [line for line in bare if line][-ANSWERED_LINES:]


def _has(kind: str, kinds: list[str], lines: list[str]) -> bool:
    return any(found == kind and line.strip() for found, line in zip(kinds, lines, strict=True))


def _quoted_lines(lines: list[str]) -> list[str]:
    prefixed = _prefixed(lines)
    kinds = [QUOTED if flag else REPLY for flag in prefixed]
    _absorb_attributions(lines, prefixed, kinds)
    inked_below, prefixed_below = _counts_below(lines, prefixed)
    first_inked, first_prefixed = _nexts([line.strip() != "" for line in lines]), _nexts(prefixed)
    at, above = 0, False
    while at < len(lines):
        end = 0 if prefixed[at] else _hard_start(lines, prefixed, at)
        if not end:
            above = above or (kinds[at] == REPLY and lines[at].strip() != "")
            at += 1
            continue
        is_plain = prefixed_below[end] <= _SHARE_OF_PREFIXED * inked_below[end]
        # The mail below has words of its own first, and marks only what it answered itself.
        marked = first_prefixed[end]
        quoted_in_turn = first_inked[end] < marked < len(lines) and kinds[marked - 1] == QUOTED
        if inked_below[end] and (is_plain or (above and quoted_in_turn)):
            if above:
                at = _absorb_rule(lines, kinds, at)
                kinds[at:] = [QUOTED] * (len(lines) - at)
            return kinds
        kinds[at:end] = [QUOTED] * (end - at)
        at = end
    return kinds


def _absorb_rule(lines: list[str], kinds: list[str], at: int) -> int:
    """A rule directly above the head of a quotation belongs to it: where the quotation really begins."""
    is_rule = at > 0 and kinds[at - 1] == REPLY and patterns.RULE.match(lines[at - 1]) is not None
    return at - 1 if is_rule else at


def _counts_below(lines: list[str], prefixed: list[bool]) -> tuple[list[int], list[int]]:
    """For each line: how many lines with ink, and how many of those marked as quoted, are there from it on."""
    inked, marked = [0] * (len(lines) + 1), [0] * (len(lines) + 1)
    for index in range(len(lines) - 1, -1, -1):
        has_ink = lines[index].strip() != ""
        inked[index] = inked[index + 1] + has_ink
        marked[index] = marked[index + 1] + (has_ink and prefixed[index])
    return inked, marked


def _nexts(flags: list[bool]) -> list[int]:
    """For each line, and for the end: the first one from it on that is flagged, else the end."""
    found = [len(flags)] * (len(flags) + 1)
    for index in range(len(flags) - 1, -1, -1):
        found[index] = index if flags[index] else found[index + 1]
    return found


def _prefixed(lines: list[str]) -> list[bool]:
    """Lines that a mailer marked as quoted. Bars and initials count only in company: one alone is somebody's list."""
    out = [patterns.PREFIX.match(line) is not None for line in lines]
    for weak in (patterns.BAR, patterns.INITIALS):
        flags = [not sure and weak.match(line) is not None for sure, line in zip(out, lines, strict=True)]
        for index, flag in enumerate(flags):
            beside = (index and flags[index - 1]) or (index + 1 < len(flags) and flags[index + 1])
            out[index] = out[index] or bool(flag and beside)
    return out


def _absorb_attributions(lines: list[str], prefixed: list[bool], kinds: list[str]) -> None:
    """「山田さんは書きました:」 and its like, directly above a run of quoted lines, belong to the quotation."""
    for index, flag in enumerate(prefixed):
        if not flag or (index and prefixed[index - 1]):
            continue
        last = index - 1
        while last >= 0 and index - last <= 3 and not lines[last].strip():
            last -= 1
        if last < 0 or prefixed[last]:
            kinds[last + 1 : index] = [QUOTED if last >= 0 else REPLY] * (index - last - 1)
            continue
        first = _attribution_start(lines, last)
        if first is not None:
            kinds[first:index] = [QUOTED] * (index - first)


def _attribution_start(lines: list[str], last: int, *, strong: bool = False) -> int | None:
    """First line of the attribution that ends at `last` (at most three lines), or None."""
    for count in (3, 2, 1):
        first = last - count + 1
        if first < 0 or any(not line.strip() for line in lines[first : last + 1]):
            continue
        begins = patterns.ATTRIBUTION_START.match(lines[first]) and not _is_attribution(lines[first], strong=True)
        if count > 1 and not begins:
            continue
        if _is_attribution(" ".join(lines[first : last + 1]), strong=strong or count > 1):
            return first
    return None


def _is_attribution(line: str, *, strong: bool) -> bool:
    """`strong` asks for a date and a verb or address: enough to stand without a marked quotation below."""
    line = line.strip()
    if not line or len(line) > patterns.MAX_LINE or patterns.PREFIX.match(line):
        return False
    dated = patterns.HAS_DATE.search(line) is not None
    wrote = patterns.WROTE.search(line) is not None
    named = line.endswith((":", "：")) and patterns.HAS_ADDRESS.search(line) is not None
    if strong:
        starts = patterns.ATTRIBUTION_START.match(line) is not None
        dated = dated or patterns.IN_MESSAGE.match(line) is not None
        return starts and dated and (wrote or named)
    return wrote or named or (dated and line.endswith((":", "：")) and len(line) < 120)


def _hard_start(lines: list[str], prefixed: list[bool], at: int) -> int:
    """Where the head of a quotation that begins at line `at` ends, 0 if none begins there."""
    line = lines[at]
    if not line.strip() or len(line) > patterns.MAX_LINE:
        return 0
    if patterns.SEPARATOR.match(line):
        end, _kinds, _address = _labels(lines, at + 1)
        return max(end, at + 1)
    is_rule = (
        line.strip().startswith(("____", "----", "━━━", "＿＿＿", "*****")) and patterns.RULE.match(line) is not None
    )
    first = at + 1 if is_rule else at
    label = patterns.LABEL.match(lines[first]) if first < len(lines) else None
    if label is not None:
        end, kinds, has_address = _labels(lines, first)
        if len(kinds) >= 3 and "from" in kinds and ("subject" in kinds or has_address):
            return end
    if not patterns.ATTRIBUTION_START.match(line):
        return 0
    for count in (1, 2, 3):
        last = at + count - 1
        if last < len(lines) and _attribution_start(lines, last, strong=True) == at:
            return last + 1
    return 0


def _labels(lines: list[str], at: int) -> tuple[int, set[str], bool]:
    """The block of `From: ... Subject: ...` at `at`: where it ends, the kinds found, whether an address is in it."""
    kinds, has_address, end, misses = set[str](), False, at, 0
    for index in range(at, min(at + _MAX_LABEL_LINES, len(lines))):
        match = patterns.LABEL.match(lines[index])
        if match:
            kinds.add(patterns.LABEL_KINDS.get(match.group(1).lower(), "other"))
            end, misses = index + 1, 0
        elif not lines[index].strip() and kinds:
            break
        else:
            misses += 1
            if misses > 2:
                break
        has_address = has_address or patterns.HAS_ADDRESS.search(lines[index]) is not None
    return end, kinds, has_address


def _mark_signatures(lines: list[str], kinds: list[str]) -> None:
    """The signature ends the last stretch of the answer; where that stretch is nothing else, also the one before."""
    end = len(lines)
    for _round in range(3):
        while end and (kinds[end - 1] != REPLY or not lines[end - 1].strip()):
            end -= 1
        start = end
        while start and kinds[start - 1] == REPLY:
            start -= 1
        if start == end:
            return
        at = find_signature(lines[start:end])
        if at is None:
            return
        rest = any(kinds[index] == REPLY and lines[index].strip() for index in range(start + at))
        if not rest:
            return
        kinds[start + at : end] = [SIGNATURE] * (end - start - at)
        if any(line.strip() for line in lines[start : start + at]):
            return
        end = start


def _build(text: str, lines: list[str], kinds: list[str]) -> Split:
    spans, at = list[Span](), 0
    for line, kind in zip(lines, kinds, strict=True):
        end = min(at + len(line) + 1, len(text))
        if spans and spans[-1].kind == kind:
            spans[-1] = Span(spans[-1].start, end, kind)
        elif end > at:
            spans.append(Span(at, end, kind))
        at = end
    return Split(
        _joined(text, spans, REPLY), _joined(text, spans, QUOTED), _joined(text, spans, SIGNATURE), tuple(spans)
    )


def _joined(text: str, spans: list[Span], kind: str) -> str:
    """The pieces of one kind; where something stood between two of them, one blank line."""
    pieces = [text[span.start : span.end].strip("\n").rstrip() for span in spans if span.kind == kind]
    return "\n\n".join(piece for piece in pieces if piece.strip()).strip("\n")
