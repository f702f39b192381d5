"""What is told by the script of a text: its language, and in which order the parts of a name stand."""

import re

KANA_OR_KANJI = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
"""What Japanese is told by."""
EAST_ASIAN = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def in_order(family: str, given: str, *, family_first: bool) -> str:
    """ "小川 直樹" always, whatever language its owner reads; "Daniel Kerr" unless `family_first`."""
    parts = [family, given]
    if not family_first and not EAST_ASIAN.search(family + given):
        parts.reverse()
    return " ".join(part for part in parts if part)
