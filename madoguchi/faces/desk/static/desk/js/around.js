/* <madoguchi-around data-from="/desk/around/">: what stands around a page, [data-awaits], comes after it, all of it in one request; of its
   news it hears by itself from then on (fresh.js). What did not come is asked for again, unless it is refused, and so is what was on its way when
   the stream began and something had changed meanwhile. */

import { put } from "./merge.js";

const AGAIN_MS = 3000;
const AWAITED = "[data-awaits]";
const allAreHere = new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));  // the modules that hear of it

class Around extends HTMLElement {
  #isAsking = false;
  #isOld = false;

  connectedCallback() {
    document.addEventListener("live:hello", this.#greeted);
    document.addEventListener("htmx:afterSwap", this.#ask);
    this.#ask();
  }

  disconnectedCallback() {
    document.removeEventListener("live:hello", this.#greeted);
    document.removeEventListener("htmx:afterSwap", this.#ask);
  }

  #greeted = ({ detail }) => { this.#isOld ||= detail.missed; };

  #ask = async () => {
    const parts = [...document.querySelectorAll(AWAITED)];
    if (this.#isAsking || !parts.length) return;
    this.#isAsking = true;
    this.#isOld = false;
    const isThere = await this.#bring(parts);
    this.#isAsking = false;
    if (isThere) this.#ask();  // once more: what is old, and what was swapped in meanwhile
    else setTimeout(this.#ask, AGAIN_MS);
  };

  /* A part that heard of news meanwhile has asked for itself, and awaits nothing any more. */
  async #bring(parts) {
    const from = new URL(this.dataset.from, location.href);
    for (const { id } of parts) from.searchParams.append("part", id);
    const answer = await fetch(from, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
    if (answer?.status === 401) return location.reload();  // signed out elsewhere
    const text = answer?.status < 500 ? await answer.text().catch(() => null) : null;
    if (text === null) return false;
    await allAreHere;
    const made = new DOMParser().parseFromString(answer.ok && !answer.redirected ? text : "", "text/html");
    for (const part of this.#isOld ? [] : parts.filter((one) => one.matches(AWAITED))) {
      const fresh = made.getElementById(part.id);
      if (fresh) put(part, fresh);
      else part.removeAttribute("data-awaits");
    }
    return true;
  }
}

customElements.define("madoguchi-around", Around);
