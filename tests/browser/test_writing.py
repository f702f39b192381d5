"""Writing as a person does it: Markdown that shows what it does, input methods, paste, undo, and a bare field."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, expect

from tests.browser.working import Working
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

PASTED = Path(__file__).parent / "corpus/pasted"


def begin(desk: Working, hanako: Customer, subject: str) -> None:
    """A conversation with the caret in its reply."""
    hanako.write(subject, "よろしくお願いします。")
    desk.open(subject)
    desk.page.keyboard.press("r")
    expect(desk.editor).to_be_focused()


PASTE = """([html, plain]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  if (plain) data.setData("text/plain", plain);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""


def paste(desk: Working, **kinds: str) -> None:
    """Paste as from the clipboard: text/html by `html`, text/plain by `plain`."""
    desk.page.evaluate(PASTE, [kinds.get("html", ""), kinds.get("plain", "")])


LETTER = """お世話になっております。

**太字**と*斜体*と`code`です
- 一つ
- 二つ
  - 内側

1. 手順

> 引用

| 品名 | 数 |
| --- | --- |
| ペン | 3 |
| 紙 |  |"""


def test_markdown_takes_effect_as_it_is_typed_and_each_step_can_be_undone(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "書式の練習")
    look = desk.editor.evaluate("(at) => [getComputedStyle(at).display, getComputedStyle(at).textAlign]")
    assert look == ["block", "start"]  # as long as nothing stands in it, too
    keys = desk.page.keyboard
    for line in (
        ("お世話になっております。", "Enter", "Enter"),
        ("**太字**と*斜体*と`code`です", "Enter"),
        ("- 一つ", "Enter", "二つ", "Enter", "Tab", "内側", "Enter", "Enter", "Enter"),
        ("1. 手順", "Enter", "Enter"),
        ("> 引用", "Enter", "Enter"),
        ("| 品名 | 数 |", "Enter", "ペン", "Tab", "3", "Tab", "紙"),
    ):
        for part in line:
            if part in ("Enter", "Tab"):
                keys.press(part)
            else:
                keys.type(part)
    expect(desk.composer).to_have_value(LETTER)
    expect(desk.editor.locator("b")).to_have_text("太字")
    expect(desk.editor.locator("ul ul li")).to_have_text("内側")
    expect(desk.editor.locator("td").first).to_have_text("ペン")
    for _step in range(60):
        keys.press("Control+z")
    expect(desk.composer).to_have_value("")
    for _step in range(60):
        keys.press("Control+Shift+z")
    expect(desk.composer).to_have_value(LETTER)
    desk.page.reload()
    desk.editor.wait_for()
    expect(desk.composer).to_have_value(LETTER)
    expect(desk.editor.locator("ul ul li")).to_have_text("内側")


def test_one_undo_gives_the_signs_back(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "元に戻す練習")
    desk.page.keyboard.type("**太字**")
    expect(desk.editor.locator("b")).to_have_text("太字")
    desk.page.keyboard.press("Control+z")
    expect(desk.editor).to_have_text("**太字**")
    expect(desk.composer).to_have_value(r"\*\*太字\*\*")  # as it is shown


def test_the_buttons_say_where_the_caret_is_and_have_keys(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "ボタンの練習")
    tools = desk.page.locator("form.composer:not([hidden]) .composer-tools")
    bold = tools.locator('[data-command="bold"]')
    expect(bold).to_have_attribute("title", "太字 (Ctrl+B)")
    desk.page.keyboard.press("Control+b")
    expect(bold).to_have_attribute("aria-pressed", "true")
    desk.page.keyboard.type("大事")
    bold.click()
    expect(desk.editor).to_be_focused()
    expect(bold).to_have_attribute("aria-pressed", "false")
    desk.page.keyboard.type("な点")
    expect(desk.composer).to_have_value("**大事**な点")
    tools.locator('[data-command="web-link"]').click()
    desk.page.locator("[data-link-form]:popover-open input").fill("kobo.example/help")
    desk.page.keyboard.press("Enter")
    expect(desk.composer).to_have_value("**大事**な点[kobo.example/help](https://kobo.example/help)")
    expect(desk.editor).to_be_focused()


def test_what_does_not_fit_the_line_of_tools_folds_into_a_menu(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "狭い画面の練習")
    tools = desk.page.locator("form.composer:not([hidden]) .composer-tools")
    bold, table, fold = (
        tools.locator("[data-command=bold]"),
        tools.locator("[data-command=table]"),
        tools.get_by_label("書式"),
    )
    expect(bold).to_be_visible()
    expect(fold).to_be_hidden()
    for width in (1280, 1100, 900, 320):
        desk.page.set_viewport_size({"width": width, "height": 900})
        assert tools.bounding_box()["height"] < 40, width  # type: ignore[index]
    expect(bold).to_be_hidden()
    expect(fold).to_be_visible()
    desk.page.keyboard.press("Control+b")
    desk.page.keyboard.type("太字")
    fold.click()
    expect(bold).to_have_attribute("aria-pressed", "true")
    bold.click()
    expect(desk.editor).to_be_focused()
    expect(bold).to_be_hidden()
    desk.page.keyboard.type("と表")
    fold.focus()
    desk.page.keyboard.press("Enter")
    expect(table).to_be_visible()
    table.press("Enter")
    expect(tools.locator("[data-in-table]")).not_to_have_attribute("hidden", "")
    desk.page.keyboard.press("Alt+Shift+ArrowRight")
    expect(desk.editor.locator("th")).to_have_count(3)
    assert tools.bounding_box()["height"] < 40  # type: ignore[index]


def test_a_table_is_worked_by_keys(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "表の練習")
    keys = desk.page.keyboard
    desk.page.locator("form.composer:not([hidden]) [data-command=table]").click()
    for part in ("a", "Tab", "b", "Tab", "1", "Enter", "2"):
        keys.press(part)
    expect(desk.composer).to_have_value("| a | b |\n| --- | --- |\n| 1 |  |\n| 2 |  |")
    keys.press("Alt+Shift+ArrowRight")
    keys.type("x")
    keys.press("Alt+Shift+ArrowDown")
    keys.type("y")
    expect(desk.composer).to_have_value("| a |  | b |\n| --- | --- | --- |\n| 1 |  |  |\n| 2 | x |  |\n|  | y |  |")
    keys.press("Backspace")
    keys.press("Backspace")  # at the start of a cell: the table stays whole
    keys.press("Alt+Shift+ArrowUp")
    keys.press("Alt+Shift+ArrowLeft")
    expect(desk.composer).to_have_value("| a | b |\n| --- | --- |\n| 1 |  |\n| 2 |  |")
    keys.press("Tab")
    keys.type("z")
    for leaving, words in ((("Tab", "Tab", "Tab"), "below"), (("Enter", "Enter"), "and ")):
        desk.editor.locator("td").last.click()
        for part in leaving:  # the row that was begun last says nothing, and is gone
            keys.press(part)
        keys.type(words)
    expect(desk.composer).to_have_value("| a | b |\n| --- | --- |\n| 1 |  |\n| 2 | z |\n\nand below")


@pytest.mark.parametrize("made", ["1. 一つ\n2. 二つ\n\n以上", "| 品名 | 数 |\n| ペン | 3 |", "## 題\n\n> 引用"])
@pytest.mark.parametrize("key", ["Delete", "Backspace", "Control+x"])
def test_who_takes_everything_away_begins_on_an_empty_page(
    desk: Working, hanako: Customer, made: str, key: str
) -> None:
    begin(desk, hanako, "書き直し")
    keys = desk.page.keyboard
    for line in made.split("\n"):
        keys.type(line)
        keys.press("Enter")
    keys.press("ControlOrMeta+a")
    keys.press(key)
    expect(desk.composer).to_have_value("")
    keys.type("はい")
    expect(desk.composer).to_have_value("はい")
    keys.press("ControlOrMeta+z")
    keys.press("ControlOrMeta+z")
    expect(desk.composer).to_have_value(re.compile("一つ|ペン|引用"))


def test_rich_text_is_pasted_as_what_it_means_and_nothing_runs(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "貼り付けの練習")
    desk.page.keyboard.type("前")
    for name in ("hostile", "hostile-attributes"):
        paste(desk, html=(PASTED / f"{name}.html").read_text(encoding="utf-8"), plain="x")
    paste(desk, html=(PASTED / "word.html").read_text(encoding="utf-8"), plain="x")
    expect(desk.editor.locator("ul li").first).to_have_text("項目１")
    assert "**項目**１" in desk.composer.input_value()
    assert desk.editor.locator("script, style, img, svg, iframe, [onclick], [style], [class]").count() == 0
    desk.page.keyboard.press("Control+z")
    assert "項目" not in desk.composer.input_value()


def test_plain_text_is_pasted_as_it_is_and_an_address_over_words_links_them(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "平文の練習")
    paste(desk, plain="# 見出しではない\n- 箇条書きではない *星*")
    expect(desk.composer).to_have_value("\\# 見出しではない\n\\- 箇条書きではない \\*星\\*")
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("詳細")
    desk.page.keyboard.press("Control+a")
    paste(desk, plain="https://kobo.example/a")
    expect(desk.composer).to_have_value("[詳細](https://kobo.example/a)")


def test_what_is_pasted_in_the_moment_in_which_something_was_put_in_is_kept(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "すぐの貼り付け")
    desk.composer.evaluate(
        f"""(field) => {{
          field.value = "控え：";
          field.dispatchEvent(new Event("input", {{bubbles: true}}));
          ({PASTE})(["", "*星*"]);
        }}"""
    )
    expect(desk.composer).to_have_value("控え：\\*星\\*")


PNG = "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP8z4APMOGVHbHSAEEsAROxCnMTAAAAAElFTkSuQmCC"


def test_a_picture_is_pasted_into_the_text_and_goes_with_its_chip(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "画像の練習")
    desk.page.keyboard.type("この画面です\n")
    desk.page.evaluate(
        """(coded) => {
          const bytes = Uint8Array.from(atob(coded), (sign) => sign.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], "画面.png", {type: "image/png"}));
          const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
          document.activeElement.dispatchEvent(event);
        }""",
        PNG,
    )
    chip = desk.page.locator("form.composer:not([hidden]) madoguchi-uploads [data-cid]")
    picture = desk.editor.locator("img")
    expect(picture).to_have_js_property("naturalWidth", 10)
    expect(desk.composer).to_have_value(f"この画面です\n![画面.png](cid:{chip.get_attribute('data-cid')})")
    desk.page.keyboard.press("Backspace")
    expect(picture).to_have_count(0)
    expect(chip).to_be_hidden()
    expect(chip.locator("[name=attachment]")).to_be_disabled()  # what was deleted is not sent
    desk.page.keyboard.press("Control+z")
    expect(picture).to_have_js_property("naturalWidth", 10)
    expect(chip.locator("[name=attachment]")).to_be_enabled()
    chip.locator("[data-remove]").click()
    expect(desk.editor).to_be_focused()  # what is typed on is no command
    expect(picture).to_have_count(0)
    expect(desk.composer).to_have_value("この画面です\n")


def test_without_the_editor_the_field_is_the_editor(desk: Working, hanako: Customer) -> None:
    desk.forgiven = "Failed to load resource"
    desk.page.route(re.compile(r"/(vendor/squire|pieces/rich-\w+)\.js$"), lambda route: route.abort())
    hanako.write("部品がない練習", "よろしくお願いします。")
    desk.open("部品がない練習")
    desk.page.keyboard.press("r")
    expect(desk.composer).to_be_focused()
    desk.page.keyboard.type("**そのまま**")
    desk.page.locator("form.composer:not([hidden]) [data-command=list]").click()
    expect(desk.composer).to_have_value("**そのまま**- ")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.bubbles("reply").locator("strong")).to_have_text("そのまま")


