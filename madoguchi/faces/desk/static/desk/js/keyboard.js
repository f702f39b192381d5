/* <madoguchi-keyboard>: one key, one command. A command is any button, link or field that says data-key="e"; the key presses
   it (a field is focused instead). j and k walk through the rows of [data-rows]. Keys are left alone while a person
   types, while an input method composes, with Ctrl/Alt/Meta, and while a dialog or a menu is open. */

class Keyboard extends HTMLElement {
  #place = 0;

  connectedCallback() {
    document.addEventListener("keydown", this.#onKey);
    document.addEventListener("click", this.#newTab, true);
    document.addEventListener("desk:next", this.#next);
    document.addEventListener("htmx:pushedIntoHistory", this.#mark);
    document.addEventListener("htmx:afterSettle", this.#mark);
    document.addEventListener("fragment:fresh", this.#mark);
    this.#mark();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onKey);
    document.removeEventListener("click", this.#newTab, true);
    document.removeEventListener("desk:next", this.#next);
    document.removeEventListener("htmx:pushedIntoHistory", this.#mark);
    document.removeEventListener("htmx:afterSettle", this.#mark);
    document.removeEventListener("fragment:fresh", this.#mark);
  }

  #onKey = (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || this.#isBusy(event)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "j" || key === "k") {
      event.preventDefault();
      this.#walk(key === "j" ? 1 : -1);
      return;
    }
    const command = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((found) => found.checkVisibility());
    if (!command) return;
    event.preventDefault();
    if (command.matches("input, textarea")) command.select();
    else command.click();
  };

  /* With Ctrl, Cmd or Shift a link is the browser's: a new tab or window, not a part of this page. */
  #newTab = (event) => {
    if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest?.("a[hx-get]")) event.stopPropagation();
  };

  #isBusy(event) {
    if (event.isComposing || event.keyCode === 229) return true;
    if (event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]")) return true;
    return Boolean(document.querySelector("dialog[open], [popover]:popover-open:not(.toasts)"));
  }

  #rows() { return [...document.querySelectorAll("[data-rows] .row")]; }

  /* The row one step from the open conversation; where that has left the list, its place counts. */
  #beside(step) {
    const rows = this.#rows();
    const at = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
    if (at >= 0) return rows[at + step];
    if (!document.querySelector("#thread")) return rows[step > 0 ? 0 : rows.length - 1];
    return rows[step > 0 ? this.#place : this.#place - 1];
  }

  #walk(step) {
    const next = this.#beside(step);
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    next.click();
  }

  /* The open conversation is done with (the server says so): the next one opens, before the list is read again. */
  #next = () => (this.#beside(1) ?? this.#beside(-1))?.click();

  /* The row whose conversation is open: the address says which, whatever brought it. */
  #mark = () => {
    for (const [place, row] of this.#rows().entries()) {
      const here = row.pathname === location.pathname;
      if (here) this.#place = place;
      if (here !== (row.getAttribute("aria-current") === "true")) {
        if (here) row.setAttribute("aria-current", "true");
        else row.removeAttribute("aria-current");
      }
    }
  };
}

customElements.define("madoguchi-keyboard", Keyboard);
