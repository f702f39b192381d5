"""The page that holds the player of a known host."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("named", "host", "path"),
    [
        ("youtube:dQw4w9WgXcQ", "https://www.youtube-nocookie.com", "/embed/dQw4w9WgXcQ?autoplay=1"),
        (
            "vimeo:76979871-0a1b2c3d4e",
            "https://player.vimeo.com",
            "/video/76979871?autoplay=1&amp;dnt=1&amp;h=0a1b2c3d4e",
        ),
        ("loom:0281766fa2d04bb788eaf19e65135184", "https://www.loom.com", "/embed/0281766fa2d04bb788eaf19e65135184"),
        ("niconico:sm9", "https://embed.nicovideo.jp", "/watch/sm9?autoplay=1"),
    ],
)
def test_it_may_hold_that_host_and_nothing_else(named: str, host: str, path: str) -> None:
    answer = Client().get(f"/play/{named}/")
    assert f'<iframe src="{host}{path}' in answer.content.decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"frame-src {host};" in policy
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "X-Frame-Options" not in answer.headers
    assert not answer.cookies


@pytest.mark.parametrize("named", ["youtube:", "evil:x", "youtube:a/b", "youtube:a%22%3E", "vimeo"])
def test_what_is_no_video_is_not_there(named: str) -> None:
    assert Client().get(f"/play/{named}/").status_code == 404
