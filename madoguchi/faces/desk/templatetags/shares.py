"""Shares and rates as people read them."""

from decimal import Decimal

from django.template import Library

register = Library()
SMALL = 10  # below it, a rate has two decimals


@register.filter
def percent(share: float | None) -> str:
    """0.347 as "35%"; "–" for none."""
    return "–" if share is None else f"{round(100 * share)}%"


@register.filter
def signed(share: float | None) -> str:
    """-0.347 as "−35%", 0.2 as "+20%"; "∞" for none, which is without bound."""
    if share is None:
        return "∞"
    number = round(100 * share)
    return f"{'−' if number < 0 else '+'}{abs(number):,}%" if number else "±0%"


@register.filter
def decimal(value: float | None) -> str:
    """A rate: 0.347 as "0.35", 12.34 as "12.3"; "–" for none."""
    return "–" if value is None else f"{value:,.{2 if abs(value) < SMALL else 1}f}"


@register.filter
def more_or_fewer(value: float | None) -> str:
    """A difference: -0.347 as "−0.35", 0.2 as "+0.20"."""
    return "–" if value is None else f"{'−' if value < 0 else '+'}{decimal(abs(value))}"


@register.filter
def hours(minutes: Decimal) -> str:
    """Minutes as whole hours, from ten on."""
    number = minutes / 60
    return f"{number:,.0f}" if number >= SMALL else f"{number:.1f}"
