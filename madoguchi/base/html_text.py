"""Good plain text from the HTML of a mail: paragraphs, lists, tables, links, and quotations as `> `. Linear."""

import re
from dataclasses import dataclass, field

from madoguchi.base.html_tokens import Token, tokens

MAX_SOURCE = 1_500_000
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre"])
_HIDDEN = frozenset(("head", "script", "style", "title", "template", "noframes"))
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_INVISIBLE = re.compile(r"(?:display\s{0,3}:\s{0,3}none|mso-hide\s{0,3}:\s{0,3}all)", re.IGNORECASE)
_MANY_BREAKS = re.compile(r"\n(?:[ \t]*\n){2,}")
_ZERO_WIDTH = str.maketrans("", "", "\u200b\u200c\u200d\ufeff\u00ad\u034f\u2060")


def html_to_text(source: str) -> str:
    """Text with `\\n` line ends and no blank lines around it."""
    text = _Writer(source[:MAX_SOURCE]).run()
    if not text:
        # Everything was hidden or the hiding tag never closed: better too much text than none.
        text = _Writer(source[:MAX_SOURCE], show_hidden=True).run()
    return text


@dataclass(slots=True)
class _Writer:
    source: str
    show_hidden: bool = False
    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    breaks: int = 0
    break_depth: int = 0
    quote: int = 0
    pre: int = 0
    lists: list[int] = field(default_factory=list)
    link: str = ""
    link_at: int = 0
    hidden_by: str = ""
    hidden_depth: int = 0

    def run(self) -> str:
        for token in tokens(self.source):
            if self.hidden_by:
                self._pass_over(token)
            elif token.kind == "text":
                self._write(token.data)
            elif token.kind == "start":
                self._start(token)
            elif token.kind == "end":
                self._end(token.data)
        self._flush()
        return _MANY_BREAKS.sub("\n\n", "\n".join(self.lines)).strip("\n")

    def _pass_over(self, token: Token) -> None:
        if token.data == self.hidden_by and token.kind in {"start", "end"}:
            self.hidden_depth += 1 if token.kind == "start" else -1
            if self.hidden_depth == 0:
                self.hidden_by = ""
        elif token.kind == "start" and token.data == "body":
            self.hidden_by = ""

    def _start(self, token: Token) -> None:
        name, attributes = token.data, token.attributes
        hidden = name in _HIDDEN or (name not in _VOID and _INVISIBLE.search(attributes.get("style", "")[:500]))
        if hidden and not self.show_hidden:
            self.hidden_by, self.hidden_depth = name, 1
            return
        if name == "br":
            self._newline()
        elif name in _BLOCKS:
            self._block(name)
        elif name in {"td", "th"} and self.line:
            self.line.append("\t")
        elif name == "a":
            self.link, self.link_at = attributes.get("href", "").strip(), len(self.line)
        elif name == "img" and attributes.get("alt", "").strip():
            self._write(f"[{attributes['alt'].strip()}]")

    def _block(self, name: str) -> None:
        self._break(2 if name in _SPACED and not (name in {"ul", "ol"} and self.lists) else 1)
        if name == "blockquote":
            self.quote += 1
        elif name == "pre":
            self.pre += 1
        elif name in {"ul", "ol"}:
            self.lists.append(1 if name == "ol" else 0)
        elif name == "li":
            self._bullet()
        elif name == "hr":
            self.line.append("-" * 20)
            self._break(1)

    def _bullet(self) -> None:
        depth = min(len(self.lists), 8)
        number = self.lists[-1] if self.lists else 0
        if number:
            self.lists[-1] += 1
        self._place()
        self.line.append("  " * max(depth - 1, 0) + (f"{number}. " if number else "- "))

    def _end(self, name: str) -> None:
        if name == "a":
            self._end_link()
        elif name in _BLOCKS:
            self._break(2 if name in _SPACED and not (name in {"ul", "ol"} and len(self.lists) > 1) else 1)
            if name == "blockquote":
                self.quote = self.break_depth = max(self.quote - 1, 0)
            elif name == "pre":
                self.pre = max(self.pre - 1, 0)
            elif name in {"ul", "ol"} and self.lists:
                self.lists.pop()

    def _end_link(self) -> None:
        label = "".join(self.line[self.link_at :]).strip()
        target = self.link.removeprefix("mailto:")
        useful = self.link[:7].lower() in {"http://", "https:/", "mailto:"}
        if useful and label and target.rstrip("/") not in {label, label.rstrip("/")} and not _same(target, label):
            self.line.append(f" ({target})")
        self.link = ""

    def _write(self, data: str) -> None:
        if self.pre:
            first, *rest = data.replace("\r\n", "\n").split("\n")
            self._append(first)
            for more in rest:
                self._newline()
                self._append(more)
            return
        text = _BLANKS.sub(" ", data)
        if text == " " and not self.line:
            return
        if not self.line or self.line[-1].endswith((" ", "\t")):
            text = text.lstrip(" ")
        self._append(text)

    def _append(self, text: str) -> None:
        if text:
            self._place()
            self.line.append(text)

    def _place(self) -> None:
        """Blank lines that are due come only when something follows them, inside the quotation they belong to."""
        if self.breaks and self.lines:
            self.lines.extend([("> " * min(self.break_depth, 20)).rstrip()] * (self.breaks - 1))
        self.breaks = 0

    def _newline(self) -> None:
        """A line break that was asked for: an empty line stays an empty line."""
        if self.line:
            self._flush()
        else:
            self.breaks = min(self.breaks + 1, 3) if self.breaks else 2
        self.break_depth, self.breaks = self.quote, max(self.breaks, 1)

    def _break(self, count: int) -> None:
        self._flush()
        self.break_depth = min(self.break_depth, self.quote) if self.breaks else self.quote
        self.breaks = max(self.breaks, count)

    def _flush(self) -> None:
        if self.line:
            text = "".join(self.line).translate(_ZERO_WIDTH)
            text = text.rstrip() if self.pre else text.rstrip(" \t\u00a0")
            self.lines.append("> " * min(self.quote, 20) + text if text.strip() else ("> " * self.quote).rstrip())
            self.line = []
        self.link_at = 0


def _same(target: str, label: str) -> bool:
    """Whether the label shows the target already, without its scheme."""
    return target.partition("://")[2].rstrip("/") == label.rstrip("/")
