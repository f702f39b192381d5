"""A link to a video that has a line for itself."""

import pytest

from madoguchi.base.html import markdown_to_html, markdown_to_mail
from madoguchi.base.unmarked import unmarked
from madoguchi.base.videos import video_at
from madoguchi.features.articles.rendering import render


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("https://youtu.be/dQw4w9WgXcQ?t=3", "youtube:dQw4w9WgXcQ"),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3s", "youtube:dQw4w9WgXcQ"),
        ("https://m.youtube.com/shorts/dQw4w9WgXcQ", "youtube:dQw4w9WgXcQ"),
        ("https://vimeo.com/76979871", "vimeo:76979871"),
        ("https://vimeo.com/76979871/0a1b2c3d4e", "vimeo:76979871-0a1b2c3d4e"),
        ("https://www.loom.com/share/0281766fa2d04bb788eaf19e65135184", "loom:0281766fa2d04bb788eaf19e65135184"),
        ("https://www.nicovideo.jp/watch/sm9", "niconico:sm9"),
        ("https://kobo.example/setup.MP4", ""),
    ],
)
def test_videos_of_known_hosts_and_files(address: str, named: str) -> None:
    found = video_at(address)
    assert found is not None
    assert found.named == named


@pytest.mark.parametrize(
    "address",
    [
        *("http://youtu.be/dQw4w9WgXcQ", "https://youtu.be.evil.example/x", "https://www.youtube.com/@koyomi"),
        *("https://www.youtube.com/watch?v=../../x", "https://vimeo.com/about", "https://[::1", "kobo.example/a.mp4"),
    ],
)
def test_nothing_else_is_one(address: str) -> None:
    assert video_at(address) is None


def test_on_a_line_of_its_own_it_is_a_block_and_what_stands_around_stays() -> None:
    html = markdown_to_html("動画です。\nhttps://youtu.be/dQw4w9WgXcQ\n以上\n二行目")
    opened = '<p class="video"><a href="https://youtu.be/dQw4w9WgXcQ" data-video="youtube:dQw4w9WgXcQ"'
    assert html.startswith(f"<p>動画です。</p>\n{opened}")
    assert html.endswith("</p>\n<p>以上<br>\n二行目</p>\n")
    assert opened.replace("www", "") in markdown_to_html("[**使い方**](https://youtu.be/dQw4w9WgXcQ)")
    assert "data-video" not in markdown_to_html("動画 https://youtu.be/dQw4w9WgXcQ です")
    assert "<iframe" not in html
    assert "<img" not in html


def test_in_a_mail_it_is_a_table_with_a_link_and_in_text_its_address() -> None:
    letter = "[使い方の動画](https://vimeo.com/76979871)"
    html = markdown_to_mail(letter)
    assert '<table role="presentation"' in html
    assert '<a href="https://vimeo.com/76979871"' in html
    assert "color: #ffffff" in html
    assert unmarked(letter) == "使い方の動画 <https://vimeo.com/76979871>"


def test_in_an_article_its_bare_address_does() -> None:
    html = render("はじめに\n\nhttps://youtu.be/dQw4w9WgXcQ\n\nおわり").html
    assert '<p class="video"><a href="https://youtu.be/dQw4w9WgXcQ" data-video="youtube:dQw4w9WgXcQ"' in html
    assert 'class="video"' not in render("これは https://youtu.be/dQw4w9WgXcQ です").html
