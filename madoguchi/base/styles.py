"""Inline styles of a stranger's mail: an allowlist of properties, and of what their values may be made of."""

import re

_BOXES = ("margin", "padding", "border")
_SIDES = ("", "-top", "-right", "-bottom", "-left")
_PROPERTIES = frozenset((
    "color", "background", "background-color", "font", "font-family", "font-size", "font-style",
    "font-weight", "font-variant", "line-height", "letter-spacing", "word-spacing", "text-align",
    "text-decoration", "text-transform", "vertical-align", "white-space", "word-break", "overflow-wrap",
    "word-wrap", "direction", "display", "float", "clear", "width", "height", "min-width", "max-width",
    "min-height", "max-height", "list-style-type", "table-layout", "border-collapse", "border-spacing",
    "border-radius", "border-color", "border-style", "border-width", "caption-side", "empty-cells",
    *(box + side for box in _BOXES for side in _SIDES),
    *(f"border{side}-{what}" for side in _SIDES[1:] for what in ("color", "style", "width")),
))  # fmt: skip
_DISPLAYS = frozenset((
    "block", "inline", "inline-block", "none", "table", "table-row", "table-cell", "table-row-group", "list-item",
))  # fmt: skip
# No backslash (escapes), no angle brackets, no @, no comments; brackets only as a colour or a sum.
_VALUE = re.compile(r"""[\w\s#%.,'"!+\-*/　-鿿＀-￯]{1,300}""")
_FUNCTION = re.compile(r"\b(?:rgba?|hsla?)\([\d\s.,%/]{1,60}\)", re.IGNORECASE)
_MAX_STYLE = 4_000


def clean_style(style: str) -> str:
    """The safe declarations of a style attribute, "" if none is left."""
    kept = []
    for declaration in style[:_MAX_STYLE].split(";"):
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon or name not in _PROPERTIES or "/*" in value:
            continue
        if _VALUE.fullmatch(_FUNCTION.sub("0", value)) is None:
            continue
        if name == "display" and value.split("!")[0].strip().lower() not in _DISPLAYS:
            continue
        kept.append(f"{name}: {value}")
    return "; ".join(kept)
