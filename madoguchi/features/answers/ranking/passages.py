"""What an article says, section by section and sentence by sentence, without the marks of Markdown and HTML."""

import re

from madoguchi.features.articles.sections import sections_in

READ = 50_000  # letters of an article
LONGEST = 200  # letters of a sentence
MOST = 200

_DROPPED = re.compile(r"```.*?```|~~~.*?~~~|<!--.*?-->|\{\{[^{}]{0,80}\}\}", re.DOTALL)
_PICTURE = re.compile(r"!\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}|[-*+>]|\d{1,3}[.)]|:::\w*|\|)[ \t]*", re.MULTILINE)
_MARKS = re.compile(r"[*_`~|]{1,3}")
_END = re.compile(r"(?<=[。．！？!?])\s*|(?<=[.])\s+|\n+")


def sections(markdown: str) -> list[tuple[str, list[str]]]:
    """Headings, also of folds and call-outs, and what is said below each. The first, "", is that of the beginning."""
    return [(one.heading, sentences(one.own)) for one in sections_in(markdown[:READ], {})]


def below(title: str, heading: str) -> str:
    """What a section stands below; `heading` is "" for the beginning."""
    return f"{title}。{heading}" if heading else title


def sentences(markdown: str) -> list[str]:
    """At most MOST, each at most LONGEST letters; short ones are joined with what follows."""
    text = _DROPPED.sub("\n", markdown[:READ])
    text = _LINK.sub(r"\1", _PICTURE.sub(r"\1", text))
    text = _MARKS.sub(" ", _LINE_MARK.sub("", _TAG.sub(" ", text)))
    found: list[str] = []
    for piece in _END.split(text):
        plain = " ".join(piece.split())
        if not plain:
            continue
        if found and len(found[-1]) < 12:
            found[-1] = f"{found[-1]} {plain}"[:LONGEST]
        else:
            found.append(plain[:LONGEST])
    return found[:MOST]
