/* <madoguchi-filter>: the field that narrows a list. What could come next is asked of the server while somebody types, and offered as a
   listbox (WAI-ARIA, combobox with a popup): the arrows choose, Enter takes, Escape closes. While an input method composes nothing
   is asked and no key is ours. */

import { isComposing } from "./keys.js";

const PAUSE_MS = 120;
let sent = null;  // with these words the list was asked for: whoever comes back to them is offered nothing until they type

class Filter extends HTMLElement {
  #timer = 0;
  #asking = null;

  connectedCallback() {
    this.field = this.querySelector("input");
    this.options = this.querySelector("[role=listbox]");
    this.field.addEventListener("input", (event) => { if (!event.isComposing) this.#soon(); });
    this.field.addEventListener("compositionend", () => this.#soon());
    this.field.addEventListener("focus", () => this.#came());
    this.field.addEventListener("click", () => this.#soon(0));
    this.field.addEventListener("blur", () => this.#close());
    this.field.addEventListener("keydown", this.#onKey);
    this.options.addEventListener("pointerdown", (event) => event.preventDefault());  // the field keeps the focus
    this.options.addEventListener("click", (event) => this.#take(event.target.closest("[role=option]")));
    if (document.activeElement === this.field) this.#came();  // a hand was quicker than this module
  }

  disconnectedCallback() { clearTimeout(this.#timer); this.#asking?.abort(); }

  #came() { if (this.field.value !== sent) this.#soon(0); }

  /* What was offered for other words is no choice any more. */
  #soon(pause = PAUSE_MS) {
    clearTimeout(this.#timer);
    this.#mark(null);
    this.#timer = setTimeout(() => this.#ask(), pause);
  }

  /* data-only-conditions: words are for whoever searches; what is offered are conditions that were begun. */
  get #isForUs() {
    const token = this.field.value.slice(0, this.field.selectionStart).split(/\s/).at(-1);
    return !("onlyConditions" in this.dataset) || /[:：]/.test(token);
  }

  async #ask() {
    if (document.activeElement !== this.field || !this.#isForUs) return this.#show(false);
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const address = new URL(this.dataset.suggestions, location.href);
    address.searchParams.set("q", this.field.value);
    address.searchParams.set("at", this.field.selectionStart);
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: asking.signal }).catch(() => null);
    const text = answer?.ok && !answer.redirected ? await answer.text().catch(() => null) : null;
    if (asking.signal.aborted) return;  // a later question is on its way
    if (text === null) return this.#close();
    const found = new DOMParser().parseFromString(text, "text/html").body;
    if (document.activeElement !== this.field) return;
    this.options.replaceChildren(...found.children);
    this.#show(this.options.children.length > 0);
  }

  #show(open) {
    this.options.hidden = !open;
    this.field.setAttribute("aria-expanded", String(open));
    if (!open) this.#mark(null);
  }

  #close() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#show(false);
  }

  get #chosen() { return this.options.querySelector("[aria-selected=true]"); }

  #mark(option) {
    this.#chosen?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  #onKey = (event) => {
    if (isComposing(event)) return event.key === "Enter" && event.preventDefault();  // it ends the word, and sends nothing
    if (event.key === "Enter") return this.#enter(event);
    if (event.key === "Escape") return this.#leave(event);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || (this.options.hidden && !this.#isForUs)) return;
    event.preventDefault();
    if (this.options.hidden) return this.#soon(0);
    const all = [...this.options.children];
    const at = all.indexOf(this.#chosen);
    this.#mark(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length]);
  };

  #enter(event) {
    const chosen = this.options.hidden ? null : this.#chosen;
    if (!chosen) {
      sent = this.field.value;
      return this.#close();  // the form sends itself
    }
    event.preventDefault();
    this.#take(chosen);
  }

  #leave(event) {
    event.preventDefault();
    if (this.options.hidden) this.field.blur();
    else this.#close();
  }

  #take(option) {
    if (!option) return;
    this.field.value = option.dataset.text;
    const caret = Number(option.dataset.caret);
    this.field.setSelectionRange(caret, caret);
    this.field.focus();
    this.field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

/* Back to the list on a narrow screen means back to the list as it was narrowed. */
document.addEventListener("click", (event) => {
  const back = event.target.closest?.("a.back");
  const from = document.getElementById("rows")?.dataset.from;
  if (back && from) back.href = from;
}, true);

customElements.define("madoguchi-filter", Filter);
