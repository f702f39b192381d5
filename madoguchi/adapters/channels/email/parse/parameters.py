"""Content-Type and Content-Disposition: value and parameters, with RFC 2231, and all the ways around it.

File names come as RFC 2231 (with sections, charset and percent signs), as encoded words inside quotes (Outlook), as raw
bytes (old Japanese mailers), unquoted with blanks, and with a trailing `;`. All are read here.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from madoguchi.adapters.channels.email.parse import charsets, words

_MAX_PARAMETERS = 200
_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}")


@dataclass(frozen=True, slots=True)
class Value:
    """The value in lower case (`text/plain`, `attachment`) and its parameters, decoded."""

    value: str
    parameters: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.parameters.get(name, "")


def parse_type(text: str) -> Value:
    """A Content-Type; "" as value where it is absent or no type at all."""
    parsed = parse(text)
    match = _TYPE.match(parsed.value)
    return Value(match.group() if match else "", parsed.parameters)


def parse(text: str) -> Value:
    """`text` is the raw value, unfolded; encoded words are still in it."""
    pieces = _pieces(text)
    if not pieces:
        return Value("")
    head, raw = pieces[0].strip().lower(), dict[str, str]()
    if "=" in head and "/" not in head:
        head, first = "", pieces[:1]  # the value is missing: `; charset=...` lost its beginning
    else:
        first = []
    for piece in (first + pieces[1:])[:_MAX_PARAMETERS]:
        name, sign, value = piece.partition("=")
        if sign:
            raw.setdefault(name.strip().lower(), value.strip())
    return Value(head, _decoded(raw))


def _pieces(text: str) -> list[str]:
    """Split at `;` outside quotes. A quote that never closes counts as a plain character."""
    out, start, at, last_quote = [], 0, 0, text.rfind('"')
    while at < len(text):
        ch = text[at]
        if ch == '"' and at < last_quote:
            at = _closing(text, at)
        elif ch == ";":
            out.append(text[start:at])
            start = at + 1
        at += 1
    out.append(text[start:])
    return out


def _closing(text: str, at: int) -> int:
    end = at + 1
    while end < len(text) and text[end] != '"':
        end += 2 if text[end] == "\\" and text[end + 1 : end + 2] in {'"', "\\"} else 1
    return end


def _decoded(raw: dict[str, str]) -> dict[str, str]:
    out, sections = dict[str, str](), dict[str, dict[int, tuple[str, bool]]]()
    for name, value in raw.items():
        base, *rest = name.split("*")
        if not rest:
            out[base] = words.decode(_unquoted(value))
        elif rest[0].isdecimal() and len(rest[0]) < 4:
            sections.setdefault(base, {})[int(rest[0])] = (_unquoted(value), len(rest) > 1)
        elif rest[0] == "":
            sections.setdefault(base, {})[0] = (_unquoted(value), True)
    for base, found in sections.items():
        text = _extended([found[number] for number in sorted(found)])
        if text:
            out[base] = text
    return out


def _extended(parts: list[tuple[str, bool]]) -> str:
    """RFC 2231: charset'language'text of the first section; all sections are joined as bytes, then decoded once."""
    first, encoded = parts[0]
    charset = ""
    if encoded and first.count("'") >= 2:
        charset, _language, first = first.split("'", 2)
    data = b"".join(
        unquote_to_bytes(text) if percent else text.encode("utf-8", "surrogateescape")
        for text, percent in [(first, encoded), *parts[1:]]
    )
    text, _defect = charsets.decode(data, charset)
    return words.decode(text)


def _unquoted(value: str) -> str:
    if value[:1] == '"':
        value = value[1:-1] if value[-1:] == '"' and len(value) > 1 else value[1:]
        if "\\" in value:
            # Only \" and \\ are escapes in practice: a bare backslash belongs to a Windows path.
            value = value.replace('\\"', '"').replace("\\\\", "\\")
    return value.strip()
