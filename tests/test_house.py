"""The house rules hold everywhere. What they are, and that each bites: bin/house and tests/house."""

from pathlib import Path

from bin.house import findings


def test_the_house_is_in_order() -> None:
    found = findings(Path(__file__).resolve().parent.parent)
    assert not found, "\n".join(["", *map(str, found)])
