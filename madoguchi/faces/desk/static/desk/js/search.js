/* <madoguchi-search>: asks while somebody types, and goes through what was found with the arrow keys. In the field Enter, or the arrow down,
   enters the results; there the arrows go on, Enter opens, Ctrl or Cmd with Enter opens a new tab, and the arrow up leads back. While an
   input method composes nothing is asked and no key is ours. What led to something is remembered. */

import { isComposing } from "./keys.js";

const PAUSE_MS = 180;

class Search extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.form = this.querySelector("form");
    this.field = this.form.elements.q;
    this.field.addEventListener("input", (event) => { if (!event.isComposing) this.#soon(PAUSE_MS, "1"); });
    this.field.addEventListener("compositionend", () => this.#soon(PAUSE_MS, "1"));
    this.form.addEventListener("submit", this.#submitted);
    this.addEventListener("click", this.#clicked);
    this.addEventListener("auxclick", this.#clicked);
    this.addEventListener("keydown", this.#onKey);
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  disconnectedCallback() { clearTimeout(this.#timer); }

  get #results() { return [...this.querySelectorAll("[data-result]")].filter((result) => result.checkVisibility()); }

  #soon(pause, typing) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(typing), pause);
  }

  /* The address says what was looked for, so that whoever opens something comes back to it. */
  #ask(typing) {
    clearTimeout(this.#timer);
    this.form.elements.typing.value = typing;
    const address = new URL(this.form.action);
    const text = this.field.value.trim();
    if (text) address.searchParams.set("q", text);
    if (text && this.form.elements.order.value !== "best") address.searchParams.set("order", this.form.elements.order.value);
    history.replaceState(history.state, "", address);
    this.form.dispatchEvent(new CustomEvent("desk:search"));
  }

  #submitted = (event) => {
    event.preventDefault();
    if (this.form.elements.typing.value !== "1" && this.#results.length) return this.#enter(0);
    this.addEventListener("htmx:afterSettle", () => this.#enter(0), { once: true });
    this.#ask("");
  };

  #enter(place) {
    const results = this.#results;
    const result = results[Math.min(place, results.length - 1)];
    if (place < 0 || !result) return this.field.focus();
    result.focus();
    result.scrollIntoView({ block: "nearest" });
  }

  #onKey = (event) => {
    if (isComposing(event) || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const inField = event.target === this.field;
    const at = this.#results.indexOf(event.target.closest("[data-result]"));
    if (!inField && at < 0) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: Infinity, Escape: -1 }[event.key];
    if (to === undefined || (inField && event.key !== "ArrowDown")) return;
    event.preventDefault();
    this.#enter(to);
  };

  #clicked = (event) => {
    const order = event.target.closest("[data-order]");
    if (order) {
      this.form.elements.order.value = order.dataset.order;
      this.addEventListener("htmx:afterSettle", () => this.querySelector(`[data-order="${order.dataset.order}"]`)?.focus(), { once: true });
      return this.#ask("");
    }
    const result = event.target.closest("[data-result]");
    if (result && !("again" in result.dataset)) this.#remember();
  };

  #remember() {
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    const body = new URLSearchParams({ q: this.field.value.trim() });
    fetch(this.dataset.remember, { method: "POST", headers, body, keepalive: true }).catch(() => null);
  }
}

customElements.define("madoguchi-search", Search);
