"""Call-outs in Markdown: from ":::note A title" to ":::" (note, tip, warning, danger), with any Markdown between.

A call-out stands in a call-out with more colons.
"""

import re

from markdown_it import MarkdownIt

from madoguchi.base.containers import Head, container

KINDS = ("note", "tip", "warning", "danger")
_BEGIN = re.compile(rf"(:{{3,10}})[ \t]*({'|'.join(KINDS)})(?:[ \t]+(.{{0,200}}))?[ \t]*")


def call_outs(md: MarkdownIt) -> None:
    """Teach a reader of Markdown what call-outs are."""
    container(md, "call_out", _BEGIN, _head, _ends)


def _head(found: re.Match[str]) -> Head:
    return Head((found[3] or "").strip(), ("aside", f"callout {found[2]}"), ("p", "callout-title"))


def _ends(line: str, begun: re.Match[str]) -> bool:
    return line.startswith(begun[1]) and not line.strip(": \t")
