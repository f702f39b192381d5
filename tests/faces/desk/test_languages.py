"""The choice of a language before anybody has signed in."""

import pytest
from django.test import Client

from tests.world import World


@pytest.mark.parametrize(("language", "other"), [("ja", "English"), ("en", "日本語")])
def test_each_language_is_called_by_its_own_name(world: World, client: Client, language: str, other: str) -> None:
    page = client.get("/accounts/login/", headers={"accept-language": language}).content.decode()
    assert f">{other}</button>" in page
