/* <madoguchi-fresh>: when a thing has changed ("live:changed" on the document, with names in detail.names), every fragment that
   shows it asks the server again, and what is new is merged in.

   A fragment: <… id="thread" data-live="conversation:42" data-from="/desk/…/thread/" [data-every="1000"]>. A name that ends in * stands
   for all that begin so. Its children that have an id and a data-v are kept as they are while data-v is the same: frames do not
   reload, open folds stay open, focus and selection stay. A fragment with data-keeps tells the server which it has (the header Has:
   message-7=1f3a …), and gets those empty, with data-kept. Names arrive in bursts: a fragment asks at most once in data-every ms (250), and
   once more at the end. A list in it that says data-shown="people" comes back as long as it was. While somebody is at work inside it
   (a menu is open, a button is held down, a field holds words) it waits; a page that nobody looks at asks when it is looked at again.
   What htmx put in asks again when there was news of it while it was on its way: it may be older than that. */

import { put } from "./merge.js";

const NEWS_KEPT = 200;
const AT_MOST_EVERY_MS = 250;
const PARTS = "[data-live][data-from]";

/* Whether a name of data-live is among those that were told. */
export const hears = (told) => (name) => told.some((one) => (name.endsWith("*") ? one.startsWith(name.slice(0, -1)) : one === name));

class Fresh extends HTMLElement {
  #waiting = new Map();
  #missed = new Set();
  #news = [];
  #begun = new WeakMap();

  connectedCallback() {
    document.addEventListener("live:changed", this.#changed);
    document.addEventListener("live:hello", this.#greeted);
    document.addEventListener("live:lost", this.#lost);
    document.addEventListener("visibilitychange", this.#seen);
    document.addEventListener("htmx:beforeSend", this.#sent);
    document.addEventListener("htmx:afterSwap", this.#swapped);
    document.addEventListener("htmx:afterRequest", this.#taken);
    const { live } = document.documentElement.dataset;
    if (live) this.#greeted({ detail: { missed: live === "missed" } });  // the stream was there before this module
  }

  disconnectedCallback() {
    document.removeEventListener("live:changed", this.#changed);
    document.removeEventListener("live:hello", this.#greeted);
    document.removeEventListener("live:lost", this.#lost);
    document.removeEventListener("visibilitychange", this.#seen);
    document.removeEventListener("htmx:beforeSend", this.#sent);
    document.removeEventListener("htmx:afterSwap", this.#swapped);
    document.removeEventListener("htmx:afterRequest", this.#taken);
  }

  #changed = ({ detail: { names } }) => {
    this.#news = [...this.#news, { names, at: performance.now() }].slice(-NEWS_KEPT);
    this.#tell(document.querySelectorAll(PARTS), names);
  };

  #tell(parts, names) {
    for (const part of parts) if (part.dataset.live.split(" ").some(hears(names))) this.#later(part.id);
  }

  #sent = ({ detail }) => this.#begun.set(detail.xhr, performance.now());

  #swapped = ({ target, detail }) => {
    const names = this.#news.filter(({ at }) => at >= this.#begun.get(detail.xhr)).flatMap((news) => news.names);
    if (names.length) this.#tell([target, ...target.querySelectorAll(PARTS)].filter((part) => part.matches(PARTS)), names);
  };

  #seen = () => {
    if (document.hidden) return;
    const missed = [...this.#missed];
    this.#missed.clear();
    for (const id of missed) this.#later(id);
  };

  /* A stream that is refused may mean that nobody is signed in here any more: then nothing stays to be read, nor waits for words. */
  #lost = async ({ detail }) => {
    const part = detail.refused && document.querySelector(PARTS);
    const answer = part && await fetch(part.dataset.from, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
    if (answer?.status === 401) location.reload();
  };

  /* With nothing missed: who is here, of which none is told before it is here itself. What the page came without: around.js. */
  #greeted = ({ detail }) => {
    const which = detail.missed ? "" : "[data-live^='presence:']";
    for (const part of document.querySelectorAll(`${PARTS}${which}:not([data-awaits])`)) this.#later(part.id);
  };

  #later(id) {
    if (document.hidden) return void this.#missed.add(id);
    if (this.#waiting.has(id)) return void this.#waiting.set(id, true);
    this.#waiting.set(id, false);
    this.#ask(id).finally(() => {
      setTimeout(() => {
        const again = this.#waiting.get(id);
        this.#waiting.delete(id);
        if (again) this.#later(id);
      }, Number(document.getElementById(id)?.dataset.every ?? AT_MOST_EVERY_MS));
    });
  }

  async #ask(id, whole = false) {
    const part = document.getElementById(id);
    if (!part?.dataset.from || this.#isBusy(part)) return;
    const from = new URL(part.dataset.from, location.href);
    if (part.matches("[data-rows]")) from.searchParams.set("shown", part.querySelectorAll(".row").length);
    for (const list of part.querySelectorAll("[data-shown]")) from.searchParams.set(`shown_${list.dataset.shown}`, list.querySelectorAll("a").length);
    const has = "keeps" in part.dataset && !whole ? [...part.querySelectorAll(":scope > article[data-v]")] : [];
    const headers = { "HX-Request": "true", "HX-Target": id, Has: has.map((one) => `${one.id}=${one.dataset.v}`).join(" ") };
    const answer = await fetch(from, { headers, credentials: "same-origin" }).catch(() => null);
    if (answer?.status === 401) return location.reload();  // signed out elsewhere
    if (!answer?.ok || answer.redirected || !part.isConnected) return;
    const text = await answer.text().catch(() => "");  // cut off halfway: what follows the next hello brings it
    const made = new DOMParser().parseFromString(text, "text/html").getElementById(id);
    if (!made || this.#isBusy(part)) return;
    const isGone = ({ id, dataset }) => document.getElementById(id)?.dataset.v !== dataset.v;
    if ([...made.querySelectorAll("[data-kept]")].some(isGone)) return this.#ask(id, true);
    put(part, made);
  }

  /* What has asked the server must stay on the page until the answer is there: htmx looks for its targets from it. What is held down must
     stay until it is let go: a button that is replaced between the two gets no click. */
  #isBusy(part) {
    const busy = Boolean(part.querySelector("[popover]:popover-open, dialog[open], [data-editing], .htmx-request, :active"))
      || [...part.querySelectorAll("input, textarea")].some((field) => field.value !== field.defaultValue && field.checkVisibility());
    if (busy) this.#waiting.set(part.id, true);
    return busy;
  }

  /* The words of a form that the server has taken wait for nobody. */
  #taken = (event) => {
    const form = event.detail.elt;
    if (event.detail.successful && form.matches("form") && form.closest("[data-live][data-from]")) form.reset();
  };
}

customElements.define("madoguchi-fresh", Fresh);
