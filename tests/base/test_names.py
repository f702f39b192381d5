"""The order of the parts of a name."""

import pytest

from madoguchi.base.names import in_order


@pytest.mark.parametrize(
    ("family", "given", "family_first", "name"),
    [
        ("小川", "直樹", True, "小川 直樹"),
        ("小川", "直樹", False, "小川 直樹"),  # who reads English is called as before
        ("さとう", "ミク", False, "さとう ミク"),
        ("김", "민준", False, "김 민준"),
        ("Kerr", "Daniel", False, "Daniel Kerr"),
        ("Ogawa", "Naoki", True, "Ogawa Naoki"),
        ("", "Cher", False, "Cher"),
        ("", "", True, ""),
    ],
)
def test_a_name_is_ordered_by_what_it_is_written_in(family: str, given: str, family_first: bool, name: str) -> None:
    assert in_order(family, given, family_first=family_first) == name
