"""HTML as the Markdown of an article: headings, lists, tables, pictures, links, code, quotations, call-outs. Linear:
it goes over the tokens once, and what it does not know it takes for its text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from madoguchi.base.html_tokens import Token, tokens
from madoguchi.base.markdown import text_to_markdown
from madoguchi.features.articles.callouts import KINDS

DEEPEST = 12  # lists and quotations in each other
_BLOCKS = frozenset(
    (
        "address",
        "article",
        "body",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "main",
        "p",
        "section",
        "details",
        "summary",
        "center",
    )
)
_HIDDEN = frozenset(("head", "nav", "footer", "script", "style", "template", "noscript", "svg", "button", "select"))
_INLINE = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "strike": "~~"}
_CALL_OUT = re.compile(
    r"(?:^|[\s_-])(?:callout|admonition|alert|notice|note|tip|hint|warning|caution|danger|important|info)(?:$|[\s_-])"
)
_KINDS = {"hint": "tip", "success": "tip", "caution": "warning", "important": "warning", "error": "danger"}
_BLANKS = re.compile(r"\s+")
_EMBEDDED = re.compile(
    r"https://(?:www\.)?(?:youtube(?:-nocookie)?\.com/embed/|player\.vimeo\.com/video/)([\w-]{1,40})"
)


@dataclass(slots=True)
class _Prefix:
    """What the lines in an "item" or a "quote" begin with: `first` the very first one, `rest` those that follow."""

    kind: str
    first: str
    rest: str


@dataclass(slots=True)
class _Writer:
    """`prefixes` are of what stands around the line. `line` is the paragraph being written; `marks` where inline marks
    began in it."""

    picture: Callable[[str], str]
    without_title: str
    out: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    prefixes: list[_Prefix] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)
    marks: list[tuple[str, int, str]] = field(default_factory=list)
    rows: list[list[str]] | None = None
    code: list[str] | None = None
    hidden: list[str] = field(default_factory=list)
    call_outs: list[tuple[str, int]] = field(default_factory=list)  # the element, and how many like it are open in it


def html_to_markdown(source: str, *, picture: Callable[[str], str], without_title: str = "") -> str:
    """The Markdown of a part of a page. `picture` gives the address of a picture for the one in the page;
    `without_title` is a heading that is left out, because it is the title already."""
    writer = _Writer(picture, without_title)
    for token in tokens(source):
        _take(writer, token)
    _flush(writer)
    while writer.call_outs:
        _close_call_out(writer)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(writer.out)).strip()


def _take(writer: _Writer, token: Token) -> None:
    name = token.data
    if writer.hidden:
        if token.kind == "start" and name == writer.hidden[-1]:
            writer.hidden.append(name)
        elif token.kind == "end" and name == writer.hidden[-1]:
            writer.hidden.pop()
    elif writer.code is not None:
        _take_code(writer, token)
    elif token.kind == "text":
        _say(writer, token.data)
    elif token.kind == "start":
        _open(writer, token)
    elif token.kind == "end":
        _close(writer, name)


def _take_code(writer: _Writer, token: Token) -> None:
    assert writer.code is not None
    if token.kind == "text":
        writer.code.append(token.data)
    elif token.kind == "start" and token.data == "br":
        writer.code.append("\n")
    elif token.kind == "end" and token.data == "pre":
        said, writer.code = "".join(writer.code).strip("\n"), None
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", said)), default=0))
        _write(writer, f"{fence}\n{said}\n{fence}")


def _say(writer: _Writer, text: str) -> None:
    said = _BLANKS.sub(" ", text)
    if said == " " and not writer.line:
        return
    writer.line.append(text_to_markdown(said) if said.strip() else said)


def _open(writer: _Writer, token: Token) -> None:
    name, given = token.data, token.attributes
    if name in _HIDDEN:
        writer.hidden.append(name)
    elif name == "br":
        writer.line.append("<br>" if writer.rows is not None else "\n")
    elif name in ("img", "iframe", "video", "source"):
        _open_medium(writer, token)
    elif name == "a" and (address := given.get("href", "").strip()):
        writer.marks.append(("a", len(writer.line), address))
    elif name in _INLINE or name == "code":
        writer.marks.append((name, len(writer.line), ""))
    elif writer.rows is not None:
        if name == "tr":
            writer.rows.append([])
        elif name in ("td", "th"):
            writer.line.clear()
            writer.marks.clear()
        elif name in _BLOCKS or name == "li":
            writer.line.append(" ")
    else:
        _open_block(writer, name, given)


def _open_block(writer: _Writer, name: str, given: dict[str, str]) -> None:
    if name == "pre":
        _flush(writer)
        writer.code = []
    elif name == "table":
        _flush(writer)
        writer.rows = []
    elif name in ("ul", "ol"):
        _flush(writer)
        writer.lists.append(int(given["start"]) if given.get("start", "").isdecimal() else 1 if name == "ol" else None)
    elif name == "li":
        _flush(writer)
        _begin_item(writer)
    elif name == "blockquote":
        _flush(writer)
        if len(writer.prefixes) < DEEPEST:
            writer.prefixes.append(_Prefix("quote", "> ", "> "))
    elif name == "hr":
        _flush(writer)
        _write(writer, "---")
    elif name in _BLOCKS or name in ("aside", "h1", "h2", "h3", "h4", "h5", "h6"):
        _flush(writer)
        if name in ("div", "aside", "section", "p"):
            _begin_call_out(writer, name, given)


def _begin_item(writer: _Writer) -> None:
    number = writer.lists[-1] if writer.lists else None
    mark = "- " if number is None else f"{number}. "
    if number is not None:
        writer.lists[-1] = number + 1
    if len(writer.prefixes) < DEEPEST:
        writer.prefixes.append(_Prefix("item", mark, " " * len(mark)))


def _begin_call_out(writer: _Writer, name: str, given: dict[str, str]) -> None:
    if writer.call_outs:
        outer, depth = writer.call_outs[-1]
        if name == outer:
            writer.call_outs[-1] = (outer, depth + 1)
        return
    found = _CALL_OUT.search(given.get("class", "").lower())
    if found and not writer.prefixes:
        words = re.split(r"[\s_-]+", given.get("class", "").lower())
        kind = next((_KINDS.get(word, word) for word in words if _KINDS.get(word, word) in KINDS), "note")
        writer.call_outs.append((name, 1))
        writer.out.append(f":::{kind}")


def _close(writer: _Writer, name: str) -> None:
    if name == "a" or name in _INLINE or name == "code":
        _close_mark(writer, name)
    elif writer.rows is not None:
        _close_cell(writer, name)
    elif re.fullmatch("h[1-6]", name):
        _close_heading(writer, int(name[1]))
    elif name in ("ul", "ol"):
        _flush(writer)
        if writer.lists:
            writer.lists.pop()
        if not writer.lists:
            writer.out.append("")
    elif name in ("li", "blockquote"):
        _flush(writer)
        _leave(writer, "item" if name == "li" else "quote")
    elif name in _BLOCKS or name == "aside":
        _flush(writer)
        if writer.call_outs and writer.call_outs[-1][0] == name:
            outer, depth = writer.call_outs[-1]
            writer.call_outs[-1] = (outer, depth - 1)
            if depth == 1:
                _close_call_out(writer)


def _leave(writer: _Writer, kind: str) -> None:
    if writer.prefixes and writer.prefixes[-1].kind == kind:
        writer.prefixes.pop()
    if kind == "quote" and writer.out and not writer.out[-1].strip("> "):
        writer.out[-1] = ""


def _close_call_out(writer: _Writer) -> None:
    writer.call_outs.pop()
    while writer.out and not writer.out[-1]:
        writer.out.pop()
    writer.out += [":::", ""]


def _close_mark(writer: _Writer, name: str) -> None:
    place = next((n for n in range(len(writer.marks) - 1, -1, -1) if writer.marks[n][0] == name), None)
    if place is None:
        return
    _name, begin, address = writer.marks.pop(place)
    whole = "".join(writer.line[begin:])
    said = whole.strip()
    if not said:
        return
    mark = _INLINE.get(name, "")
    if name == "a":
        made = f"[{said}]({_address(address)})"
    elif name == "code":
        made = f"`{re.sub(chr(92) * 2 + '([!-/:-@[-`{-~])', chr(92) + '1', said)}`"
    else:
        made = f"{mark}{said}{mark}"
    writer.line[begin:] = [" " if whole[:1] == " " else "", made, " " if whole[-1:] == " " else ""]


def _address(address: str) -> str:
    return f"<{address}>" if re.search(r"[\s()]", address) else address


def _open_medium(writer: _Writer, token: Token) -> None:
    address = token.attributes.get("src", "").strip()
    embedded = _EMBEDDED.match(address)
    if token.data == "img":
        if address and not address.lower().startswith("data:"):
            alt = text_to_markdown(" ".join(token.attributes.get("alt", "").split()))
            writer.line.append(f"![{alt}]({_address(writer.picture(address))})")
    elif embedded:
        _flush(writer)
        at = "https://www.youtube.com/watch?v=" if "youtube" in address else "https://vimeo.com/"
        _write(writer, f"[{at}{embedded[1]}]({at}{embedded[1]})")
    elif token.data != "iframe" and urlsplit(address).scheme == "https":
        _flush(writer)
        _write(writer, f"[{address}]({address})")


def _close_heading(writer: _Writer, level: int) -> None:
    said = " ".join("".join(writer.line).split())
    writer.line, writer.marks = [], []
    if said and said != text_to_markdown(writer.without_title):
        _write(writer, f"{'#' * max(level, 2)} {said}")


def _close_cell(writer: _Writer, name: str) -> None:
    assert writer.rows is not None
    if name in ("td", "th"):
        said = " ".join("".join(writer.line).replace("<br>", " ").split()).replace("|", "\\|")
        writer.line.clear()
        if writer.rows:
            writer.rows[-1].append(said.replace("\\\\|", "\\|"))
    elif name == "table":
        rows, writer.rows = [row for row in writer.rows if row], None
        if rows:
            width = max(map(len, rows))
            lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
            lines.insert(1, "|" + " --- |" * width)
            _write(writer, "\n".join(lines))


def _flush(writer: _Writer) -> None:
    """Write the paragraph down."""
    said = re.sub(r" *\n *", "\n", "".join(writer.line)).strip()
    writer.line, writer.marks = [], []
    if said:
        _write(writer, said)


def _write(writer: _Writer, text: str) -> None:
    """A block, behind the marks of what it stands in."""
    begins_item = any(prefix.kind == "item" and prefix.first != prefix.rest for prefix in writer.prefixes)
    for line in text.split("\n"):
        writer.out.append(("".join(prefix.first for prefix in writer.prefixes) + line).rstrip())
        for prefix in writer.prefixes:
            prefix.first = prefix.rest
    if not (writer.lists and begins_item):
        writer.out.append("".join(prefix.rest for prefix in writer.prefixes).rstrip())
