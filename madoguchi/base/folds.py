"""What is folded away in Markdown: from ":::fold A title" to ":::" stands behind its title, wherever HTML is shown.

Where nothing folds, its title stands above it.
"""

import re

from markdown_it import MarkdownIt

from madoguchi.base.containers import Head, container

BEGIN = re.compile(r":::fold[ \t]+(\S.{0,100}?)[ \t]*")


def folds(md: MarkdownIt) -> MarkdownIt:
    """Teach a reader of Markdown what folds are."""
    container(md, "fold", BEGIN, lambda found: Head(found[1], ("details", ""), ("summary", "")))
    return md


def folded(title: str, text: str) -> str:
    """As Markdown."""
    return f":::fold {title}\n{text.strip()}\n:::"
