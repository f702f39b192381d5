"""Marks on a picture: drawn by hand and by keys, and in the file that goes out nothing of what was made unreadable."""

from __future__ import annotations

import random
import re
import struct
import zlib
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import make_msgid

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, expect

from tests.browser import seeing
from tests.browser.modules import alone
from tests.browser.test_both_sides import look_at
from tests.browser.working import Working
from tests.faults.installation import ADDRESS, Installation
from tests.flows.customer import Customer, by_smtplib

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

WIDTH, HEIGHT = 240, 160
SECRET = (20, 20, 120, 80)  # left, top, right, bottom: noise that occurs nowhere else
Pixel = tuple[int, int, int]
GONE = """async (address) => {
  for (let time = 0; time < 50; time += 1) {
    if ((await fetch(address, { cache: "no-store" })).status === 404) return true;
    await new Promise((done) => setTimeout(done, 100));
  }
  return false;
}"""
ON_THE_FRAME = "(canvas, [x, y]) => [...canvas.getContext('2d').getImageData(x, y, 1, 1).data].slice(0, 3).join()"


def secret(seed: int = 7) -> bytes:
    """A PNG: white, with black and blue noise where nobody should look."""
    chance = random.Random(seed)
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)
        for x in range(WIDTH):
            is_in = SECRET[0] <= x < SECRET[2] and SECRET[1] <= y < SECRET[3]
            rows += bytes(chance.choice(((0, 0, 0), (10, 20, 200), (250, 250, 250)))) if is_in else b"\xff\xff\xff"

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    place = part(b"tEXt", b"Comment\0GPS 35.6895 139.6917")
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", head)
        + place
        + part(b"IDAT", zlib.compress(bytes(rows)))
        + part(b"IEND", b"")
    )


def pixels(working: Working, content: bytes) -> tuple[int, int, list[Pixel]]:
    """Width, height and colours of a picture, as a browser reads them."""
    width, height, data = working.page.evaluate(
        """async (bytes) => {
          const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
          const { width, height } = picture;
          const canvas = Object.assign(document.createElement("canvas"), { width, height });
          const pen = canvas.getContext("2d");
          pen.drawImage(picture, 0, 0);
          return [picture.width, picture.height, [...pen.getImageData(0, 0, picture.width, picture.height).data]];
        }""",
        list(content),
    )
    return width, height, [(data[at], data[at + 1], data[at + 2]) for at in range(0, len(data), 4)]


def region(found: list[Pixel], box: tuple[int, int, int, int], width: int = WIDTH) -> list[Pixel]:
    left, top, right, bottom = box
    return [found[y * width + x] for y in range(top, bottom) for x in range(left, right)]


def written(desk: Working, hanako: Customer, subject: str) -> None:
    """A reply in which the picture stands."""
    hanako.write(subject, "どこを押しますか。")
    desk.open(subject)
    desk.page.keyboard.press("r")
    expect(desk.editor).to_be_focused()
    chosen = FilePayload(name="画面.png", mimeType="image/png", buffer=secret())
    desk.page.set_input_files("form.composer:not([hidden]) input[type=file]", chosen)
    desk.page.locator("form.composer:not([hidden]) [data-place]").click()
    expect(desk.editor.locator("img")).to_have_js_property("naturalWidth", WIDTH)


def test_a_reply_with_a_picture_in_it_does_not_become_a_note(desk: Working, hanako: Customer) -> None:
    written(desk, hanako, "写真のある下書き")
    desk.page.locator("form.composer:not([hidden]) [data-mode-to=note]").click()
    expect(desk.page.locator("form.composer:not([hidden])")).to_have_attribute("data-mode", "note")
    expect(desk.composer).to_have_value("")
    desk.page.locator("form.composer:not([hidden]) [data-mode-to=reply]").click()
    expect(desk.editor.locator("img")).to_have_js_property("naturalWidth", WIDTH)


def marking(desk: Working) -> Locator:
    desk.page.locator("form.composer:not([hidden]) [data-mark]").click()
    dialog = desk.page.locator("dialog.marks[open]")
    expect(dialog.locator("canvas")).to_be_focused()
    return dialog


