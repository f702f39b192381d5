"""The administrator's name as it was typed on the command line."""

import pytest

from madoguchi.config.setting_up import new_account


@pytest.mark.parametrize(
    ("name", "language", "family", "given"),
    [
        ("田中 葵", "ja", "田中", "葵"),
        ("田中　葵", "ja", "田中", "葵"),
        ("Eleanor Jane Whitcombe", "en", "Jane Whitcombe", "Eleanor"),
        ("", "ja", "aoi", ""),
    ],
)
def test_a_name_falls_into_its_parts(name: str, language: str, family: str, given: str) -> None:
    account = new_account("aoi@koyomi.example", "long enough a word", name, language, "Asia/Tokyo")
    assert (account.family_name, account.given_name) == (family, given)