class InputMethod:
    """An input method as the system runs it, by chance from a seed: what it composes, and how that is ended."""

    def __init__(self, devices: CDPSession, seed: int) -> None:
        self.devices = devices
        self.chance = random.Random(seed)  # no secret

    def run(self) -> str:
        """One composition; gives back what it left in the text."""
        word = self.chance.choice(["漢字", "確認", "お客様", "承知", "＊＊", "見積書", "ー", "＠", "／", "：笑"])
        enter = {"windowsVirtualKeyCode": 229, "key": self.chance.choice(["Process", "Enter"]), "code": "Enter"}
        control = self.chance.choice([0, 0, 2])
        if self.chance.random() < 0.3:
            self.key("rawKeyDown", **enter, modifiers=control)
        for length in range(1, self.chance.randint(2, 4)):
            self.compose("かんじ"[:length])
        if self.chance.random() < 0.8:
            self.key("rawKeyDown", **enter, modifiers=control)
        self.devices.send("Input.insertText", {"text": word})
        if self.chance.random() < 0.5:  # Safari: the keydown of the Enter that ended it comes afterwards
            self.key("rawKeyDown", **{**enter, "key": "Enter"}, modifiers=control)
        self.key("keyUp", key="Enter", code="Enter", windowsVirtualKeyCode=13, modifiers=control)
        return word

    def compose(self, text: str) -> None:
        end = len(text)
        self.devices.send("Input.imeSetComposition", {"text": text, "selectionStart": end, "selectionEnd": end})

    def key(self, kind: str, **what: object) -> None:
        self.devices.send("Input.dispatchKeyEvent", {"type": kind, **what})


