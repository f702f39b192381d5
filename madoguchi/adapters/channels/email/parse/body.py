"""From parts to what a person reads: the text, the HTML, and everything else as attachments. Nothing is thrown away."""

import mimetypes
from dataclasses import dataclass, field
from html import escape

from madoguchi.adapters.channels.email.inbound import InboundAttachment
from madoguchi.adapters.channels.email.parse import charsets, flowed, headers, tnef, transfer
from madoguchi.adapters.channels.email.parse.structure import Part, Structure
from madoguchi.base.html_text import html_to_text

_DROPPED_ALTERNATIVES = frozenset(("text/x-amp-html", "text/watch-html"))
_EXTENSIONS = {
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "text/calendar": ".ics",
    "message/delivery-status": ".txt",
    "text/rfc822-headers": ".txt",
    "image/jpeg": ".jpg",
    "text/plain": ".txt",
    "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s",
}
_MAX_NAME = 200
_MAX_COMPARED = 200_000


@dataclass(slots=True)
class Body:
    text: str = ""
    html: str = ""
    attachments: list[InboundAttachment] = field(default_factory=list)
    defects: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Section:
    """What is shown in one place: all alternatives of one multipart/alternative, or one part that stands alone."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)


def build(data: bytes, structure: Structure) -> Body:
    out, sections = Body(), dict[int, _Section]()
    alternatives = _outermost_alternatives(structure)
    seen_text = False
    for index, part in structure.leaves():
        content, defect = transfer.undo(data, part.start, part.end, part.headers.unfolded("content-transfer-encoding"))
        out.defects |= {defect} - {""}
        inside = alternatives[index]
        kind = _role(structure, index, part, seen_text)
        if kind == "text" or kind == "html":
            text = _text(part, content, out.defects, is_html=kind == "html")
            section = sections.setdefault(index if inside < 0 else inside, _Section())
            (section.plain if kind == "text" else section.html).append(text)
            seen_text = seen_text or text.strip() != ""
        elif kind == "tnef":
            _unpack(out, sections, index, content)
        elif kind == "attachment" and (content or part.parent >= 0):
            out.attachments.append(_attachment(structure, part, content, len(out.attachments) + 1))
    _join(out, list(sections.values()))
    return out


def _outermost_alternatives(structure: Structure) -> list[int]:
    """For each part the index of the outermost multipart/alternative around it, or -1. Parents come first."""
    out = list[int]()
    for index, part in enumerate(structure.parts):
        above = out[part.parent] if part.parent >= 0 else -1
        out.append(index if above < 0 and part.type.value == "multipart/alternative" else above)
    return out


def _role(structure: Structure, index: int, part: Part, seen_text: bool) -> str:
    kind = part.type.value or "text/plain"
    name = _written_name(part)
    parent = structure.parts[part.parent].type.value if part.parent >= 0 else ""
    if kind in _DROPPED_ALTERNATIVES or (kind == "application/applefile" and parent == "multipart/appledouble"):
        return "dropped"
    if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
        return "tnef"
    if kind.startswith("multipart/"):
        return "text"  # no boundary, or none was found: what is there is shown as it stands
    if part.disposition.value == "attachment" or kind not in {"text/plain", "text/html", "text/enriched", "text"}:
        return "attachment"
    if name and (seen_text or part.disposition.get("filename")) and parent != "multipart/alternative":
        return "attachment"
    if index and parent == "multipart/report" and seen_text:
        return "attachment"
    return "html" if kind == "text/html" else "text"


def _written_name(part: Part) -> str:
    return headers.one_line(part.disposition.get("filename") or part.type.get("name"))


def _text(part: Part, content: bytes, defects: set[str], *, is_html: bool) -> str:
    label = part.type.get("charset")
    if is_html and charsets.codec_of(label) in {None, "ascii", "cp1252"}:
        label = charsets.meta_label(content) or label
    text, defect = charsets.decode(content, label)
    defects |= {defect} - {""}
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if not is_html:
        text = _unescaped(text)
    if not is_html and part.type.get("format").lower() == "flowed":
        text = flowed.unflow(text, delsp=part.type.get("delsp").lower() == "yes")
    return text


def _unescaped(text: str) -> str:
    """What mailboxes make of a line that begins with "From " (RFC 4155, appendix A) is that line again. A quotation has
    more lines, or words above it that end with a colon."""
    if ">From " not in text:
        return text
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.startswith(">From "):
            above = [one.rstrip() for one in lines[max(number - 3, 0) : number]]
            below = lines[number + 1 : number + 2]
            is_quoted = any(one.startswith(">") for one in (*above[-1:], *below))
            if not is_quoted and not next(filter(None, reversed(above)), "").endswith((":", "：")):
                lines[number] = line[1:]
    return "\n".join(lines)


def _join(out: Body, sections: list[_Section]) -> None:
    """Plain text where the sender wrote some, else text made from the HTML; HTML only if there is any.

    Some mailers send text and HTML side by side without saying that they are alternatives: the text is not said twice.
    """
    plains = ["\n".join(text.rstrip() for text in section.plain).rstrip() for section in sections]
    pages = ["".join(section.html) for section in sections]
    made = ["" if plain.strip() else html_to_text(page) for plain, page in zip(plains, pages, strict=True)]
    said, shown = set(map(_letters, plains)), set(map(_letters, made))
    texts, shells = list[str](), list[str]()
    for plain, page, text in zip(plains, pages, made, strict=True):
        texts.append(plain if plain.strip() else "" if _letters(text) in said else text)
        shells.append(page if page or _letters(plain) in shown else f"<pre>{escape(plain)}</pre>")
    out.text = "\n\n".join(text for text in texts if text.strip()).rstrip()
    out.html = "".join(shells) if any(pages) else ""


def _letters(text: str) -> str:
    """The text without blanks, to compare; a text too long to be worth it only with itself."""
    return "".join(text.split()) if len(text) < _MAX_COMPARED else text


def _unpack(out: Body, sections: dict[int, _Section], index: int, content: bytes) -> None:
    opened = tnef.read(content)
    if opened is None:
        out.defects.add("tnef_broken")
        out.attachments.append(InboundAttachment("winmail.dat", "application/ms-tnef", content))
        return
    out.attachments.extend(
        InboundAttachment(_safe_name(name) or f"attachment-{number}", _guess_type(name), data)
        for number, (name, data) in enumerate(opened.attachments, len(out.attachments) + 1)
    )
    if not any("".join(section.plain + section.html).strip() for section in sections.values()):
        section = sections.setdefault(index, _Section())
        section.plain.append(opened.text.replace("\r\n", "\n"))
        section.html.extend([opened.html] if opened.html else [])


def _attachment(structure: Structure, part: Part, content: bytes, number: int) -> InboundAttachment:
    kind = part.type.value or "application/octet-stream"
    content_id = part.headers.text("content-id").strip("<> ")
    related = part.parent >= 0 and structure.parts[part.parent].type.value == "multipart/related"
    inline = part.disposition.value == "inline" or (related and part.disposition.value != "attachment")
    name = _safe_name(_written_name(part)) or _made_name(kind, content, number)
    return InboundAttachment(name, kind, content, content_id, inline and content_id != "")


def _made_name(kind: str, content: bytes, number: int) -> str:
    """A forwarded mail is named for its subject; other parts for their number and type."""
    if kind in {"message/rfc822", "message/global"}:
        inner = headers.split(content[:65_536], 0, min(len(content), 65_536))
        subject = _safe_name(inner.text("subject"))
        if subject:
            return f"{subject[: _MAX_NAME - 4]}.eml"
    extension = _EXTENSIONS.get(kind) or mimetypes.guess_extension(kind) or ".bin"
    stem = {"text/calendar": "invite", "message/delivery-status": "delivery-status"}.get(kind, f"attachment-{number}")
    return stem + extension


def _safe_name(name: str) -> str:
    """A name to show: no folders, no control or direction characters, at most 200 characters."""
    name = "".join(ch for ch in name if ch.isprintable() or ch in " \u3000").strip()
    if name[1:3] == ":\\" or name.startswith(("/", "\\", "../", "..\\", "./")):
        name = name.replace("\\", "/").rpartition("/")[2]
    name = name.replace("/", "_").replace("\\", "_").strip()
    if len(name) > _MAX_NAME:
        stem, dot, extension = name.rpartition(".")
        keep = dot + extension if stem and len(extension) <= 10 else ""
        name = name[: _MAX_NAME - len(keep)] + keep
    return name


def _guess_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
