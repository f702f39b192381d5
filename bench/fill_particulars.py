"""What no two messages share: names, products, places, order numbers. Common words stay common, and most are rare.

Drawn after Zipf: the n-th word of a list comes n times as seldom as the first, as it is in every language.
"""

import random
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

WORDS = tomllib.loads((Path(__file__).parent / "fill_words.toml").read_text())
ORDERS = "ABCDEFGH"


def zipf(dice: random.Random, things: Sequence[str]) -> str:
    return things[int(len(things) ** dice.random()) - 1]


def brands(dice: random.Random, syllables: Sequence[str], count: int = 6_000) -> list[str]:
    """Invented names of products, each once."""
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(dice.choice(syllables) for _ in range(dice.randint(2, 4)))] = None
    return list(found)


def japanese(dice: random.Random) -> Callable[[], str]:
    """Makes a sentence each time."""
    matters, kinds, families, places, names = _lists(dice, "japanese")

    def line() -> str:
        product, matter = f"{zipf(dice, names)}{zipf(dice, kinds)}", zipf(dice, matters)
        draw = dice.random()
        if draw < 0.3:
            return f"ご注文番号{order(dice)}、{product}の{matter}についてご連絡いたします。"
        if draw < 0.6:
            return f"{zipf(dice, places)}の{zipf(dice, families)}です。{product}の{matter}をお願いできますか。"
        day = f"{dice.randint(1, 12)}月{dice.randint(1, 28)}日"
        return f"{product}の{matter}の件、{day}までにお返事をいただけると助かります。"

    return line


def english(dice: random.Random) -> Callable[[], str]:
    """Makes a sentence each time."""
    matters, kinds, families, places, names = _lists(dice, "english")

    def line() -> str:
        product, matter = f"{zipf(dice, names).capitalize()} {zipf(dice, kinds)}", zipf(dice, matters)
        draw = dice.random()
        if draw < 0.3:
            return f"It is about order {order(dice)}, the {matter} of the {product}."
        if draw < 0.6:
            who = f"{zipf(dice, families)} from {zipf(dice, places)}"
            return f"This is {who}, asking for the {matter} of our {product}."
        return f"Please let us know about the {matter} of the {product} by {dice.randint(1, 28)}/{dice.randint(1, 12)}."

    return line


def order(dice: random.Random) -> str:
    """A number that hardly comes twice."""
    return f"{dice.choice(ORDERS)}-{dice.randint(10_000_000, 99_999_999)}"


def _lists(dice: random.Random, language: str) -> tuple[Sequence[str], ...]:
    """Matters, kinds of products, family names, places, and names of products."""
    words = {name: listed.split() for name, listed in WORDS[language].items()}
    return (*(words[name] for name in ("matters", "kinds", "families", "places")), brands(dice, words["syllables"]))
