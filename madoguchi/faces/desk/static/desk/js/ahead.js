/* <madoguchi-ahead>: has the conversations beside the open one ready before they are asked for, and the one that is pointed at.

   When all is quiet the next and the previous row of [data-rows] are fetched as htmx would, and kept in the memory of this page until a
   name in them is told to have changed, the stream was away, or a minute has passed. Where htmx then asks for one, it is given the answer
   that is there, or the one that is on its way. Nothing counts as read or looked at by this: the server hears of that from what is shown. */

import { hears } from "./fresh.js";

const KEPT_MS = 60_000;
const MOST = 6;
const QUIET_MS = 100;
const POINTED_MS = 60;
const AWAITED = '.htmx-request, #work :is([hx-trigger="load"], [data-awaited])';

class Ahead extends HTMLElement {
  #kept = new Map();  // by address: what is promised, the names in it, and until when it holds
  #quiet = 0;
  #pointed = 0;
  #heard = {
    "htmx:afterSettle": () => this.#plan(),
    "fragment:fresh": () => this.#plan(),
    "htmx:beforeSend": (event) => this.#give(event.detail),
    "live:changed": (event) => this.#drop(event.detail.names),
    "live:hello": () => this.#kept.clear(),
    "live:lost": () => this.#kept.clear(),
    pointerover: (event) => this.#point(event),
    pointerdown: (event) => this.#point(event, 0),
  };

  connectedCallback() {
    for (const [kind, hear] of Object.entries(this.#heard)) document.addEventListener(kind, hear);
    this.#plan();
  }

  disconnectedCallback() {
    for (const [kind, hear] of Object.entries(this.#heard)) document.removeEventListener(kind, hear);
    clearTimeout(this.#quiet);
    clearTimeout(this.#pointed);
  }

  #plan() {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      if (document.querySelector(AWAITED)) return this.#plan();
      const rows = [...document.querySelectorAll("[data-rows] .row:is(:not([data-left]), [aria-current])")];
      const at = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
      for (const row of [rows[at + 1], rows[at - 1]]) if (row) this.#fetch(row);
    }, QUIET_MS);
  }

  /* What the pointer rests on, or presses, is about to be opened. */
  #point({ target }, rest = POINTED_MS) {
    const row = target.closest?.("[data-rows] .row:not([aria-current])");
    clearTimeout(this.#pointed);
    if (row) this.#pointed = setTimeout(() => this.#fetch(row), rest);
  }

  #fetch(row) {
    const address = row.getAttribute("hx-get");
    const isListening = "live" in document.documentElement.dataset;
    if (!isListening || document.hidden || navigator.connection?.saveData || this.#holds(address)) return;
    const kept = { names: [], until: Date.now() + KEPT_MS };
    kept.answer = answerOf(address).then((text) => {
      if (text === null) this.#forget(address, kept);
      else kept.names = [...text.matchAll(/ data-live="([^"]+)"/g)].flatMap((found) => found[1].split(" "));
      return text;
    });
    this.#kept.set(address, kept);
    if (this.#kept.size > MOST) this.#kept.delete(this.#kept.keys().next().value);
  }

  #holds = (address) => (this.#kept.get(address)?.until ?? 0) > Date.now();

  #forget(address, kept) { if (this.#kept.get(address) === kept) this.#kept.delete(address); }

  /* What is still on its way may have been read before the change. */
  #drop(names) {
    for (const [address, kept] of this.#kept) if (!kept.names.length || kept.names.some(hears(names))) this.#kept.delete(address);
    this.#plan();
  }

  #give({ elt, xhr }) {
    const address = elt.matches("[data-rows] .row") && elt.getAttribute("hx-get");
    if (!address || !this.#holds(address)) return;
    const { answer } = this.#kept.get(address);
    this.#kept.delete(address);
    const send = xhr.send.bind(xhr);
    let isUnwanted = false;
    xhr.abort = () => {  // of what was never sent, the browser says nothing
      isUnwanted = true;
      xhr.onabort();
    };
    xhr.send = async () => {
      const text = await answer;
      if (isUnwanted) return;
      if (text !== null) return answered(xhr, text);
      delete xhr.abort;
      send();
    };
  }
}

/* What the server says to htmx, or null: it has moved, the person is signed out, the network is away. */
async function answerOf(address) {
  const headers = { "HX-Request": "true", "HX-Target": "work" };
  const answer = await fetch(address, { headers, credentials: "same-origin", priority: "low" }).catch(() => null);
  return answer?.ok && !answer.redirected ? answer.text().catch(() => null) : null;
}

/* The request has its answer without having been sent. */
function answered(xhr, text) {
  const known = { status: 200, response: text, getAllResponseHeaders: () => "", getResponseHeader: () => null };
  for (const [name, value] of Object.entries(known)) Object.defineProperty(xhr, name, { value });
  xhr.onload();
}

customElements.define("madoguchi-ahead", Ahead);
