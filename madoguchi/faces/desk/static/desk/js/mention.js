/* <madoguchi-mention>: after an @ in the note's text, the people whose name (or its reading) goes on like that. The list is in the page
   (.choice-item with data-words and data-insert); arrows and Enter or Tab choose, Escape closes. Left alone while an input method composes. */

import { folded } from "./words.js";

class Mention extends HTMLElement {
  connectedCallback() {
    this.field = this.closest("form").querySelector(".composer-text");
    this.list = this.querySelector("[popover]");
    this.field.addEventListener("input", this.#look);
    this.field.addEventListener("keydown", this.#onKey, true);
    this.field.addEventListener("blur", () => setTimeout(() => this.list.hidePopover(), 150));
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const item = event.target.closest(".choice-item");
      if (item) this.#insert(item);
    });
  }

  get items() { return [...this.list.querySelectorAll(".choice-item")].filter((item) => !item.hidden); }

  #look = (event) => {
    if (event.isComposing && !/[@＠]$/.test(this.#before())) return;
    const begun = this.#before().match(/(?:^|[\s、。（(])[@＠]([^\s@＠]{0,20})$/);
    if (!begun) return this.list.hidePopover();
    const wanted = folded(begun[1]);
    for (const item of this.list.querySelectorAll(".choice-item")) item.hidden = !folded(item.dataset.words).includes(wanted);
    if (!this.items.length) return this.list.hidePopover();
    this.#choose(0);
    this.list.showPopover();
    const by = this.field.getBoundingClientRect();
    this.list.style.left = `${by.left}px`;
    this.list.style.top = `${Math.max(4, by.top - this.list.offsetHeight - 4)}px`;
  };

  #before() { return this.field.value.slice(0, this.field.selectionStart); }

  #choose(at) {
    const items = this.items;
    this.at = (at + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === this.at)));
    items[this.at].scrollIntoView({ block: "nearest" });
  }

  #onKey = (event) => {
    if (!this.list.matches(":popover-open") || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#choose(this.at + step);
    else if (event.key === "Enter" || event.key === "Tab") this.#insert(this.items[this.at]);
    else if (event.key === "Escape") this.list.hidePopover();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #insert(item) {
    const end = this.field.selectionStart;
    const start = Math.max(this.#before().lastIndexOf("@"), this.#before().lastIndexOf("＠"));
    this.field.setRangeText(`${item.dataset.insert} `, start, end, "end");
    this.list.hidePopover();
    this.field.focus();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("madoguchi-mention", Mention);
