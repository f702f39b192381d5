"""Browsers and machines by their names."""

import pytest
from django.test import Client

from madoguchi.faces.desk.templatetags.devices import device
from tests.world import PASSWORD, World

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (EDGE, "Edge · Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15.7; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox · macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) CriOS/140.0 Mobile Safari/604.1", "Chrome · iPhone"),
        ("curl/8.15.0", "curl/8.15.0"),
        ("", ""),
    ],
)
def test_a_device_has_a_name(agent: str, name: str) -> None:
    assert device(agent) == name


def test_the_list_of_sessions_names_browser_and_machine(world: World, client: Client) -> None:
    client.post("/accounts/login/", {"login": "aoi@koyomi.example", "password": PASSWORD}, headers={"user-agent": EDGE})
    page = client.get("/accounts/sessions/", headers={"user-agent": EDGE})
    assert ">Edge · Windows<" in page.content.decode()
