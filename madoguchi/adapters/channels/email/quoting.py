"""The mail that is answered, quoted under the answer. The forms are those that mail programs know how to
fold.
"""

from __future__ import annotations

import html as html_entities
import re
from datetime import datetime

_DAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "ja": tuple("月火水木金土日")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_TITLES = ("様", "さま", "さん", "氏", "殿", "御中")
_LINE_END = re.compile(r"\r\n|\r|\n")


def attribution(language: str, written_at: datetime, name: str, address: str = "") -> str:
    """The line that says who wrote, in the language of the mail (English where there is no form for it).

    `written_at` in the time zone that the reader should see. No name: the address stands for it.
    """
    who = _CONTROL.sub(" ", name).strip() or _CONTROL.sub(" ", address).strip()
    clock = f"{written_at:%H:%M}"
    if language.partition("-")[0] == "ja":
        day = f"{written_at.year}年{written_at.month}月{written_at.day}日({_DAYS['ja'][written_at.weekday()]})"
        title = "" if who.endswith(_TITLES) else "さん" if name.strip() else " "
        return f"{day} {clock}、{who}{title}は書きました:"
    month = _MONTHS[written_at.month - 1]
    day = f"{_DAYS['en'][written_at.weekday()]}, {written_at.day} {month} {written_at.year}"
    return f"On {day} at {clock}, {who} wrote:"


def quote_text(text: str, attribution: str) -> str:
    """The text with "> " before each line, under its attribution. Lines keep their length: none is broken."""
    lines = _LINE_END.split(text.rstrip())
    return "\n".join([attribution, *(_quoted(line.rstrip()) for line in lines)]) + "\n"


def quote_html(html: str, attribution: str) -> str:
    """The HTML, which must be cleaned already, as a quotation under its attribution."""
    return (
        f'<div class="madoguchi_quote"><p>{html_entities.escape(attribution)}</p>'
        '<blockquote type="cite" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">'
        f"{html}</blockquote></div>"
    )


def _quoted(line: str) -> str:
    if not line:
        return ">"
    return f">{line}" if line.startswith(">") else f"> {line}"
