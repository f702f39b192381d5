"""Every state of the desk, and how a person reaches it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.furnished import Furnished
from tests.browser.working import Working

LAYER = ":popover-open, dialog[open]"

Reach = Callable[[Working, Furnished], None]


def opened(desk: Working, furnished: Furnished) -> Page:
    """The conversation, where keys are commands: a draft of the states before would have the focus in its words."""
    desk.go(f"/desk/views/open/{furnished.conversation}/")
    desk.composer.wait_for()
    desk.has_settled()
    desk.page.locator("#work .thread-scroll").focus()
    return desk.page


def at_hand(desk: Working, furnished: Furnished) -> Page:
    """The conversation, opened anew only where the state before was more than a menu or a dialog over it."""
    if not desk.page.evaluate("() => window.isOnlyLookedAt"):
        opened(desk, furnished).evaluate("() => { window.isOnlyLookedAt = true; }")
    for _layer in desk.page.locator(LAYER).all():
        desk.page.keyboard.press("Escape")
    expect(desk.page.locator(LAYER)).to_have_count(0)
    desk.has_settled()
    return desk.page


def pressed(page: Page, selector: str) -> None:
    """Press what is there at this moment: news may replace it between finding and pressing it."""
    page.evaluate("(selector) => document.querySelector(selector).click()", selector)


def menu(key: str) -> Reach:
    """A menu that a key opens."""

    def reach(desk: Working, furnished: Furnished) -> None:
        page = at_hand(desk, furnished)
        page.keyboard.press(key)
        page.locator(".menu:popover-open .choice-item").first.wait_for()

    return reach


def menu_of(button: str) -> Reach:
    """The menu of a button."""

    def reach(desk: Working, furnished: Furnished) -> None:
        page = at_hand(desk, furnished)
        page.locator(button).first.click()
        page.locator(".menu:popover-open").wait_for()

    return reach


def dialog_by(command: str) -> Reach:
    """The dialog that a command of the palette opens."""

    def reach(desk: Working, furnished: Furnished) -> None:
        page = at_hand(desk, furnished)
        pressed(page, f"[data-command={command}]")
        page.locator("dialog[open]").wait_for()

    return reach


def dialog_at(path: str, button: str) -> Reach:
    """The dialog of a button on a page."""

    def reach(desk: Working, furnished: Furnished) -> None:
        desk.go(path.format(furnished=furnished))
        desk.page.locator(button).first.click()
        desk.page.locator("dialog[open]").wait_for()

    return reach


def noting(desk: Working, furnished: Furnished) -> None:
    page = opened(desk, furnished)
    page.keyboard.press("n")
    expect(page.locator("form.composer[data-mode=note]")).to_be_visible()


def answering(desk: Working, furnished: Furnished) -> None:
    """The reply is shown, whatever the states before have left as drafts."""
    opened(desk, furnished)
    desk.page.keyboard.press("r")
    expect(desk.editor).to_be_focused()


def sending_nothing(desk: Working, furnished: Furnished) -> None:
    answering(desk, furnished)
    for key in ("Control+a", "Delete", "Control+Enter"):  # a draft of the states before
        desk.page.keyboard.press(key)


def sending(desk: Working, furnished: Furnished) -> None:
    answering(desk, furnished)
    desk.page.locator("form.composer:not([hidden]) .split [popovertarget]").click()
    desk.page.locator(".menu:popover-open").wait_for()


def sending_later(desk: Working, furnished: Furnished) -> None:
    sending(desk, furnished)
    desk.page.locator("[data-command=send-later]").click()
    desk.page.locator("[name=later_at]").wait_for()


def asked_before_sending(desk: Working, furnished: Furnished) -> None:
    desk.forgiven = "422"  # it asks
    answering(desk, furnished)
    desk.page.keyboard.type("社内限りです。資料を添付します。")
    desk.page.keyboard.press("Control+Enter")
    desk.page.locator("dialog[open] .banner").first.wait_for()


def drafted_elsewhere(desk: Working, furnished: Furnished) -> None:
    desk.forgiven = "409"  # it asks
    answering(desk, furnished)
    begun = {"text": "別の端末の下書き"}
    furnished.installation.call("PUT", f"/conversations/{furnished.conversation}/drafts/reply", begun)
    desk.page.keyboard.type("この画面の下書き")
    desk.page.locator(".draft-changed").wait_for()


def waiting_for_its_time(desk: Working, furnished: Furnished) -> None:
    here = f"/conversations/{furnished.conversation}"
    furnished.installation.call("DELETE", f"{here}/drafts/reply")  # of the states before
    at = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    furnished.installation.call("POST", f"{here}/replies", {"text": "後日お送りします。", "send_at": at})
    opened(desk, furnished)
    desk.page.locator(".bubble .delivery.deferred").first.wait_for()


def forwarding(desk: Working, furnished: Furnished) -> None:
    opened(desk, furnished).locator(".bubble.inbound [popovertarget]").first.click()
    desk.page.locator(".menu:popover-open [hx-post*=forwarding]").click()
    expect(desk.page.locator("form.composer[data-mode=forward]")).to_be_visible()
    furnished.installation.call("DELETE", f"/conversations/{furnished.conversation}/drafts/forward")


def looking_at_a_picture(desk: Working, furnished: Furnished) -> None:
    page = opened(desk, furnished)
    page.locator("#thread a[data-picture]").first.click()
    page.locator("dialog.viewer").wait_for()


def marking_a_picture(desk: Working, furnished: Furnished) -> None:
    looking_at_a_picture(desk, furnished)
    desk.page.locator("[data-mark-reply]").click()
    desk.page.locator("dialog.marks canvas").wait_for()
    for key in ("b", "Enter", "t", "Enter"):
        desk.page.keyboard.press(key)
    expect(desk.page.locator(".marks-words input")).to_be_focused()


def palette(desk: Working, furnished: Furnished) -> None:
    opened(desk, furnished)
    desk.page.keyboard.press("Control+k")
    desk.page.keyboard.insert_text("assign")
    expect(desk.page.locator('#palette-list [aria-selected="true"]')).to_have_attribute("data-name", "assign")


def palette_choice(desk: Working, furnished: Furnished) -> None:
    palette(desk, furnished)
    desk.page.keyboard.press("Enter")
    desk.page.locator("#palette-inner-0").wait_for()


def keys(desk: Working, furnished: Furnished) -> None:
    desk.go("/desk/views/open/")
    desk.page.keyboard.press("?")
    desk.page.locator("#keys").wait_for()


def searched(desk: Working, furnished: Furnished) -> None:
    desk.go("/desk/search/?q=%E5%B1%B1%E7%94%B0")


def searched_in_vain(desk: Working, furnished: Furnished) -> None:
    desk.go("/desk/search/?q=xyzzyxyzzy")


def not_there(desk: Working, furnished: Furnished) -> None:
    desk.forgiven = "404"
    desk.go("/desk/views/open/999999999/")


def moved_aside(desk: Working, furnished: Furnished) -> None:
    desk.go("/desk/settings/keyboard/")
    desk.page.locator("#key-search").focus()
    desk.page.keyboard.press("Enter")


def beside(key: str) -> Reach:
    """A value beside the conversation that has become a field."""

    def reach(desk: Working, furnished: Furnished) -> None:
        page = opened(desk, furnished)
        page.evaluate("() => document.querySelectorAll('#person details').forEach((part) => { part.open = true; })")
        pressed(page, f"#edit-contact-{key}")
        page.locator("#person [data-editing]").wait_for()
        expect(page.locator("#summary blockquote").first).to_be_attached()

    return reach


def asking_for_help(desk: Working, furnished: Furnished) -> None:
    furnished.installation.call("DELETE", f"/conversations/{furnished.conversation}/help")  # of the language before
    desk.page.evaluate("() => { window.isOnlyLookedAt = false; }")
    dialog_by("ask-help")(desk, furnished)


def calling_for_help(desk: Working, furnished: Furnished) -> None:
    asked = {"text": "お怒りです", "urgent": True}
    furnished.installation.call("POST", f"/conversations/{furnished.conversation}/help", asked)
    opened(desk, furnished)
    desk.page.locator("#work-head .banner").wait_for()


def writing_an_article(desk: Working, furnished: Furnished) -> None:
    desk.go(f"/desk/articles/{furnished.article}/en/")
    desk.page.locator("#article-form").dispatch_event("pointerenter")
    desk.page.locator(".article-editor.rich").wait_for()
    expect(desk.page.locator("#article-preview h1")).to_be_visible()


def publishing_an_article(desk: Working, furnished: Furnished) -> None:
    writing_an_article(desk, furnished)
    desk.page.locator("[popovertarget=publish-menu]").click()
    desk.page.locator(".menu:popover-open").wait_for()


def asking_for_a_review(desk: Working, furnished: Furnished) -> None:
    publishing_an_article(desk, furnished)
    desk.page.locator("#publish-menu [hx-get*=reviewer]").click()
    desk.page.locator("dialog[open]").wait_for()


def written_by_two(desk: Working, furnished: Furnished) -> None:
    desk.forgiven = "409"  # it asks
    writing_an_article(desk, furnished)
    here = f"/articles/{furnished.article}/texts/en"
    edition = int(desk.page.locator("#article-form [name=version]").input_value())
    furnished.installation.call(
        "PUT", here, {"title": "Refunds", "body": f"Within {edition} days.", "edition": edition}
    )
    desk.page.locator(".article-editor .composer-rich").click()
    desk.page.keyboard.type("Yes. ")
    desk.page.locator(".draft-changed").wait_for()


def narrowing(desk: Working, furnished: Furnished) -> None:
    desk.go("/desk/views/open/")
    desk.page.locator("#filter").click()
    desk.page.locator("#filter-options [role=option]").first.wait_for()
    desk.page.keyboard.press("ArrowDown")


def narrowed_by_nonsense(desk: Working, furnished: Furnished) -> None:
    desk.go("/desk/views/open/?q=nonsense:1")


def keeping_a_view(desk: Working, furnished: Furnished) -> None:
    desk.go("/desk/views/open/?q=-is:spam")
    desk.page.locator("[data-command=save-view]").click()
    desk.page.locator("dialog[open]").wait_for()


def selected(desk: Working, furnished: Furnished) -> None:
    opened(desk, furnished)
    desk.page.keyboard.press("x")
    expect(desk.page.locator("madoguchi-selection")).to_be_visible()


def choosing_for_many(desk: Working, furnished: Furnished) -> None:
    selected(desk, furnished)
    desk.page.locator("#bulk-assign-button").click()
    desk.page.locator("#bulk-assign-menu .choice-item").first.wait_for()


def writing_to_many(desk: Working, furnished: Furnished) -> None:
    selected(desk, furnished)
    desk.page.locator("#bulk-more-button").click()
    desk.page.locator("#bulk-more-menu .choice-item").first.click()
    desk.page.locator("dialog[open] textarea").wait_for()


def done_to_many(desk: Working, furnished: Furnished) -> None:
    choosing_for_many(desk, furnished)
    desk.page.locator("#bulk-assign-menu .choice-item").last.click()  # "Nobody": it is the person's own already
    expect(desk.page.locator("#bulks")).to_contain_text("Done: 1 Undo", use_inner_text=True)
    expect(desk.page.locator(".bulk progress")).to_have_count(0)


STATES: dict[str, Reach] = {
    "narrowing": narrowing,
    "nonsense": narrowed_by_nonsense,
    "keeping a view": keeping_a_view,
    "order": menu_of("#order-button"),
    "selected": selected,
    "choosing for many": choosing_for_many,
    "writing to many": writing_to_many,
    "done to many": done_to_many,
    "note": noting,
    "nothing to send": sending_nothing,
    "assign": menu("a"),
    "tag": menu("t"),
    "snooze": menu("s"),
    "priority": menu("p"),
    "team": menu_of("#team-button"),
    "more": menu_of("#more-button"),
    "follow": menu_of("#follow-button"),
    "bell": menu_of("button.bell"),
    "message": menu_of(".bubble [popovertarget]"),
    "send": sending,
    "send later": sending_later,
    "picture": looking_at_a_picture,
    "marks on a picture": marking_a_picture,
    "forward": forwarding,
    "asked": asked_before_sending,
    "drafted elsewhere": drafted_elsewhere,
    "scheduled": waiting_for_its_time,
    "me": menu_of("[popovertarget=me-menu]"),
    "palette": palette,
    "palette choice": palette_choice,
    "keys": keys,
    "key": moved_aside,
    "plan": dialog_by("plan"),
    "hand over": dialog_by("hand-over"),
    "ask for help": asking_for_help,
    "call for help": calling_for_help,
    "name": beside("name"),
    "mark": beside("mark"),
    "time zone": beside("time_zone"),
    "subject": dialog_by("subject"),
    "merge": dialog_by("merge"),
    "link": dialog_by("link"),
    "confirm": dialog_at("/desk/settings/tags/", "button[hx-confirm]"),
    "new contact": dialog_at("/desk/contacts/", ".page-head button[hx-get]"),
    "new company": dialog_at("/desk/companies/", ".page-head button[hx-get]"),
    "writing an article": writing_an_article,
    "publishing an article": publishing_an_article,
    "article written by two": written_by_two,
    "article from a conversation": dialog_by("make-article"),
    "new article": dialog_at("/desk/articles/", "[data-command=new-article]"),
    "review of an article": asking_for_a_review,
    "search": searched,
    "search in vain": searched_in_vain,
    "not there": not_there,
}
