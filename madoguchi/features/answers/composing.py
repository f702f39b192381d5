"""What the assistant says: text of a published article, a verdict of the registry, and phrases of ours.

Nothing of what the customer wrote is in it, and no address but those of the articles. So whatever a message tries to
make it say, it has no way to. An answer is Markdown; its first sentence is the verdict, where there is one.

What of the article is the section that answers (sectioning.py), else its beginning. How much is the style that is
wanted (features/styles). Comprehensive: the whole article, the section first, and what people mostly ask next too.
Conversational: the section or the beginning, and one step, the next one when it is asked for (in a chat: a mail for
each step would take days). Else, and conversational by mail: all of its steps, which are never cut off.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.base.markdown import text_to_markdown
from madoguchi.features.styles.models import Style

MOST_STEPS = 6  # list items of an article, not numbered, in a short answer
MOST_LETTERS = 700  # of a short answer, but for its steps
NEXT_LETTERS = 300  # of what is likely asked next
WHOLE_LETTERS = 3_500

_STEP = re.compile(r"^\s{0,3}(?:\d{1,3}[.)]|[-*+])\s+\S")
_MARK = re.compile(r"^\s{0,3}(?:\d{1,3}[.)]|[-*+])\s+")
_NUMBERED = re.compile(r"^\s{0,3}\d{1,3}[.)]\s+\S", re.MULTILINE)
_CODE = "```"
_TITLE = re.compile(r"\*\*[^*\n]{1,300}\*\*")
_HEADING = re.compile(r"^#{1,6}\s+")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Source:
    """An article as it may be told: `body` as in a letter (features/articles/quoting.py), `address` where it is read
    ("" where there is no public help centre). `part` is its section that answers, without its `heading`, `rest` the
    body without that, both as in a letter, and `address` leads to the section; "" for the beginning."""

    title: str
    summary: str
    body: str
    address: str
    heading: str = ""
    part: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What beside the article is said, and how. `verdict` is a sentence, `instead` a recipe, both Markdown; `next_up`
    are other articles that people mostly ask for then; `by_mail` has the address of the page with the buttons, which a
    mail needs because it has none. `by_steps`: the next step can be asked for.
    """

    verdict: str = ""
    instead: str = ""
    style: str = ""
    by_steps: bool = False
    by_mail: str = ""
    next_up: Sequence[Source] = field(default=())


def answer_in(language: str, source: Source, told: Told) -> str:
    """The verdict first, then how, then the source."""
    with override(language):
        parts = [f"**{told.verdict}**"] if told.verdict else []
        parts += [how(source, told), fitted(told.instead, MOST_LETTERS, steps_most=WHOLE_LETTERS)]
        parts.append(_("More on this: %(article)s") % {"article": _linked(source)})
        if told.next_up and told.style == Style.COMPREHENSIVE:
            parts += [_("Often asked next:"), *(_next(one) for one in told.next_up)]
        elif told.next_up and told.by_mail:
            parts.append(_others(told.next_up))
        if told.by_mail:
            parts.append(buttons_at(told.by_mail))
        parts.append(_who_speaks())
        return "\n\n".join(part for part in parts if part)


def verdict_in(language: str, source: Source | None, told: Told) -> str:
    """The verdict alone, with the other way behind a no; `source` is where more of it stands."""
    with override(language):
        parts = [f"**{told.verdict}**", fitted(told.instead, MOST_LETTERS, steps_most=WHOLE_LETTERS)]
        if source is not None and source.address:
            parts.append(_("More on this: %(article)s") % {"article": _linked(source)})
        if told.by_mail:
            parts.append(buttons_at(told.by_mail))
        return "\n\n".join(part for part in [*parts, _who_speaks()] if part)


def step_in(language: str, source: Source, number: int) -> str:
    """One step of an article, or of its section, counted from 1; "" where it has no such step."""
    with override(language):
        return _step(_in_order(plain(source.part or source.body)), number)


def in_short(source: Source, verdict: str = "") -> str:
    """For whoever answers, in the language that is on: the verdict, the section or the beginning, with the first step
    (or a list of facts), the source."""
    said = plain(source.part or source.body)
    first = _in_order(said)[:1] or ["\n".join(steps_in(said)[:MOST_STEPS])]
    parts = [f"**{verdict}**" if verdict else "", _heading(source), *_lead(source), *first]
    return _with_source(parts, source)


