"""Conditions as somebody types them: is:open from:tanaka tag:返品 before:2026-11-01 "exact phrase" words."""

from madoguchi.features.views.typed.reading import Typed, Word, parse
from madoguchi.features.views.typed.writing import text_of

__all__ = ["Typed", "Word", "parse", "text_of"]