def drag(dialog: Locator, box: tuple[int, int, int, int]) -> None:
    """From one corner to the other, in pixels of the picture."""
    canvas = dialog.locator("canvas")
    place = canvas.bounding_box()
    assert place is not None
    scale = place["width"] / WIDTH
    mouse = dialog.page.mouse
    left, top, right, bottom = (value * scale for value in box)
    mouse.move(place["x"] + left, place["y"] + top)
    mouse.down()
    mouse.move(place["x"] + (left + right) / 2, place["y"] + (top + bottom) / 2)
    mouse.move(place["x"] + right, place["y"] + bottom)
    mouse.up()


def touched(dialog: Locator, box: tuple[int, int, int, int]) -> None:
    """The same with a finger."""
    place = dialog.locator("canvas").bounding_box()
    assert place is not None
    scale = place["width"] / WIDTH
    left, top, right, bottom = (value * scale for value in box)
    finger = dialog.page.context.new_cdp_session(dialog.page)
    for kind, x, y in (("touchStart", left, top), ("touchMove", right, bottom), ("touchEnd", 0, 0)):
        points = [] if kind == "touchEnd" else [{"x": place["x"] + x, "y": place["y"] + y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def sent_picture(desk: Working, installation: Installation, subject: str) -> tuple[EmailMessage, list[bytes]]:
    """The mail that went out when it could not be taken back any more, and every picture in it."""
    for _time in range(60):
        for path in (installation.home / "outbox").rglob("*.eml"):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            if subject in str(mail["Subject"]):
                return mail, [part.get_content() for part in mail.walk() if part.get_content_maintype() == "image"]
        desk.page.wait_for_timeout(500)
    raise AssertionError(f"nothing was sent about {subject}")


def test_what_is_made_unreadable_is_not_in_the_file_that_goes_out(
    desk: Working, hanako: Customer, installation: Installation
) -> None:
    written(desk, hanako, "印の練習")
    page, before = desk.page, secret()
    first = page.locator("form.composer:not([hidden]) .chip").get_attribute("data-src")
    dialog = marking(desk)
    save = dialog.get_by_role("button", name="この画像を使う")
    expect(save).to_have_attribute("aria-disabled", "true")
    dialog.get_by_role("button", name="モザイク").click()
    drag(dialog, (SECRET[0] - 3, SECRET[1] - 3, SECRET[2] + 3, SECRET[3] + 3))
    expect(dialog.get_by_role("status")).to_have_text("モザイク：1個中1個目")
    page.keyboard.press("a")
    drag(dialog, (220, 150, 150, 100))
    page.keyboard.press("t")
    drag(dialog, (150, 40, 150, 40))
    page.keyboard.type("ここ")
    page.keyboard.press("Enter")
    expect(dialog.locator("canvas")).to_be_focused()
    dialog.get_by_label("画像の説明").fill("押す場所の図")
    look_at("marks", page)
    save.click()
    shown = desk.editor.locator("img")
    expect(shown).to_have_attribute("alt", "押す場所の図")
    expect(page.locator("form.composer:not([hidden]) .chip:not([hidden])")).to_have_count(1)
    expect(page.locator("form.composer:not([hidden]) .chip")).to_contain_text("画面-marked.png")
    assert page.evaluate(GONE, first)
    desk.complaints = [line for line in desk.complaints if "404" not in line]  # it is gone: that was asked on purpose
    page.keyboard.press("Control+Enter")
    expect(desk.bubbles("reply").locator("img")).to_have_js_property("naturalWidth", WIDTH)
    mail, pictures = sent_picture(desk, installation, "印の練習")
    assert len(pictures) == 1
    assert b"GPS" not in pictures[0]
    width, height, after = pixels(desk, pictures[0])
    assert (width, height) == (WIDTH, HEIGHT)
    _width, _height, old = pixels(desk, before)
    was, now = region(old, SECRET), region(after, SECRET)
    assert len(set(was)) == 3
    assert not set(was) & set(now)  # not one pixel is left as it was
    assert len(set(now)) <= 24  # whole blocks, each of one colour
    assert after[5 * WIDTH + 5] == (255, 255, 255)  # beside it nothing has changed
    assert after != old
    html = mail.get_body(("html",))
    assert html is not None
    assert 'alt="押す場所の図"' in html.get_content()


def test_marks_are_made_moved_and_taken_back_by_keys_alone(desk: Working, hanako: Customer) -> None:
    written(desk, hanako, "キーの練習")
    page, keys = desk.page, desk.page.keyboard
    dialog = marking(desk)
    status = dialog.get_by_role("status")
    for letter, name in (("b", "枠"), ("n", "番号"), ("h", "マーカー"), ("a", "矢印")):
        keys.press(letter)
        keys.press("Enter")
        expect(status).to_contain_text(name)
    expect(status).to_have_text("矢印：4個中4個目")
    before = dialog.locator("canvas").evaluate("(canvas) => canvas.toDataURL()")
    keys.press("ArrowDown")
    keys.press("Shift+ArrowRight")
    assert dialog.locator("canvas").evaluate("(canvas) => canvas.toDataURL()") != before
    keys.press("Control+z")
    keys.press("Control+z")
    keys.press("PageUp")
    expect(status).to_have_text("矢印：4個中4個目")
    assert dialog.locator("canvas").evaluate("(canvas) => canvas.toDataURL()") == before
    keys.press("Delete")
    keys.press("PageDown")
    expect(status).to_have_text("枠：3個中1個目")
    keys.press("Control+z")
    keys.press("Control+y")
    keys.press("PageUp")
    expect(status).to_have_text("マーカー：3個中3個目")
    keys.press("c")
    keys.press("Enter")
    for theme in ("light", "dark"):
        assert seeing.by_axe(page, theme, "dialog[open]") == []
    page.set_viewport_size({"width": 320, "height": 720})
    assert seeing.sideways(page) == []
    look_at("marks-320", page)
    page.set_viewport_size({"width": 1440, "height": 900})
    keys.press("Escape")  # nothing is chosen any more
    keys.press("Escape")
    expect(status).to_have_text("もう一度Escを押すと、付けた印は破棄されます。")
    dialog.get_by_role("button", name="この画像を使う").click()
    image = desk.editor.locator("img")
    expect(image).to_have_attribute("alt", "画面.png")
    expect(image).not_to_have_js_property("naturalWidth", WIDTH)  # it was cut
    expect(desk.editor).to_be_focused()


def test_a_picture_in_the_text_that_is_clicked_does_not_take_the_keys_away(desk: Working, hanako: Customer) -> None:
    written(desk, hanako, "押した画像")
    image = desk.editor.locator("img")
    image.click()
    desk.page.keyboard.type("This one")
    expect(desk.editor).to_contain_text("This one")
    expect(image).to_have_count(1)
    expect(desk.editor.locator(":scope > :not(div:not([class]))")).to_have_count(0)  # and no frame around it


def test_a_picture_that_came_is_marked_and_goes_into_the_reply(desk: Working, installation: Installation) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "山田 花子 <hanako@kobo.example>", ADDRESS, "届いた画面"
    mail["Message-ID"] = make_msgid(domain="kobo.example")
    mail.set_content("この画面で止まります。")
    mail.add_attachment(secret(), maintype="image", subtype="png", filename="止まる画面.png")
    by_smtplib(installation.smtp_port)("hanako@kobo.example", mail)
    desk.open("届いた画面")
    desk.page.locator("#thread a[data-picture]").click()
    desk.page.get_by_role("button", name="印を付けて返信").click()
    dialog = desk.page.locator("dialog.marks[open]")
    expect(dialog.locator("canvas")).to_be_focused()
    desk.page.keyboard.press("b")
    touched(dialog, SECRET)
    expect(dialog.get_by_role("status")).to_have_text("枠：1個中1個目")
    assert dialog.locator("canvas").evaluate(ON_THE_FRAME, [SECRET[0] + 50, SECRET[3]]) == "200,51,15"
    dialog.get_by_role("button", name="この画像を使う").click()
    expect(desk.page.locator("form.composer[data-mode=reply]")).to_be_visible()
    expect(desk.composer).to_have_value(re.compile(r"^!\[止まる画面\.png\]\(cid:[^)]+\)$"))
    address = desk.page.locator("#thread a[data-picture]").get_attribute("href")
    came = bytes(
        desk.page.evaluate(
            "async (address) => [...new Uint8Array(await (await fetch(address)).arrayBuffer())]", address
        )
    )
    assert came == secret()  # what they sent stays as it is


def test_a_picture_of_an_article_is_marked(desk: Working, installation: Installation) -> None:
    _status, shelf = installation.call("POST", "/collections", {"texts": {"ja": {"title": "画面の説明"}}})
    texts = {"ja": {"title": "画面の見方", "body": "図です。"}}
    _status, made = installation.call("POST", "/articles", {"collection_id": shelf["id"], "texts": texts})
    desk.go_and_listen(f"/desk/articles/{made['id']}/ja/")
    page = desk.page
    page.locator("#article-form").dispatch_event("pointerenter")
    page.locator(".article-editor.rich").wait_for()
    chosen = FilePayload(name="図.png", mimeType="image/png", buffer=secret())
    page.set_input_files("#article-form input[type=file]", chosen)
    image = page.locator(".article-editor .composer-rich img")
    expect(image).to_have_js_property("naturalWidth", WIDTH)
    before = image.get_attribute("src")
    page.get_by_role("button", name="カーソル位置の画像に印を付ける").click()
    dialog = page.locator("dialog.marks[open]")
    expect(dialog.locator("canvas")).to_be_focused()
    page.keyboard.press("m")
    drag(dialog, SECRET)
    dialog.get_by_role("button", name="この画像を使う").click()
    expect(image).not_to_have_attribute("src", str(before))
    expect(page.locator("#article-preview img")).not_to_have_attribute("src", str(before))
    expect(image).to_have_count(1)


def test_a_mosaic_tells_nothing_of_what_gave_it(browser: Browser) -> None:
    """Two secrets with as much ink give the same; each block is one colour."""
    with alone(browser) as page:
        made = page.evaluate(
            """async () => {
              const { destroyed } = await import("/js/marks/pixels.js");
              const drawn = (paint, seed) => {
                const source = Object.assign(document.createElement("canvas"), { width: 48, height: 48 });
                const pen = source.getContext("2d");
                pen.fillStyle = "#fff";
                pen.fillRect(0, 0, 48, 48);
                pen.fillStyle = "#000";
                paint(pen);
                const target = Object.assign(document.createElement("canvas"), { width: 48, height: 48 });
                destroyed(target.getContext("2d"), source, { left: 0, top: 0, width: 48, height: 48 }, seed);
                return [...target.getContext("2d").getImageData(0, 0, 48, 48).data].join();
              };
              const across = (pen) => { for (let x = 0; x < 48; x += 4) pen.fillRect(x, 0, 2, 48); };
              const down = (pen) => { for (let y = 0; y < 48; y += 4) pen.fillRect(0, y, 48, 2); };
              return [drawn(across, 5), drawn(down, 5), drawn(across, 6)];
            }"""
        )
    assert made[0] == made[1]
    assert made[0] != made[2]
    assert set(made[0].split(",")[3::4]) == {"255"}  # opaque


def test_a_mark_is_seen_on_a_phone_and_as_large_as_before_on_a_desk(browser: Browser) -> None:
    with alone(browser) as page:
        phone, desk = page.evaluate(
            """async () => {
              const { unitOf } = await import("/js/marks/drawing.js");
              const shown = (across) => unitOf({ width: 1440, height: 900 }, 1440 / across) * across / 1440;
              return [shown(296), shown(1440)];
            }"""
        )
    assert phone * 1.2 > 2  # pixels of the screen: the line of an arrow
    assert desk == 1440 / 300