def section_in_full(source: Source) -> str:
    """For whoever answers, in the language that is on: the whole section that answers, and the source."""
    return _with_source([_heading(source), plain(source.part)], source)


def _with_source(parts: list[str], source: Source) -> str:
    if source.address:
        parts.append(_("More on this: %(article)s") % {"article": _linked(source)})
    return "\n\n".join(part for part in parts if part)


def question_back_in(language: str, titles: Sequence[str], by_mail: str = "") -> str:
    """Which of some articles is meant."""
    with override(language):
        lines = "\n".join(f"- {text_to_markdown(title)}" for title in titles)
        parts = [_("Which of these do you mean?"), lines]
        if by_mail:
            parts.append(choices_at(by_mail))
        return "\n\n".join([*parts, _who_speaks()])


def subject_in(language: str) -> str:
    """The subject of a mail that asks back."""
    with override(language):
        return _("About your question")


def greeting_in(language: str) -> str:
    """The one answer to a greeting."""
    with override(language):
        return "\n\n".join([_("Hello. What can we help you with?"), _who_speaks()])


def hand_over_in(language: str, *, open_now: bool) -> str:
    """To somebody who was answered before, and gets a person now."""
    with override(language):
        if open_now:
            return _("We are handing you over to a person, who can read everything so far.")
        return _("A person answers you as soon as we are open again, and can read everything so far.")


def unconfirmed_in(language: str, *, open_now: bool) -> str:
    """To somebody who asks whether something can be done, where nothing that is known says so: it is not guessed."""
    with override(language):
        said = _("**Not confirmed.** Nothing on record says whether this is possible, and we do not guess.")
        return f"{said}\n\n{hand_over_in(language, open_now=open_now)}"


def thanks_in(language: str) -> str:
    """To somebody who says that it helped."""
    with override(language):
        return _("Glad that it helped. If anything is left, just write here.")


def how(source: Source, told: Told) -> str:
    """What is said of an article, in the language that is on: its section that answers, else its beginning."""
    if told.style == Style.COMPREHENSIVE:
        return fitted(_whole(source), WHOLE_LETTERS, steps_most=2 * WHOLE_LETTERS)
    said = plain(source.part or source.body)
    steps = _in_order(said)
    if told.style == Style.CONVERSATIONAL and told.by_steps and steps:
        return "\n\n".join([*filter(None, [_heading(source)]), *_lead(source), _step(steps, 1)])
    if not source.part:
        return _briefly(source, MOST_LETTERS, steps_most=WHOLE_LETTERS)
    return f"{_heading(source)}\n\n{fitted(said, MOST_LETTERS, steps_most=WHOLE_LETTERS)}"


def _whole(source: Source) -> str:
    """The whole article; where a section answers, that comes first, and the rest below the title."""
    if not source.part:
        return plain(source.body)
    parts = [_heading(source), plain(source.part)]
    if rest := plain(source.rest):
        parts += ["---", f"**{text_to_markdown(source.title)}**", rest]
    return "\n\n".join(filter(None, parts))


def _heading(source: Source) -> str:
    return f"**{text_to_markdown(source.heading)}**" if source.part and source.heading else ""


def _lead(source: Source) -> list[str]:
    """The first paragraph of the section or the article; none where a section begins with its steps."""
    summary = "" if source.part else text_to_markdown(source.summary.strip())
    return [_cut(one, MOST_LETTERS) for one in [_first(plain(source.part or source.body), summary)] if one]


def _step(steps: Sequence[str], number: int) -> str:
    if not 1 <= number <= len(steps):
        return ""
    told = {"number": number, "count": len(steps), "step": _MARK.sub("", steps[number - 1])}
    return _("**Step %(number)s of %(count)s:** %(step)s") % told


def _next(source: Source) -> str:
    """What is likely asked next, with the beginning of its answer."""
    return f"**{_linked(source)}**\n\n{_briefly(source, NEXT_LETTERS, steps_most=NEXT_LETTERS)}".strip()


