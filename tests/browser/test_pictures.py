"""The pictures of a conversation: those in a mail's frame and those among its files, one at a time, by keys."""

from __future__ import annotations

import struct
import zlib
from email.message import EmailMessage
from email.utils import make_msgid

import pytest
from playwright.sync_api import expect

from tests.browser.working import Working
from tests.faults.installation import ADDRESS, Installation
from tests.flows.customer import by_smtplib

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def picture(width: int, height: int) -> bytes:
    """A grey PNG."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress((b"\0" + b"\x80" * width) * height)),
        (b"IEND", b""),
    ]
    whole = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(whole)


def pictured(subject: str) -> EmailMessage:
    """A mail with a picture in its text, one that is a dot there, and one beside it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "山田 花子 <hanako@kobo.example>", ADDRESS, subject
    mail["Message-ID"] = make_msgid(domain="kobo.example")
    mail.set_content("画面です。")
    mail.add_alternative('<p>画面です。</p><img src="cid:screen" alt="打刻画面"><img src="cid:dot">', subtype="html")
    html = mail.get_body(("html",))
    assert html is not None
    html.add_related(picture(600, 400), "image", "png", cid="<screen>", filename="screen.png")
    html.add_related(picture(2, 2), "image", "png", cid="<dot>", filename="dot.png")
    mail.add_attachment(picture(3000, 200), maintype="image", subtype="png", filename="領収書.png")
    return mail


def test_pictures_are_looked_at_by_keys_and_the_focus_comes_back(desk: Working, installation: Installation) -> None:
    by_smtplib(installation.smtp_port)("hanako@kobo.example", pictured("画像の確認"))
    desk.open("画像の確認")
    page = desk.page
    in_mail = page.frame_locator("#thread iframe").locator("img[role=button]")
    expect(in_mail).to_have_count(1)  # a dot is nothing to look at
    in_mail.focus()
    page.keyboard.press("Enter")
    viewer = page.locator("dialog.viewer")
    expect(viewer).to_contain_text("打刻画面 1 / 2")
    actual = viewer.get_by_role("button", name="実寸表示")
    expect(actual).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("ArrowRight")
    expect(viewer).to_contain_text("領収書.png 2 / 2")
    expect(actual).to_have_attribute("aria-disabled", "false")
    shown = viewer.locator(".viewer-stage img")
    assert shown.evaluate("(image) => image.clientWidth") < 1440
    page.keyboard.press("z")
    assert shown.evaluate("(image) => image.clientWidth") == 3000
    with page.expect_download() as kept:
        viewer.get_by_role("link", name="ダウンロード").click()
    assert kept.value.suggested_filename == "領収書.png"
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(page.locator('#thread a[data-picture="領収書.png"]')).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("PageUp")
    expect(viewer).to_contain_text("打刻画面 1 / 2")
    page.keyboard.press("Escape")
    expect(in_mail).to_be_focused()