def prefer_enter(desk: Working, *, sends: bool) -> None:
    """Choose in the settings whether Enter sends."""
    desk.go("/desk/settings/keyboard/")
    choice = desk.page.get_by_role("combobox", name="Enterで送信する")
    wanted = "always" if sends else "never"
    if choice.input_value() != wanted:
        with desk.page.expect_navigation():
            choice.select_option(wanted)
    expect(choice).to_have_value(wanted)


@pytest.mark.parametrize("sends", [False, True], ids=["Ctrl+Enter sends", "Enter sends"])
def test_enter_in_a_composition_never_sends_in_400_compositions(desk: Working, hanako: Customer, sends: bool) -> None:
    prefer_enter(desk, sends=sends)
    begin(desk, hanako, f"変換の練習{sends}")
    method = InputMethod(desk.devices(), seed=int(sends))
    written = "".join(method.run() for _run in range(400))
    expect(desk.bubbles("reply")).to_have_count(0)
    assert said(desk) == written
    desk.page.keyboard.press("Control+z")
    assert len(desk.editor.inner_text()) < len(written)
    assert desk.editor.inner_text()  # a composition is a step of its own


@pytest.mark.parametrize("sends", [False, True], ids=["Ctrl+Enter sends", "Enter sends"])
def test_nor_does_it_choose_what_is_offered_in_100_more(desk: Working, hanako: Customer, sends: bool) -> None:
    prefer_enter(desk, sends=sends)
    begin(desk, hanako, f"候補の出る変換の練習{sends}")
    method = InputMethod(desk.devices(), seed=2 + int(sends))
    offers = desk.page.locator(".offers:popover-open")
    written = ""
    for _run in range(100):
        desk.page.keyboard.insert_text(" :smile")
        offers.wait_for()
        written += " :smile" + method.run()
    expect(desk.bubbles("reply")).to_have_count(0)
    assert said(desk) == written
    prefer_enter(desk, sends=False)


def said(desk: Working) -> str:
    """The text in the editor, with plain spaces, and none that only hold the caret."""
    text = desk.editor.evaluate("(editor) => editor.textContent.replace(/\\u200b/g, '').replace(/\\u00a0/g, ' ')")
    return str(text)


def test_enter_sends_where_its_person_wants_that(desk: Working, hanako: Customer) -> None:
    prefer_enter(desk, sends=True)
    begin(desk, hanako, "エンターの練習")
    desk.page.keyboard.type("一行目")
    desk.page.keyboard.press("Shift+Enter")
    desk.page.keyboard.type("- 項目")
    desk.page.keyboard.press("Enter")
    expect(desk.bubbles("reply")).to_contain_text("一行目")
    prefer_enter(desk, sends=False)