def _briefly(source: Source, most: int, *, steps_most: int) -> str:
    """The first paragraph, which says what an article is about, and its steps."""
    body = plain(source.body)
    steps = steps_in(body)
    if not _has_steps("\n".join(steps)):
        steps = steps[:MOST_STEPS]
    parts = [_first(body, text_to_markdown(source.summary.strip())), "\n".join(steps)]
    return fitted("\n\n".join(filter(None, parts)), most, steps_most=steps_most)


def plain(body: str) -> str:
    """The body of an article without pictures; headings become bold lines."""
    text = _PICTURE.sub("", body.replace("\r\n", "\n"))
    lines = [
        f"**{_HEADING.sub('', line).strip()}**" if _HEADING.match(line) else line.rstrip() for line in text.split("\n")
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def steps_in(body: str) -> list[str]:
    """The items of the first list of a text, each with the lines that are indented below it; none where it is one."""
    steps: list[str] = []
    for line in body.split("\n"):
        if _STEP.match(line):
            steps.append(line)
        elif steps and line.strip() and not line.startswith((" ", "\t")):
            break
        elif steps and line.strip():
            steps[-1] += f"\n{line}"
    return steps if len(steps) > 1 else []


def _in_order(body: str) -> list[str]:
    """The items of the first list of a text, where their order counts: a list of facts is no steps."""
    steps = steps_in(body)
    return steps if _has_steps("\n".join(steps)) else []


def _first(body: str, summary: str) -> str:
    """The first paragraph, without the steps: an article begins with what it says. Its summary stands there only where
    it begins with the steps."""
    paragraphs = [part for part in body.split("\n\n") if part.strip() and not _TITLE.fullmatch(part)]
    first = paragraphs[0] if paragraphs else body
    if steps_in(first):
        first = "\n".join(takewhile(lambda line: not _STEP.match(line), first.split("\n")))
    return first.strip() or summary


def fitted(text: str, most: int, *, steps_most: int) -> str:
    """Whole paragraphs, as many as fit in `most` letters. Steps are said to the end as long as all of it has at most
    `steps_most` letters, else not at all."""
    if len(text) <= most:
        return text
    kept, length = list[str](), 0
    for block in _blocks(text):
        length += len(block) + 2
        if length <= most or (_has_steps(block) and length <= steps_most):
            kept.append(block)
            if length <= most:
                continue
            return "\n\n".join(kept)
        left = most - length + len(block)
        if not (_has_steps(block) or _CODE in block) and (not kept or left > most // 3):
            kept.append(_cut(block, left))
        elif kept:
            kept[-1] += " …"
        break
    return "\n\n".join(kept)


def _blocks(text: str) -> list[str]:
    """Paragraphs, tables and lists, each whole: the steps of a list may have empty lines between them."""
    blocks = list[str]()
    for part in text.split("\n\n"):
        is_step = _NUMBERED.match(part) and blocks and _NUMBERED.search(blocks[-1])
        if blocks and (is_step or part.startswith((" ", "\t")) or blocks[-1].count(_CODE) % 2):
            blocks[-1] += f"\n\n{part}"
        elif part.strip():
            blocks.append(part)
    return blocks


def _has_steps(block: str) -> bool:
    """Whether it is a list whose order counts."""
    return len(_NUMBERED.findall(block)) > 1


def _cut(text: str, most: int) -> str:
    """Whole lines, as many as fit."""
    if len(text) <= most:
        return text
    kept = text[:most]
    ends = max(kept.rfind("\n"), kept.rfind("。") + 1, kept.rfind(". ") + 1)
    return f"{kept[:ends].rstrip() if ends > most // 3 else kept.rstrip()} …"


def _linked(source: Source) -> str:
    title = text_to_markdown(source.title)
    return f"[{title}]({source.address})" if source.address else _("“%(title)s”") % {"title": title}


def _others(sources: Sequence[Source]) -> str:
    return "\n".join([_("Often asked next:"), *(f"- {_linked(one)}" for one in sources)])


def buttons_at(address: str) -> str:
    """Where the buttons of an answer are, in the language that is on: a mail has none."""
    return _("That helped, or you would rather talk to a person? One click:") + f"\n{address}"


def choices_at(address: str) -> str:
    """Where one of the articles that may be meant is chosen, in the language that is on."""
    return _("Choose here, or simply reply to this mail:") + f"\n{address}"


def _who_speaks() -> str:
    return _("_The assistant answers here automatically. A person is always one click away._")
