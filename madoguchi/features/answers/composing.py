"""What the assistant says: text of a published article, a verdict of the registry, and phrases of ours.

Nothing of what the customer wrote is in it, and no address but those of the articles. So whatever a message tries to
make it say, it has no way to. An answer is Markdown; its first sentence is the verdict, where there is one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.base.markdown import text_to_markdown

MOST_STEPS = 6  # list items of an article in a short answer
MOST_LETTERS = 700  # of a short answer
WHOLE_LETTERS = 3_500

_STEP = re.compile(r"^\s{0,3}(?:\d{1,3}[.)]|[-*+])\s+\S")
_TITLE = re.compile(r"\*\*[^*\n]{1,300}\*\*")
_HEADING = re.compile(r"^#{1,6}\s+")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Source:
    """An article as it may be told: `body` as in a letter (features/articles/quoting.py), `address` where it is read
    ("" where there is no public help centre)."""

    title: str
    summary: str
    body: str
    address: str


@dataclass(frozen=True, slots=True)
class Told:
    """What beside the article is said. `verdict` is a sentence of Markdown; `next_up` are other articles that people
    mostly ask for then; `by_mail` has the address of the page with the buttons, which a mail needs because it has none.
    """

    verdict: str = ""
    whole: bool = False
    by_mail: str = ""
    next_up: Sequence[Source] = field(default=())


def answer_in(language: str, source: Source, told: Told) -> str:
    """The verdict first, then how, then the source."""
    with override(language):
        parts = [f"**{told.verdict}**"] if told.verdict else []
        parts.append(_how(source, whole=told.whole))
        parts.append(_("More on this: %(article)s") % {"article": _linked(source)})
        if told.by_mail:
            parts += [_others(told.next_up)] if told.next_up else []
            parts.append(_by_mail(told.by_mail))
        parts.append(_who_speaks())
        return "\n\n".join(part for part in parts if part)


def question_back_in(language: str, titles: Sequence[str], by_mail: str = "") -> str:
    """Which of some articles is meant."""
    with override(language):
        lines = "\n".join(f"- {text_to_markdown(title)}" for title in titles)
        parts = [_("Which of these do you mean?"), lines]
        if by_mail:
            parts.append(_("Choose here, or simply reply to this mail:") + f"\n{by_mail}")
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


def thanks_in(language: str) -> str:
    """To somebody who says that it helped."""
    with override(language):
        return _("Glad that it helped. If anything is left, just write here.")


def _how(source: Source, *, whole: bool) -> str:
    body = plain(source.body)
    if whole:
        return _cut(body, WHOLE_LETTERS)
    return _cut(_beginning(body, text_to_markdown(source.summary.strip())), MOST_LETTERS)


def plain(body: str) -> str:
    """The body of an article without pictures; headings become bold lines."""
    text = _PICTURE.sub("", body.replace("\r\n", "\n"))
    lines = [
        f"**{_HEADING.sub('', line).strip()}**" if _HEADING.match(line) else line.rstrip() for line in text.split("\n")
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def first_steps(body: str) -> str:
    """The first list of a text, at most MOST_STEPS of it; "" where there is none."""
    steps: list[str] = []
    for line in body.split("\n"):
        if _STEP.match(line):
            if len(steps) == MOST_STEPS:
                break
            steps.append(line)
        elif steps and line.strip() and not line.startswith((" ", "\t")):
            break
    return "\n".join(steps) if len(steps) > 1 else ""


def _beginning(body: str, summary: str) -> str:
    """The first paragraph, and the first steps where they follow: an article begins with what it says.
    Its summary stands there only where it begins with the steps."""
    paragraphs = [part for part in body.split("\n\n") if part.strip() and not _TITLE.fullmatch(part)]
    first = paragraphs[0] if paragraphs else body
    steps = first_steps(body)
    if not first or (steps and first.startswith(steps)):
        first = summary
    return "\n\n".join(part for part in (first, "" if steps in first else steps) if part)


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


def _by_mail(address: str) -> str:
    return _("That helped, or you would rather talk to a person? One click:") + f"\n{address}"


def _who_speaks() -> str:
    return _("_The assistant answers here automatically. A person is always one click away._")
