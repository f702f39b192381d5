"""Colours that somebody chose, made readable: contrast by WCAG 2.2, and the nearest shade that reaches it.

A colour is written #rrggbb, in lower case.
"""

from collections.abc import Iterable

TEXT = 4.5  # to one, for words (WCAG 2.2, 1.4.3)
STEPS = 40


def luminance(colour: str) -> float:
    """Relative luminance, from 0 for black to 1 for white."""
    parts = [part / 255 for part in _parts(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """White or black, whichever is read more easily on the colour; one of them always reaches TEXT."""
    return max("#ffffff", "#000000", key=lambda ink: contrast(ink, colour))


def readable(colour: str, grounds: Iterable[str], *, at_least: float = TEXT) -> str:
    """The colour itself or the nearest shade of it that reaches a contrast on all of these grounds; towards white on
    dark ones, towards black on light ones."""
    named = list(grounds)
    end = ink_on(named[0])
    shades = (mixed(colour, end, step / STEPS) for step in range(STEPS + 1))
    return next((shade for shade in shades if all(contrast(shade, ground) >= at_least for ground in named)), end)


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share, from 0 to 1, of another."""
    parts = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in parts)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))
