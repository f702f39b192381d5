"""Shares as people read them."""

from django.template import Library

register = Library()


@register.filter
def percent(share: float | None) -> str:
    """0.347 as "35%"; "–" for none."""
    return "–" if share is None else f"{round(100 * share)}%"
